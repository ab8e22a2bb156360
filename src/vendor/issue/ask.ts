import { hash } from 'node:crypto'
import { messageFromInput } from '../../carrier/intake.ts'
import { orDrawnCode } from '../../carrier/typed/in-picture.ts'
import { looksLikeLicenseCode, looksLikeRequestCode, shortTextOf } from '../../carrier/typed/recognise.ts'
import { readRequestCode } from '../../carrier/typed/request-code.ts'
import {
  type ArgumentShape,
  BYTES,
  FLAG,
  field,
  needed,
  OBJECT,
  requireField,
  requireShape,
} from '../../core/arguments.ts'
import { encodeHex } from '../../core/bytes/hex.ts'
import { trimmed } from '../../core/bytes/white-space.ts'
import { boundOf } from '../../core/computer/binding.ts'
import { boundHash, computerIdOf, isSameComputerId } from '../../core/computer/computer-id.ts'
import {
  messageHash,
  type OpenedRequest,
  openRequest,
  openRequestLater,
  typedRequestHash,
} from '../../core/envelope.ts'
import { AirlatchError } from '../../core/errors.ts'
import { isSameProof, parseActivationKey, parseKeyId, proofOf } from '../../core/message/activation-key.ts'
import { decodeTypedRequest, type TypedRequest, typedProofOf } from '../../core/message/typed-request.ts'
import type { Activation, KeyRecord } from '../../core/terms/entitlement.ts'
import { nativeEd25519 } from '../../crypto/native.ts'
import { LIMITS, requireText } from '../catalog/limits.ts'
import type { Applicant } from '../decide/case.ts'
import { marksOfApplicant } from '../decide/marks.ts'

/** A generic key and any text that says where its license goes: there is no request (checklist QG-11, QG-12). */
export interface OnBehalf {
  /** The whole key or its id. */
  readonly key: string
  readonly computerId: string
}

/** A request in any carrier, as bytes or text; or a request code, as text or in a file that has nothing else in it. */
export type AskInput = Uint8Array | string | OnBehalf

/** What the answer is to be, and for whom. */
export interface HowAsked {
  /** A code can say the license as well (typed.ts); what none can say is refused, and nothing is recorded. */
  readonly typed?: boolean | undefined
  /** The seat of the installation that asks moves to its computer, whatever hardware that has. It is counted. */
  readonly move?: boolean | undefined
  /**
   * The input comes from a user who is not trusted, and no clerk can be asked. Only a request or a code is accepted. One
   * that does not prove its key gets the answer of an unknown key, and a code is not granted again after its seat was
   * released.
   */
  readonly unattended?: boolean | undefined
  /**
   * A refusal by `vendor.preview` is the answer that the customer gets, and is kept for `vendor.refusals`, as `signer.issue`
   * keeps it. It always is when the input is unattended.
   */
  readonly keepsRefusal?: boolean | undefined
}

/** What the customer says beside a request that somebody relays: in the e-mail, or on the telephone. */
export interface Said {
  /** The whole key or its id. */
  readonly key?: string | undefined
  /** As it was read aloud and typed. */
  readonly computerId?: string | undefined
}

type KeyText = Pick<KeyRecord, 'text' | 'entitlement'>

interface Asker {
  readonly keyId: string
  readonly computerId: string
  readonly version: string | undefined
  /** SHA-256 in hexadecimal; undefined when the vendor asks. */
  readonly requestHash: string | undefined
  /** The hash of what it would be bound to, 16 hexadecimal digits; undefined when the vendor asks. */
  readonly computer: string | undefined
  /** By which the ledger finds the activations that it may be; none when the vendor asks. */
  readonly marks: readonly number[]
  /** The activation that the vendor renews, by its id. */
  readonly renews?: string
  /** Kinds of reading that count; undefined when the vendor asks. */
  readonly counted: number | undefined
  /**
   * What the answer is to be: a message; a message that a code can say as well; or the answer to a code, which is the
   * same text each time that its computer asks.
   */
  readonly wants: 'message' | 'typable' | 'code'
  readonly byDesk: boolean
  readonly unattended: boolean
  /** When a refusal is kept: of a look as well, once it was to be issued, or not, as nobody outside of the desk asked. */
  readonly keepsRefusal: 'always' | 'issued' | 'never'
  applicantOf(key: KeyText): Applicant
}

