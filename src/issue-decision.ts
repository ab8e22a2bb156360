/**
 * Owns the decision of the verb `issue` as it goes into the ledger: who asks, what the rules say, and the entries of a
 * grant. Reads and writes no ledger and signs nothing: issue.ts does that for one request, issue-batch.ts for many.
 */
import { encodeHex } from './bytes/hex.ts'
import { computerId } from './computer/computer-id.ts'
import type { SecretKey } from './cose/key.ts'
import type { OpenedRequest } from './envelope.ts'
import type { Change, IssuedLicense, Ledger, Snapshot } from './ledger/ledger.ts'
import { parseActivationKey, proofOf } from './message/activation-key.ts'
import { ACTIVATION_ID_BYTES, decodeLicense, encodeLicense, type License } from './message/license.ts'
import { released } from './rules/decide/released.ts'
import { revoked } from './rules/decide/revoked.ts'
import { type Applicant, decide, type Grant, type Refusal } from './rules/decide.ts'
import type { Activation, KeyRecord } from './rules/entitlement.ts'
import { judge, type Step } from './rules/rule.ts'

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
  readonly activation: Pick<Activation, 'fingerprint' | 'installationKey'>
  applicant(snapshot: Snapshot): Applicant
}

/** A license that is in the ledger, or that `changes` bring there; it is signed after that. */
export interface Recorded {
  readonly kind: 'recorded'
  readonly license: IssuedLicense
  readonly computerId: string
  readonly seat: Issued['seat']
  readonly trace: readonly Step[]
}

/** A grant that is not in the ledger yet. */
export interface Recordable extends Recorded {
  readonly activation: Activation
  readonly changes: readonly Change[]
}

/** `requestHash`: SHA-256 of the request in hexadecimal; undefined when nothing is to be recorded. */
export function askerOf({ request, installationKey }: OpenedRequest, requestHash: string | undefined): Asker {
  const { keyId, fingerprint, productId, version, virtual, proof } = request
  // not the key itself, which holds memory of OpenSSL's for as long as anybody holds it
  const { bytes, kid } = installationKey
  const publicKey = encodeHex(bytes)
  return {
    keyId,
    requestHash,
    computerId: computerId(fingerprint),
    activation: { fingerprint, installationKey: publicKey },
    applicant({ key }) {
      const expected = proofOf(parseActivationKey(key.text).secret, bytes, productId)
      return {
        kind: 'computer',
        productId,
        fingerprint,
        version,
        virtual,
        installation: { publicKey, kid },
        proofHolds: sameBytes(expected, proof),
      }
    },
  }
}

export function onBehalf(keyId: string, computer: string): Asker {
  return {
    keyId,
    requestHash: undefined,
    computerId: computer,
    activation: { fingerprint: undefined, installationKey: undefined },
    applicant: () => ({ kind: 'on-behalf' }),
  }
}

export function decideOn(snapshot: Snapshot, asker: Asker, now: number): Grant | Refusal {
  return decide({ ...snapshot, applicant: asker.applicant(snapshot), now })
}

/**
 * The decision with all that the ledger is to keep of it. `before`: what the same request was answered with a key that
 * does not count any more.
 */
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
  const activation = activationOf(issuer, decision, asker, now)
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

/** What was answered before is answered again, unless its key was revoked or its seat released since. */
export function repeated(
  license: IssuedLicense,
  asker: Asker,
  key: KeyRecord | undefined,
  activation: Activation | undefined,
): Recorded | Refusal {
  if (key === undefined || activation === undefined) return unknownKey(license.keyId)
  const { trace, reasons } = judge<{ readonly key: KeyRecord; readonly activation: Activation }>(
    [revoked, released],
    { key, activation },
  )
  const [first] = reasons
  return first === undefined
    ? { kind: 'recorded', license, computerId: asker.computerId, seat: 'repeated', trace: [] }
    : { kind: 'refusal', code: first.code, details: first.details, trace }
}

/** Whether the answer stands that was given before. */
export function stands({ isOutdated }: Pick<Issuer, 'isOutdated'>, answer: Recorded | Refusal): boolean {
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
export function issuedOf({ license, computerId, seat, trace }: Recorded, message: Uint8Array): Issued {
  return {
    kind: 'issued',
    message,
    // read when it is asked for: of thousands, hardly anybody looks into one
    get license() {
      return decodeLicense(license.payload)
    },
    computerId,
    seat,
    trace,
  }
}

export function unknownKey(keyId: string): Refusal {
  return { kind: 'refusal', code: 'key-not-found', details: { key: keyId, limelm: 1 }, trace: [] }
}

function activationOf(
  { random }: Pick<Issuer, 'random'>,
  { held, moved }: Grant,
  asker: Asker,
  now: number,
): Activation {
  return {
    id: held?.id ?? encodeHex(random(ACTIVATION_ID_BYTES)),
    keyId: asker.keyId,
    computerId: asker.computerId,
    ...asker.activation,
    // a seat stays with the computer that took it: were it to follow each renewal, it could wander to another one; it
    // follows its installation when that says so with a part of the old computer (rules/decide/seats.ts)
    fingerprint: held === undefined || moved ? asker.activation.fingerprint : held.fingerprint,
    installations: installationsOf(held, asker.activation.installationKey),
    firstAt: held?.firstAt ?? now,
    lastAt: now,
    released: undefined,
  }
}

function installationsOf(held: Activation | undefined, installationKey: string | undefined): number {
  if (held === undefined) return 1
  return held.installations + (held.installationKey === installationKey ? 0 : 1)
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

/** In constant time: the proof is a secret's. */
function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false
  return a.reduce((difference, byte, i) => difference | (byte ^ (b[i] as number)), 0) === 0
}
