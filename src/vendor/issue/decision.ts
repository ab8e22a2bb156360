/**
 * Owns the decision of the verb `issue` as it goes into the ledger: who asks, what the rules say, and the entries of a
 * grant. Reads and writes no ledger and signs nothing: issue.ts does that for one request, issue-batch.ts for many.
 */

import { compareBytes } from '../../core/bytes/cbor.ts'
import { encodeHex } from '../../core/bytes/hex.ts'
import { boundOf } from '../../core/computer/binding.ts'
import { boundHash, computerIdOf } from '../../core/computer/computer-id.ts'
import type { MessageSigner } from '../../core/cose/key.ts'
import type { OpenedRequest } from '../../core/envelope.ts'
import { codedOf } from '../../core/errors.ts'
import { activationNumberOf, nextActivationId } from '../../core/message/activation-id.ts'
import { isSameProof, parseActivationKey, proofOf } from '../../core/message/activation-key.ts'
import {
  ACTIVATION_ID_BYTES,
  decodeLicense,
  encodeLicense,
  type License,
} from '../../core/message/license.ts'
import { OF_INSTALLED, TYPED_ACTIVATIONS, untypable } from '../../core/message/typed-license.ts'
import { judge, type Step } from '../../core/rule.ts'
import type { Activation, KeyRecord } from '../../core/terms/entitlement.ts'
import type { Applicant, Deactivations, Grant, Granted, Refusal } from '../decide/case.ts'
import { decide } from '../decide/decide.ts'
import { isFew } from '../decide/readings.ts'
import { released } from '../decide/released.ts'
import { revoked } from '../decide/revoked.ts'
import { holderAfter, type MoveReason } from '../decide/seat.ts'
import { askingOf } from '../decide/seats.ts'
import type { Change, IssuedLicense, Ledger, Snapshot } from '../ledger/ledger.ts'

/** Who issues, and the world that issuing needs. */
export interface Issuer {
  readonly ledger: Ledger
  readonly vendor: string
  /** The present key, which signs what is new. */
  readonly signingKey: MessageSigner
  /** A key that the vendor had before; undefined when there is none of that id here. Without it, there was none. */
  readonly formerKey?: (kid: string) => Promise<MessageSigner | undefined>
  /** Whether a license cannot be signed again as it was, and is decided anew when its request is repeated. */
  readonly isOutdated?: (license: IssuedLicense) => boolean
  /** Seconds since 1970. */
  readonly now: () => number
  readonly random: (bytes: number) => Uint8Array
}

export interface Issued {
  readonly kind: 'issued'
  /** The signed message. */
  readonly message: Uint8Array
  readonly license: License
  /** Whose license it is, as it is recorded with it. */
  readonly activation: Activation
  readonly computerId: string
  /**
   * new: took a seat; renewed: the same computer asked anew; moved: its seat went over to changed hardware; repeated: the
   * same request, so the same bytes.
   */
  readonly seat: Grant['seat'] | 'repeated'
  /** What moved, and how often it still may; undefined when nothing did. */
  readonly moved: Moved | undefined
  /** One or two readings tell the computer: a copy of it would look the same. */
  readonly fewReadings: boolean
  readonly trace: readonly Step[]
}

/** A seat that went over to the computer that asked. */
export interface Moved {
  /** The activation that ended, and the computer ID that it had. */
  readonly activation: string
  readonly computerId: string
  readonly because: MoveReason
  /** This move counted. */
  readonly deactivations: Deactivations
}

/** Who asks, before the key is known. */
export interface Asker {
  readonly keyId: string
  readonly requestHash: string | undefined
  readonly computerId: string
  /** Of the program, where it is said. */
  readonly version: string | undefined
  /** The hash of what it would be bound to, 16 hexadecimal digits; undefined when the vendor asks. */
  readonly computer: string | undefined
  /** Kinds of reading that count; undefined when the vendor asks. */
  readonly counted: number | undefined
  /** The vendor moves the seat of the installation that asks. */
  readonly byDesk?: boolean
  /** Nobody at the desk can be asked. */
  readonly unattended?: boolean
  /**
   * What the answer is to be: a message; a message that a code can say as well; or the answer to a code, which is the
   * same text each time that its computer asks.
   */
  readonly wants: 'message' | 'typable' | 'code'
  applicant(snapshot: Pick<Snapshot, 'key'>): Applicant
}

