/**
 * Owns the decision of the verb `issue` as it goes into the ledger: who asks, what the rules say, and the entries of a
 * grant. Reads and writes no ledger and signs nothing: issue.ts does that for one request, issue-batch.ts for many.
 */

import { compareBytes } from '../../core/bytes/cbor.ts'
import { encodeHex } from '../../core/bytes/hex.ts'
import { computerHash, computerIdOf } from '../../core/computer/computer-id.ts'
import type { SecretKey } from '../../core/cose/key.ts'
import type { OpenedRequest } from '../../core/envelope.ts'
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
import type { Applicant, Grant, Refusal } from '../decide/case.ts'
import { decide } from '../decide/decide.ts'
import { released } from '../decide/released.ts'
import { revoked } from '../decide/revoked.ts'
import type { Change, IssuedLicense, Ledger, Snapshot } from '../ledger/ledger.ts'

/** Who issues, and the world that issuing needs. */
export interface Issuer {
  readonly ledger: Ledger
  readonly vendor: string
  /** The present key, which signs what is new. */
  readonly signingKey: SecretKey
  /** A key that the vendor had before; undefined when there is none of that id here. Without it, there was none. */
  readonly formerKey?: (kid: string) => Promise<SecretKey | undefined>
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
  /** new: took a seat; renewed: the same computer asked anew; repeated: the same request, so the same bytes. */
  readonly seat: 'new' | 'renewed' | 'repeated'
  readonly trace: readonly Step[]
}

/** Who asks, before the key is known. */
export interface Asker {
  readonly keyId: string
  readonly requestHash: string | undefined
  readonly computerId: string
  /** Of the program, where it is said. */
  readonly version: string | undefined
  readonly activation: Pick<Activation, 'fingerprint' | 'computer' | 'installationKey'>
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
  readonly trace: readonly Step[]
}

/** A grant that is not in the ledger yet. */
export interface Recordable extends Recorded {
  readonly changes: readonly Change[]
}

/** `requestHash`: SHA-256 of the request in hexadecimal; undefined when nothing is to be recorded. */
export function askerOf({ request, installationKey }: OpenedRequest, requestHash: string | undefined): Asker {
  const { keyId, fingerprint, productId, version, virtual, proof } = request
  // not the key itself, which holds memory of OpenSSL's for as long as anybody holds it
  const { bytes, kid } = installationKey
  const publicKey = encodeHex(bytes)
  const computer = computerHash(fingerprint)
  return {
    keyId,
    requestHash,
    computerId: computerIdOf(computer),
    version,
    activation: { fingerprint, computer, installationKey: publicKey },
    wants: 'message',
    applicant({ key }) {
      const expected = proofOf(parseActivationKey(key.text).secret, bytes, productId)
      return {
        kind: 'computer',
        productId,
        fingerprint,
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
    activation: { fingerprint: undefined, computer: undefined, installationKey: undefined },
    wants: 'message',
    applicant: () => ({ kind: 'on-behalf' }),
  }
}

export function decideOn(snapshot: Snapshot, asker: Asker, now: number): Grant | Refusal {
  return decide({ ...snapshot, applicant: asker.applicant(snapshot), now, typed: asker.wants !== 'message' })
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
  const { held, trace } = decision
  const activation = activationOf(issuer, snapshot, decision, asker, now)
  const license = licenseOf(issuer, decision, snapshot, activation, asker, now)
  return {
    kind: 'recorded',
    activation,
    license,
    changes: [
      { kind: held === undefined ? 'activation.recorded' : 'activation.renewed', activation },
      { kind: before === undefined ? 'license.issued' : 'license.reissued', license },
    ],
    computerId: asker.computerId,
    seat: held === undefined ? 'new' : 'renewed',
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
    ? { kind: 'recorded', license, activation, computerId: asker.computerId, seat: 'repeated', trace: [] }
    : { kind: 'refusal', code: first.code, details: first.details, trace }
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
  if (decision.kind === 'refusal' || decision.held?.id !== license.activationId) return undefined
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
  const { computerId } = asker
  return { kind: 'recorded', license, activation: decision.held, computerId, seat: 'repeated', trace: [] }
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
  const computer = binding.kind === 'code' ? binding.computer : computerHash(binding.fingerprint)
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
): Promise<SecretKey | undefined> {
  return kid === signingKey.public.kid ? signingKey : formerKey?.(kid)
}

/** The answer; `message` is the license signed. */
export function issuedOf(
  { license, activation, computerId, seat, trace }: Recorded,
  message: Uint8Array,
): Issued {
  return {
    kind: 'issued',
    message,
    // read when it is asked for: of thousands, hardly anybody looks into one
    get license() {
      return decodeLicense(license.payload)
    },
    activation,
    computerId,
    seat,
    trace,
  }
}

export function unknownKey(keyId: string): Refusal {
  return { kind: 'refusal', code: 'key-not-found', details: { key: keyId, limelm: 1 }, trace: [] }
}

function activationOf(
  issuer: Pick<Issuer, 'random'>,
  snapshot: Snapshot,
  { held, moved }: Grant,
  asker: Asker,
  now: number,
): Activation {
  // a seat that was taken by code is now known by its fingerprint as well
  const isSeen = held?.fingerprint === undefined && held?.computer !== undefined
  return {
    id: held?.id ?? newActivationId(issuer, snapshot, asker),
    keyId: asker.keyId,
    computerId: asker.computerId,
    ...asker.activation,
    // a code does not say it: whose the seat is, is not forgotten for that
    installationKey: asker.activation.installationKey ?? held?.installationKey,
    // a seat stays with the computer that took it: were it to follow each renewal, it could wander to another one; it
    // follows its installation when that says so with a part of the old computer (rules/decide/seats.ts)
    fingerprint: held === undefined || moved || isSeen ? asker.activation.fingerprint : held.fingerprint,
    installations: installationsOf(held, asker),
    firstAt: held?.firstAt ?? now,
    lastAt: now,
    released: undefined,
    startSet: held?.startSet,
  }
}

/** Of a computer it follows from what the client knows, so that a code need not say it; else it is drawn. */
function newActivationId(
  { random }: Pick<Issuer, 'random'>,
  { activations, former }: Pick<Snapshot, 'activations' | 'former'>,
  { keyId, activation: { computer } }: Asker,
): string {
  const isTaken = (id: string) => activations.some(one => one.id === id) || former.some(one => one.id === id)
  const next = computer === undefined ? undefined : nextActivationId(keyId, computer, isTaken)
  return next ?? encodeHex(random(ACTIVATION_ID_BYTES))
}

/** A code does not say which installation asks. */
function installationsOf(held: Activation | undefined, { wants, activation }: Asker): number {
  if (held === undefined) return 1
  return (
    held.installations + (wants === 'code' || held.installationKey === activation.installationKey ? 0 : 1)
  )
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