/** Who asks, before anybody has looked at the key. */
export class Ask {
  readonly keyId: string
  readonly computerId: string
  /** Of the program, where it is said: a code does not say it. */
  readonly version: string | undefined
  /** A code can carry its license as well: that was wanted, or it is a request code itself. */
  readonly isTyped: boolean
  /** @internal */ readonly requestHash: string | undefined
  /** @internal */ readonly computer: string | undefined
  /** @internal */ readonly marks: readonly number[]
  /** @internal */ readonly renews: string | undefined
  /** @internal */ readonly counted: number | undefined
  /** @internal */ readonly wants: Asker['wants']
  /** @internal */ readonly byDesk: boolean
  /** @internal */ readonly unattended: boolean
  /** @internal */ readonly keepsRefusal: Asker['keepsRefusal']
  /** @internal */ readonly applicantOf: Asker['applicantOf']

  /** @internal */
  constructor(asker: Asker) {
    this.keyId = asker.keyId
    this.computerId = asker.computerId
    this.version = asker.version
    this.requestHash = asker.requestHash
    this.computer = asker.computer
    this.marks = asker.marks
    this.renews = asker.renews
    this.counted = asker.counted
    this.wants = asker.wants
    this.isTyped = asker.wants !== 'message'
    this.byDesk = asker.byDesk
    this.unattended = asker.unattended
    this.keepsRefusal = asker.keepsRefusal
    this.applicantOf = asker.applicantOf
  }

  /** Errors: request-not-as-said {field, got, expected} when it is of another key or computer; activation-key-malformed. */
  requireAsSaid({ key, computerId }: Said): void {
    const keyId = key === undefined ? undefined : parseKeyId(key)
    if (keyId !== undefined && keyId !== this.keyId) throw notAsSaid('key', this.keyId, keyId)
    if (computerId !== undefined && !isSameComputerId(computerId, this.computerId))
      throw notAsSaid('computer', this.computerId, computerId)
  }
}

function notAsSaid(field: 'key' | 'computer', got: string, expected: string): AirlatchError {
  return new AirlatchError('request-not-as-said', { field, got, expected })
}

const HOW: ArgumentShape<HowAsked> = { typed: FLAG, move: FLAG, unattended: FLAG, keepsRefusal: FLAG }
const isRequest = (value: unknown) => typeof value === 'string' || BYTES.allows(value)
/** A body of JSON that somebody sends must not become a wish of the vendor's, which needs no proof. */
const PROVABLE = needed(field({ is: 'request' }, isRequest))
const ASKED = needed(
  field({ is: 'request', or: '{ key, computer }' }, value => isRequest(value) || OBJECT.allows(value)),
)

/** Errors: those of messageFromInput and openRequest; typed-code-malformed; activation-key-malformed, invalid-value. */
export async function openAsk(input: AskInput, how: HowAsked = {}): Promise<Ask> {
  requireShape('options', how, HOW)
  requireField('request', input, how.unattended ? PROVABLE : ASKED)
  if (isOnBehalf(input)) return askOnBehalf(input, how)
  const code = requestCodeIn(input)
  if (code !== undefined) return askOfCode(code, how)
  const bytes = bytesOf(input)
  const read = await orDrawnCode(
    () => bytes,
    () => messageFromInput(bytes, { wanted: ['request'] }),
  )
  return 'code' in read ? askOfCode(read.code, how) : openRequestAsk(read, how)
}

/** A request alone, as a message. `threads`: its signature is verified on another thread. Errors: those of openRequest. */
export async function openRequestAsk(
  message: Uint8Array,
  how: HowAsked & { readonly threads?: boolean } = {},
): Promise<Ask> {
  const opened = how.threads
    ? await openRequestLater(message, nativeEd25519)
    : openRequest(message, nativeEd25519)
  return askOf(opened, messageHash(message), how)
}

/** `requestHash`: SHA-256 of the request in hexadecimal. */
export function askOf(
  { request, installationKey }: OpenedRequest,
  requestHash: string,
  { typed = false, move = false, unattended = false, keepsRefusal = unattended }: HowAsked = {},
): Ask {
  const { keyId, productId, version, virtual, workload, proof } = request
  // not the key itself, which holds memory of OpenSSL's for as long as anybody holds it
  const { bytes } = installationKey
  const publicKey = encodeHex(bytes)
  const bound = boundOf(request.fingerprint, request.counted)
  const computer = boundHash(bound)
  return new Ask({
    keyId,
    requestHash,
    computerId: computerIdOf(computer),
    version,
    computer,
    marks: marksOfApplicant(keyId, { fingerprint: bound.fingerprint, computer, installation: publicKey }),
    counted: bound.counted.length,
    wants: typed ? 'typable' : 'message',
    byDesk: move,
    unattended,
    keepsRefusal: keepsRefusal ? 'always' : 'issued',
    applicantOf: onceForText(text => ({
      kind: 'computer',
      requestHash,
      productId,
      bound,
      computer,
      version,
      virtual,
      workload,
      installation: publicKey,
      proofHolds: isSameProof(proofOf(parseActivationKey(text).secret, bytes, productId), proof),
    })),
  })
}

