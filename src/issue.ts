/**
 * The verb `issue`: a request becomes a recorded decision and a signed license, or a refusal.
 * Record, then sign: the unsigned payload is in the ledger before a signature exists, so a crash in between is cured
 * by asking again, and the same request always gets the same bytes.
 */
import { encodeHex } from './bytes/hex.ts'
import { computerId, isSameComputerId } from './computer/computer-id.ts'
import type { SecretKey } from './cose/key.ts'
import { nativeEd25519 } from './cose/native.ts'
import { messageHash, type OpenedRequest, openRequest, sealLicense } from './envelope.ts'
import { AirlatchError } from './errors.ts'
import { untilRecorded } from './ledger/attempts.ts'
import type { Change, IssuedLicense, Ledger, Snapshot } from './ledger/ledger.ts'
import { parseActivationKey, proofOf } from './message/activation-key.ts'
import { ACTIVATION_ID_BYTES, decodeLicense, encodeLicense, type License } from './message/license.ts'
import { revoked } from './rules/decide/revoked.ts'
import { type Applicant, decide, type Grant, type Refusal } from './rules/decide.ts'
import type { Activation } from './rules/entitlement.ts'
import { judge, type Step } from './rules/rule.ts'

/** Who issues, and the world that issuing needs. */
export interface Issuer {
  readonly ledger: Ledger
  readonly vendor: string
  readonly signingKey: SecretKey
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

/** The same request was answered before: the same license would be given again, whatever has changed since. */
export interface Repeated {
  readonly kind: 'repeated'
  readonly issuedAt: number
  readonly trace: readonly Step[]
}

/** Errors: those of openRequest and of the ledger. An expected no is a Refusal, with nothing written. */
export async function issue(issuer: Issuer, request: Uint8Array): Promise<Issued | Refusal> {
  const opened = openRequest(request, nativeEd25519)
  return issueTo(issuer, opened.request.keyId, asker(opened, messageHash(request)))
}

/** Activates a generic key without a request, for any text as computer ID (checklist QG-11, QG-12). */
export async function issueOnBehalf(
  issuer: Issuer,
  keyId: string,
  computer: string,
): Promise<Issued | Refusal> {
  return issueTo(issuer, keyId, onBehalf(computer))
}

/** The decision alone: nothing is recorded and nothing is signed. */
export async function tryIssue(
  issuer: Pick<Issuer, 'ledger' | 'now'>,
  request: Uint8Array,
): Promise<Grant | Refusal | Repeated> {
  const opened = openRequest(request, nativeEd25519)
  const before = await issuer.ledger.issued(messageHash(request))
  if (before !== undefined)
    return (
      (await refusedSince(issuer.ledger, before)) ?? {
        kind: 'repeated',
        issuedAt: before.issuedAt,
        trace: [],
      }
    )
  const snapshot = await issuer.ledger.snapshot(opened.request.keyId)
  if (snapshot === undefined) return unknownKey(opened.request.keyId)
  return decideOn(snapshot, asker(opened, undefined), issuer.now())
}

/** The decision of issueOnBehalf alone: nothing is recorded and nothing is signed. */
export async function tryIssueOnBehalf(
  issuer: Pick<Issuer, 'ledger' | 'now'>,
  keyId: string,
  computer: string,
): Promise<Grant | Refusal> {
  const snapshot = await issuer.ledger.snapshot(keyId)
  return snapshot === undefined ? unknownKey(keyId) : decideOn(snapshot, onBehalf(computer), issuer.now())
}

/** What the customer says beside a request that somebody relays: in the e-mail, or on the telephone. */
export interface Said {
  readonly keyId: string | undefined
  /** As it was read aloud and typed. */
  readonly computerId: string | undefined
}

/** Errors: those of openRequest; request-not-as-said {field, got, expected} when it is of another key or computer. */
export function requireAsSaid(request: Uint8Array, said: Said): void {
  const { keyId, fingerprint } = openRequest(request, nativeEd25519).request
  if (said.keyId !== undefined && said.keyId !== keyId) throw notAsSaid('key', keyId, said.keyId)
  const computer = computerId(fingerprint)
  if (said.computerId !== undefined && !isSameComputerId(said.computerId, computer))
    throw notAsSaid('computer', computer, said.computerId)
}

function notAsSaid(field: 'key' | 'computer', got: string, expected: string): AirlatchError {
  return new AirlatchError('request-not-as-said', { field, got, expected })
}

/** What was answered before is answered again, unless the key was revoked since. */
async function refusedSince(ledger: Ledger, { keyId }: IssuedLicense): Promise<Refusal | undefined> {
  const key = await ledger.key(keyId)
  if (key === undefined) return unknownKey(keyId)
  const { trace, reasons } = judge([revoked], { key })
  const [first] = reasons
  return first === undefined
    ? undefined
    : { kind: 'refusal', code: first.code, details: first.details, trace }
}

/** Who asks, before the key is known. */
interface Asker {
  readonly requestHash: string | undefined
  readonly computerId: string
  readonly activation: Pick<Activation, 'fingerprint' | 'installationKey'>
  applicant(snapshot: Snapshot): Applicant
}

function asker({ request, installationKey }: OpenedRequest, requestHash: string | undefined): Asker {
  const { fingerprint, productId, version, virtual } = request
  const publicKey = encodeHex(installationKey.bytes)
  return {
    requestHash,
    computerId: computerId(fingerprint),
    activation: { fingerprint, installationKey: publicKey },
    applicant({ key }) {
      const expected = proofOf(parseActivationKey(key.text).secret, installationKey.bytes, productId)
      return {
        kind: 'computer',
        productId,
        fingerprint,
        version,
        virtual,
        installation: { publicKey, kid: installationKey.kid },
        proofHolds: sameBytes(expected, request.proof),
      }
    },
  }
}

function onBehalf(computer: string): Asker {
  return {
    requestHash: undefined,
    computerId: computer,
    activation: { fingerprint: undefined, installationKey: undefined },
    applicant: () => ({ kind: 'on-behalf' }),
  }
}

function issueTo(issuer: Issuer, keyId: string, asker: Asker): Promise<Issued | Refusal> {
  const { ledger } = issuer
  return untilRecorded(async () => {
    const before = asker.requestHash === undefined ? undefined : await ledger.issued(asker.requestHash)
    if (before !== undefined)
      return (await refusedSince(ledger, before)) ?? sign(issuer, before, asker.computerId, 'repeated', [])

    const snapshot = await ledger.snapshot(keyId)
    if (snapshot === undefined) return unknownKey(keyId)
    const now = issuer.now()
    const decision = decideOn(snapshot, asker, now)
    if (decision.kind === 'refusal') return decision

    const activation = activationOf(issuer, decision, keyId, asker, now)
    const license = recordOf(issuer, decision, snapshot, activation, asker, now)
    const changes: Change[] = [
      { kind: decision.held === undefined ? 'activation.recorded' : 'activation.renewed', activation },
      { kind: 'license.issued', license },
    ]
    if ((await ledger.append(changes, now, snapshot.seen)) === 'conflict') return undefined
    const seat = decision.held === undefined ? 'new' : 'renewed'
    return sign(issuer, license, activation.computerId, seat, decision.trace)
  })
}

function decideOn(snapshot: Snapshot, asker: Asker, now: number): Grant | Refusal {
  return decide({ ...snapshot, applicant: asker.applicant(snapshot), now })
}

function activationOf(issuer: Issuer, grant: Grant, keyId: string, asker: Asker, now: number): Activation {
  return {
    id: grant.held?.id ?? encodeHex(issuer.random(ACTIVATION_ID_BYTES)),
    keyId,
    computerId: asker.computerId,
    ...asker.activation,
    // a seat stays with the computer that took it: were it to follow each renewal, it could wander to another one
    fingerprint: grant.held === undefined ? asker.activation.fingerprint : grant.held.fingerprint,
    installations: installationsOf(grant.held, asker.activation.installationKey),
    firstAt: grant.held?.firstAt ?? now,
    lastAt: now,
  }
}

function installationsOf(held: Activation | undefined, installationKey: string | undefined): number {
  if (held === undefined) return 1
  return held.installations + (held.installationKey === installationKey ? 0 : 1)
}

function recordOf(
  issuer: Issuer,
  grant: Grant,
  snapshot: Snapshot,
  activation: Activation,
  asker: Asker,
  now: number,
): IssuedLicense {
  const payload = encodeLicense({
    vendor: issuer.vendor,
    productId: snapshot.product.id,
    keyId: activation.keyId,
    activationId: activation.id,
    issuedAt: now,
    ...grant.terms,
  })
  const { keyId, id: activationId } = activation
  const kid = issuer.signingKey.public.kid
  return { requestHash: asker.requestHash, keyId, activationId, kid, payload, issuedAt: now }
}

function sign(
  issuer: Issuer,
  record: IssuedLicense,
  computer: string,
  seat: Issued['seat'],
  trace: readonly Step[],
): Issued {
  // another key would give other bytes than the ledger stands for
  if (record.kid !== issuer.signingKey.public.kid)
    throw new AirlatchError('signing-key-unknown', { kid: record.kid })
  const message = sealLicense(record.payload, issuer.signingKey)
  return {
    kind: 'issued',
    message,
    license: decodeLicense(record.payload),
    computerId: computer,
    seat,
    trace,
  }
}

function unknownKey(keyId: string): Refusal {
  return { kind: 'refusal', code: 'key-not-found', details: { key: keyId, limelm: 1 }, trace: [] }
}

/** In constant time: the proof is a secret's. */
function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false
  return a.reduce((difference, byte, i) => difference | (byte ^ (b[i] as number)), 0) === 0
}