/** A license that is in the ledger, or that `changes` bring there; it is signed after that. */
export interface Recorded {
  readonly kind: 'recorded'
  readonly license: IssuedLicense
  /** Whose license it is. */
  readonly activation: Activation
  readonly computerId: string
  readonly seat: Issued['seat']
  readonly moved: Moved | undefined
  /** Kinds that counted in the request. */
  readonly counted: number | undefined
  readonly trace: readonly Step[]
}

/** A grant that is not in the ledger yet. */
export interface Recordable extends Recorded {
  /** The activation that it takes the place of. */
  readonly ended: Activation | undefined
  readonly changes: readonly Change[]
}

/** `requestHash`: SHA-256 of the request in hexadecimal. */
export function askerOf({ request, installationKey }: OpenedRequest, requestHash: string): Asker {
  const { keyId, productId, version, virtual, proof } = request
  // not the key itself, which holds memory of OpenSSL's for as long as anybody holds it
  const { bytes, kid } = installationKey
  const publicKey = encodeHex(bytes)
  const bound = boundOf(request.fingerprint, request.counted)
  const computer = boundHash(bound)
  return {
    keyId,
    requestHash,
    computerId: computerIdOf(computer),
    version,
    computer,
    counted: bound.counted.length,
    wants: 'message',
    applicant({ key }) {
      const expected = proofOf(parseActivationKey(key.text).secret, bytes, productId)
      return {
        kind: 'computer',
        requestHash,
        productId,
        bound,
        computer,
        version,
        virtual,
        installation: { publicKey, kid },
        proofHolds: isSameProof(expected, proof),
      }
    },
  }
}

export function onBehalf(keyId: string, computer: string): Asker {
  return {
    keyId,
    requestHash: undefined,
    computerId: computer,
    version: undefined,
    computer: undefined,
    counted: undefined,
    wants: 'message',
    applicant: () => ({ kind: 'on-behalf' }),
  }
}

export function decideOn(snapshot: Snapshot, asker: Asker, now: number): Grant | Refusal {
  const { wants, byDesk = false, unattended = false } = asker
  return decide({
    ...snapshot,
    applicant: asker.applicant(snapshot),
    now,
    byDesk,
    unattended,
    typed: wants !== 'message',
  })
}

/** The decision with all that the ledger is to keep of it. `before`: what the same request was answered, which counts no more. */
export function recordable(
  issuer: Omit<Issuer, 'ledger'>,
  snapshot: Snapshot,
  asker: Asker,
  now: number,
  before?: IssuedLicense,
): Recordable | Refusal {
  const decision = decideOn(snapshot, asker, now)
  if (decision.kind === 'refusal') return decision
  const { place, deactivations, trace } = decision
  const activation = activationOf(issuer, snapshot, decision, asker, now)
  const from = place.kind === 'move' ? place.from.activation : undefined
  const ended: Activation | undefined = from && {
    ...from,
    released: { at: now, by: 'move', to: activation.id },
  }
  const license = licenseOf(issuer, decision, snapshot, activation, asker, now)
  return {
    kind: 'recorded',
    activation,
    ended,
    license,
    changes: [
      ...(ended === undefined ? [] : [{ kind: 'activation.released', activation: ended } as const]),
      { kind: place.kind === 'renewal' ? 'activation.renewed' : 'activation.recorded', activation },
      { kind: before === undefined ? 'license.issued' : 'license.reissued', license },
    ],
    computerId: asker.computerId,
    seat: decision.seat,
    moved:
      place.kind === 'move'
        ? {
            activation: place.from.activation.id,
            computerId: place.from.activation.computerId,
            because: place.because,
            deactivations,
          }
        : undefined,
    counted: asker.counted,
    trace,
  }
}