/** Each decision asks several times, and the proof is an HMAC each time. */
function onceForText(applicantOf: (text: string) => Applicant): Asker['applicantOf'] {
  let made: { readonly text: string; readonly applicant: Applicant } | undefined
  return ({ text }) => {
    if (made?.text !== text) made = { text, applicant: applicantOf(text) }
    return made.applicant
  }
}

/** Error: typed-code-malformed. */
function askOfCode(code: string, { unattended = false, keepsRefusal = unattended }: HowAsked): Ask {
  const bytes = readRequestCode(code)
  const requestHash = typedRequestHash(bytes)
  const asked = decodeTypedRequest(bytes)
  const { keyId, computer, counted, virtual } = asked
  return new Ask({
    keyId,
    requestHash,
    computerId: computerIdOf(computer),
    version: undefined,
    computer,
    marks: marksOfApplicant(keyId, { computer }),
    counted,
    wants: 'code',
    byDesk: false,
    unattended,
    keepsRefusal: keepsRefusal ? 'always' : 'issued',
    applicantOf: key => ({
      kind: 'by-code',
      requestHash,
      computer,
      counted,
      virtual,
      proofHolds: provesKey(asked, key),
    }),
  })
}

function provesKey(asked: TypedRequest, key: KeyText): boolean {
  const { secret } = parseActivationKey(key.text)
  return isSameProof(typedProofOf(secret, key.entitlement.productId, asked), asked.proof)
}

/** Errors: activation-key-malformed, invalid-value. */
function askOnBehalf({ key, computerId }: OnBehalf, { keepsRefusal = false }: HowAsked): Ask {
  return new Ask({
    keyId: parseKeyId(key),
    requestHash: undefined,
    computerId: requireText('computerId', computerId, LIMITS.computerIdBytes),
    version: undefined,
    computer: undefined,
    marks: [],
    counted: undefined,
    wants: 'message',
    byDesk: false,
    unattended: false,
    keepsRefusal: keepsRefusal ? 'always' : 'issued',
    applicantOf: () => ({ kind: 'on-behalf' }),
  })
}

/**
 * The vendor renews the license of an activation that holds a seat, without a request of its computer: the ledger knows what
 * it is bound to. `typed`: the license is to be one that a code can say.
 */
export function askToRenew(activation: Activation, { typed = false }: Pick<HowAsked, 'typed'> = {}): Ask {
  const { id, keyId, computerId, computer, bound, countedByCode } = activation
  return new Ask({
    keyId,
    computerId,
    version: undefined,
    requestHash: renewalHash(id),
    computer,
    marks: [],
    renews: id,
    counted: bound?.counted.length ?? countedByCode,
    wants: typed ? 'typable' : 'message',
    byDesk: false,
    unattended: false,
    keepsRefusal: 'never',
    applicantOf: () => ({ kind: 'on-behalf', renews: id }),
  })
}

/** What stands in the ledger for the request that nobody made: the same each time, so that it is answered with the same. */
function renewalHash(activationId: string): string {
  return hash('sha256', `renewal of ${activationId}`, 'hex')
}

function isOnBehalf(input: AskInput): input is OnBehalf {
  return !BYTES.allows(input) && typeof input === 'object'
}

function bytesOf(input: Uint8Array | string): Uint8Array {
  return typeof input === 'string' ? new TextEncoder().encode(input) : input
}

/** The text of what is meant as a code, of either kind: reading one of the other kind says what it is. */
function requestCodeIn(input: Uint8Array | string): string | undefined {
  const text = typeof input === 'string' ? trimmed(input) : shortTextOf(input)
  if (text === undefined) return undefined
  // what a person typed and mistyped; a file of letters and digits may be anything
  const isTyped = typeof input === 'string' && /^[a-z0-9][a-z0-9\s-]*$/i.test(text)
  return isTyped || looksLikeRequestCode(text) || looksLikeLicenseCode(text) ? text : undefined
}
