/**
 * The verb `issue`: a request becomes a recorded decision and a signed license, or a refusal.
 * Record, then sign: the unsigned payload is in the ledger before a signature exists, so a crash in between is cured
 * by asking again, and the same request always gets the same bytes. Many requests at once: issue-batch.ts.
 */
import { computerId, isSameComputerId } from './computer/computer-id.ts'
import { nativeEd25519 } from './cose/native.ts'
import { messageHash, openRequest, sealLicense } from './envelope.ts'
import { AirlatchError } from './errors.ts'
import {
  type Asker,
  askerOf,
  decideOn,
  type Issued,
  type Issuer,
  issuedOf,
  onBehalf,
  type Recorded,
  recordable,
  repeated,
  signingKeyOf,
  stands,
  unknownKey,
} from './issue-decision.ts'
import { untilRecorded } from './ledger/attempts.ts'
import type { IssuedLicense, Ledger } from './ledger/ledger.ts'
import type { Grant, Refusal } from './rules/decide.ts'
import type { Step } from './rules/rule.ts'

/** The same request was answered before: the same license would be given again, whatever has changed since. */
export interface Repeated {
  readonly kind: 'repeated'
  readonly issuedAt: number
  readonly trace: readonly Step[]
}

/** Errors: those of openRequest and of the ledger. An expected no is a Refusal, with nothing written. */
export async function issue(issuer: Issuer, request: Uint8Array): Promise<Issued | Refusal> {
  const opened = openRequest(request, nativeEd25519)
  return issueTo(issuer, askerOf(opened, messageHash(request)))
}

/** Activates a generic key without a request, for any text as computer ID (checklist QG-11, QG-12). */
export async function issueOnBehalf(
  issuer: Issuer,
  keyId: string,
  computer: string,
): Promise<Issued | Refusal> {
  return issueTo(issuer, onBehalf(keyId, computer))
}

/** The decision alone: nothing is recorded and nothing is signed. */
export async function tryIssue(
  issuer: Pick<Issuer, 'ledger' | 'now' | 'isOutdated'>,
  request: Uint8Array,
): Promise<Grant | Refusal | Repeated> {
  const asker = askerOf(openRequest(request, nativeEd25519), messageHash(request))
  const { before } = await surveyFor(issuer.ledger, asker)
  if (before === undefined) return decision(issuer, asker)
  const answer = await again(issuer.ledger, asker, before)
  if (!stands(issuer, answer)) return decision(issuer, asker)
  if (answer.kind === 'refusal') return answer
  return { kind: 'repeated', issuedAt: answer.license.issuedAt, trace: answer.trace }
}

/** The decision of issueOnBehalf alone: nothing is recorded and nothing is signed. */
export async function tryIssueOnBehalf(
  issuer: Pick<Issuer, 'ledger' | 'now'>,
  keyId: string,
  computer: string,
): Promise<Grant | Refusal> {
  return decision(issuer, onBehalf(keyId, computer))
}

async function decision(
  { ledger, now }: Pick<Issuer, 'ledger' | 'now'>,
  asker: Asker,
): Promise<Grant | Refusal> {
  const snapshot = await ledger.snapshot(asker.keyId)
  return snapshot === undefined ? unknownKey(asker.keyId) : decideOn(snapshot, asker, now())
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

async function issueTo(issuer: Issuer, asker: Asker): Promise<Issued | Refusal> {
  const outcome = await untilRecorded(issuer.ledger, async ledger => {
    const { before, snapshot } = await surveyFor(ledger, asker)
    const answer = before && (await again(ledger, asker, before))
    if (answer !== undefined && stands(issuer, answer)) return answer
    if (snapshot === undefined) return unknownKey(asker.keyId)
    const now = issuer.now()
    const decision = recordable(issuer, snapshot, asker, now, before)
    if (decision.kind === 'refusal') return decision
    return (await ledger.append(decision.changes, now, snapshot.seen)) === 'conflict' ? undefined : decision
  })
  return outcome.kind === 'refusal' ? outcome : sign(issuer, outcome)
}

/** What the same request got before, if it did, and what a decision sees; read together. */
async function surveyFor(ledger: Ledger, { keyId, requestHash }: Asker) {
  const hashes = requestHash === undefined ? [] : [requestHash]
  const { issued, snapshots } = await ledger.survey([keyId], hashes)
  return { before: issued.get(requestHash ?? ''), snapshot: snapshots.get(keyId) }
}

/** What the same request was answered, as it stands now. */
async function again(ledger: Ledger, asker: Asker, before: IssuedLicense): Promise<Recorded | Refusal> {
  const { keyId, activationId } = before
  return repeated(before, asker, await ledger.key(keyId), await ledger.activation(activationId))
}

async function sign(issuer: Issuer, recorded: Recorded): Promise<Issued> {
  const { kid, payload } = recorded.license
  const signingKey = await signingKeyOf(issuer, recorded.license)
  if (signingKey === undefined) throw new AirlatchError('signing-key-unknown', { kid })
  return issuedOf(recorded, sealLicense(payload, signingKey))
}

export type { Issued, Issuer } from './issue-decision.ts'