/** What the same request was answered, as it stands now; undefined when it is to be decided anew. */
export function answeredBefore(
  issuer: Pick<Issuer, 'vendor' | 'isOutdated'>,
  before: IssuedLicense,
  asker: Asker,
  snapshot: Snapshot,
  now: number,
): Recorded | Refusal | undefined {
  if (asker.wants === 'code') {
    const answer = repeatedCode(issuer, before, asker, snapshot, now)
    return answer !== undefined && stands(issuer, answer) ? answer : undefined
  }
  const { key, activations, former } = snapshot
  const isItsOwn = ({ id }: Activation) => id === before.activationId
  const activation = activations.find(isItsOwn) ?? former.find(isItsOwn)
  const answer = repeated(before, asker, key, activation)
  if (!stands(issuer, answer)) return undefined
  if (activation?.startSet !== undefined && hasOtherEnd(before, snapshot, asker, now)) return undefined
  return answer.kind === 'recorded' && asker.wants === 'typable' ? typable(answer, activation) : answer
}

/** Its start was put right since, and it would end on another day now, or be refused. */
function hasOtherEnd(before: IssuedLicense, snapshot: Snapshot, asker: Asker, now: number): boolean {
  const decision = decideOn(snapshot, asker, now)
  if (decision.kind === 'refusal') return true
  const { expiresAt, firstRun } = decodeLicense(before.payload)
  const { terms } = decision
  return expiresAt !== terms.expiresAt || firstRun?.activatedAt !== terms.firstRun?.activatedAt
}

/** What was answered before is answered again, unless its key was revoked or its seat released since. */
function repeated(
  license: IssuedLicense,
  asker: Asker,
  key: KeyRecord,
  activation: Activation | undefined,
): Recorded | Refusal {
  if (activation === undefined) return unknownKey(license.keyId)
  const { trace, reasons } = judge<{ readonly key: KeyRecord; readonly activation: Activation }>(
    [revoked, released],
    { key, activation },
  )
  const [first] = reasons
  return first === undefined
    ? again(license, activation, asker)
    : { kind: 'refusal', ...codedOf(first), trace }
}

/**
 * What a code was answered before, while that is what it would be granted now: the same computer says the same code as
 * often as it asks, also when its key has been changed, or its seat released since. Undefined: decided anew.
 */
function repeatedCode(
  { vendor }: Pick<Issuer, 'vendor'>,
  license: IssuedLicense,
  asker: Asker,
  snapshot: Snapshot,
  now: number,
): Recorded | undefined {
  const decision = decideOn(snapshot, asker, now)
  if (decision.kind === 'refusal' || decision.place.kind !== 'renewal') return undefined
  if (decision.place.held.activation.id !== license.activationId) return undefined
  const { keyId, activationId, issuedAt } = license
  const payload = encodeLicense({
    vendor,
    productId: snapshot.product.id,
    keyId,
    activationId,
    issuedAt,
    ...decision.terms,
  })
  if (compareBytes(payload, license.payload) !== 0) return undefined
  return again(license, decision.place.held.activation, asker)
}

function again(license: IssuedLicense, activation: Activation, { computerId, counted }: Asker): Recorded {
  return {
    kind: 'recorded',
    license,
    activation,
    computerId,
    seat: 'repeated',
    moved: undefined,
    counted,
    trace: [],
  }
}

/** What was recorded is refused when it is wanted as a code and none can say it. */
function typable(recorded: Recorded, activation: Activation | undefined): Recorded | Refusal {
  const license = decodeLicense(recorded.license.payload)
  const things = untypable(license, activationNumber(license, activation))
  if (things.length === 0) return recorded
  return { kind: 'refusal', code: 'typed-cannot-carry', details: { things }, trace: [] }
}

/**
 * How a code names the license's activation; undefined when it cannot. `activation`: as it stands in the ledger, of a
 * license of ours.
 */
export function activationNumber(license: License, activation: Activation | undefined): number | undefined {
  const { binding, keyId, activationId, issuedAt } = license
  if (binding.kind === 'generic') return undefined
  const computer = binding.kind === 'code' ? binding.computer : boundHash(binding)
  const number = activationNumberOf(activationId, keyId, computer, TYPED_ACTIVATIONS)
  // only of one that was renewed the computer has a license already, which says the id
  const isRenewed = activation !== undefined && activation.firstAt < issuedAt
  return number ?? (isRenewed ? OF_INSTALLED : undefined)
}

/** Whether the answer stands that was given before. */
function stands({ isOutdated }: Pick<Issuer, 'isOutdated'>, answer: Recorded | Refusal): boolean {
  return answer.kind === 'refusal' || !isOutdated?.(answer.license)
}

/** The key that a license is recorded for: another one would give other bytes than the ledger stands for. */
export async function signingKeyOf(
  { signingKey, formerKey }: Issuer,
  { kid }: IssuedLicense,
): Promise<MessageSigner | undefined> {
  return kid === signingKey.public.kid ? signingKey : formerKey?.(kid)
}

/** The answer; `message` is the license signed. */
export function issuedOf(recorded: Recorded, message: Uint8Array): Issued {
  const { license, activation, computerId, seat, moved, counted, trace } = recorded
  return {
    kind: 'issued',
    message,
    // read when it is asked for: of thousands, hardly anybody looks into one
    get license() {
      return decodeLicense(license.payload)
    },
    activation,
    get fewReadings() {
      const { binding } = this.license
      if (binding.kind === 'generic') return false
      return isFew(binding.kind === 'computer' ? binding.counted.length : counted)
    },
    computerId,
    seat,
    moved,
    trace,
  }
}

export function unknownKey(keyId: string): Refusal {
  return { kind: 'refusal', code: 'key-not-found', details: { key: keyId, limelm: 1 }, trace: [] }
}

function activationOf(
  issuer: Pick<Issuer, 'random'>,
  snapshot: Snapshot,
  { place }: Grant,
  asker: Asker,
  now: number,
): Activation {
  const held = place.kind === 'renewal' ? place.held.activation : undefined
  return {
    id: held?.id ?? newActivationId(issuer, snapshot, asker),
    keyId: asker.keyId,
    computerId: asker.computerId,
    ...seatOf(place, asker.applicant(snapshot), now),
    firstAt: held?.firstAt ?? now,
    lastAt: now,
    released: undefined,
    startSet: held?.startSet,
  }
}

type Kept = Pick<
  Activation,
  'seat' | 'begunAt' | 'bound' | 'computer' | 'countedByCode' | 'takenBy' | 'installations' | 'seen'
>

/** The binding as the ledger keeps it: a code adds nothing to it, but how many kinds its hash counts. */
function seatOf(place: Granted, applicant: Applicant, now: number): Kept {
  const asking = askingOf(applicant)
  if (asking !== undefined) {
    const { seat, begunAt, bound, computer, takenBy, installations, seen } = holderAfter(place, asking, now)
    // a product's stricter rule is the product's
    const counted = bound && { fingerprint: bound.fingerprint, counted: bound.counted }
    return {
      seat,
      begunAt,
      bound: counted,
      computer,
      countedByCode: undefined,
      takenBy,
      installations,
      seen,
    }
  }
  const said = applicant.kind === 'by-code' ? applicant.counted : undefined
  if (place.kind === 'renewal') {
    const { seat, begunAt, bound, computer, takenBy, installations, seen } = place.held.activation
    const countedByCode = bound === undefined ? said : undefined
    return { seat, begunAt, bound, computer, countedByCode, takenBy, installations, seen }
  }
  const { seat, begunAt = now } = place.kind === 'move' ? place.from : place
  const computer = applicant.kind === 'by-code' ? applicant.computer : undefined
  return {
    seat,
    begunAt,
    bound: undefined,
    computer,
    countedByCode: said,
    takenBy: undefined,
    installations: [],
    seen: new Map(),
  }
}

/** Of a computer it follows from what the client knows, so that a code need not say it; else it is drawn. */
function newActivationId(
  { random }: Pick<Issuer, 'random'>,
  { activations, former }: Pick<Snapshot, 'activations' | 'former'>,
  { keyId, computer }: Asker,
): string {
  const isTaken = (id: string) => activations.some(one => one.id === id) || former.some(one => one.id === id)
  const next = computer === undefined ? undefined : nextActivationId(keyId, computer, isTaken)
  return next ?? encodeHex(random(ACTIVATION_ID_BYTES))
}

function licenseOf(
  issuer: Pick<Issuer, 'vendor' | 'signingKey'>,
  grant: Grant,
  snapshot: Snapshot,
  activation: Activation,
  asker: Asker,
  now: number,
): IssuedLicense {
  const { keyId, id: activationId } = activation
  const payload = encodeLicense({
    vendor: issuer.vendor,
    productId: snapshot.product.id,
    keyId,
    activationId,
    issuedAt: now,
    ...grant.terms,
  })
  const { kid } = issuer.signingKey.public
  return { requestHash: asker.requestHash, keyId, activationId, kid, payload, issuedAt: now }
}
