/**
 * The verb `issue`: a request becomes a recorded decision and a signed license, or a refusal.
 * Record, then sign: the unsigned payload is in the ledger before a signature exists, so a crash in between is cured
 * by asking again, and the same request always gets the same bytes. Many requests at once: issue-batch.ts.
 */
import { boundOf } from '../../core/computer/binding.ts'
import { computerId, isSameComputerId } from '../../core/computer/computer-id.ts'
import { messageHash, openRequest, sealLicense } from '../../core/envelope.ts'
import { AirlatchError } from '../../core/errors.ts'
import type { Step } from '../../core/rule.ts'
import type { KeyRecord, Product } from '../../core/terms/entitlement.ts'
import { nativeEd25519 } from '../../crypto/native.ts'
import { untilRecorded } from '../../log/attempts.ts'
import type { Grant, Refusal } from '../decide/case.ts'
import { isProved } from '../decide/proof.ts'
import { requireNotBehind } from '../ledger/clock.ts'
import type { Decided, IssuedLicense, Ledger, Snapshot } from '../ledger/ledger.ts'
import {
  type Asker,
  answeredBefore,
  askerOf,
  decideOn,
  type Issued,
  type Issuer,
  issuedOf,
  onBehalf,
  type Recordable,
  type Recorded,
  recordable,
  signingKeyOf,
  unknownKey,
} from './decision.ts'
import { decideAside, type Kept, keptOf } from './proofs.ts'

/** The same request was answered before: the same license would be given again, whatever has changed since. */
export interface Repeated {
  readonly kind: 'repeated'
  readonly issuedAt: number
  readonly trace: readonly Step[]
}

/** What the answer to a request is to be. */
export interface Wanted {
  /** A code can say the license as well (issue-typed.ts); what none can say is refused, and nothing is recorded. */
  readonly typed?: boolean
  /** The seat of the installation that asks moves to its computer, whatever hardware that has. It is counted. */
  readonly move?: boolean
}

/** Errors: those of openRequest and of the ledger. An expected no is a Refusal, with nothing written. */
export async function issue(
  issuer: Issuer,
  request: Uint8Array,
  wanted: Wanted = {},
): Promise<Issued | Refusal> {
  return issueTo(issuer, askerOfMessage(request, wanted))
}

/** Who asks by a request: it is read and verified here, once. Errors: those of openRequest. */
export function askerOfMessage(request: Uint8Array, { typed = false, move = false }: Wanted = {}): Asker {
  const asker = askerOf(openRequest(request, nativeEd25519), messageHash(request))
  return { ...asker, byDesk: move, wants: typed ? 'typable' : 'message' }
}

/** Activates a generic key without a request, for any text as computer ID (checklist QG-11, QG-12). */
export async function issueOnBehalf(
  issuer: Issuer,
  keyId: string,
  computer: string,
): Promise<Issued | Refusal> {
  return issueTo(issuer, onBehalf(keyId, computer))
}

/** What it takes to decide without a key. */
export type Trial = Pick<Issuer, 'ledger' | 'vendor' | 'now' | 'isOutdated'>

/** The decision alone: nothing is recorded but a wrong proof, and nothing is signed. */
export async function tryIssue(
  issuer: Trial,
  request: Uint8Array,
  wanted: Wanted = {},
): Promise<Grant | Refusal | Repeated> {
  return tryIssueTo(issuer, askerOfMessage(request, wanted))
}

/** The decision of issueTo alone: nothing is recorded but a wrong proof, and nothing is signed. */
export async function tryIssueTo(issuer: Trial, asker: Asker): Promise<Grant | Refusal | Repeated> {
  return decideAside(
    issuer,
    asker,
    ledger => Promise.all([ledger.newestTime(), surveyFor(ledger, asker)]),
    ([newest, seen]) => ({
      outcome: trialOf(issuer, asker, seen, newest),
      ...keptOf(asker, seen.snapshot, false, issuer.now()),
    }),
  )
}

/** `newest`: the time that the clock is held against. Errors: clock-behind-ledger, clock-beyond-limit. */
function trialOf(
  issuer: Omit<Trial, 'ledger'>,
  asker: Asker,
  { before, snapshot }: Surveyed,
  newest: number | undefined,
): Grant | Refusal | Repeated {
  const now = issuer.now()
  requireNotBehind(now, newest)
  const answer = before && snapshot && answeredBefore(issuer, before, asker, snapshot, now)
  if (answer?.kind === 'recorded')
    return { kind: 'repeated', issuedAt: answer.license.issuedAt, trace: answer.trace }
  if (answer !== undefined) return answer
  return snapshot === undefined ? unknownKey(asker.keyId) : decideOn(snapshot, asker, now)
}

/** The decision of issueOnBehalf alone: nothing is recorded and nothing is signed. */
export async function tryIssueOnBehalf(
  { ledger, now }: Pick<Issuer, 'ledger' | 'now'>,
  keyId: string,
  computer: string,
): Promise<Grant | Refusal> {
  const [newest, snapshot] = await ledger.moment(moment =>
    Promise.all([moment.newestTime(), moment.snapshot(keyId)]),
  )
  const at = now()
  requireNotBehind(at, newest)
  return snapshot === undefined ? unknownKey(keyId) : decideOn(snapshot, onBehalf(keyId, computer), at)
}

/** What the customer says beside a request that somebody relays: in the e-mail, or on the telephone. */
export interface Said {
  readonly keyId: string | undefined
  /** As it was read aloud and typed. */
  readonly computerId: string | undefined
}

/** Errors: those of openRequest; request-not-as-said {field, got, expected} when it is of another key or computer. */
export function requireAsSaid(request: Uint8Array, said: Said): void {
  const { keyId, fingerprint, counted } = openRequest(request, nativeEd25519).request
  requireSaid({ keyId, computerId: computerId(boundOf(fingerprint, counted)) }, said)
}

/** Error: request-not-as-said {field, got, expected}. */
export function requireSaid(
  { keyId, computerId: computer }: { readonly keyId: string; readonly computerId: string },
  said: Said,
): void {
  if (said.keyId !== undefined && said.keyId !== keyId) throw notAsSaid('key', keyId, said.keyId)
  if (said.computerId !== undefined && !isSameComputerId(said.computerId, computer))
    throw notAsSaid('computer', computer, said.computerId)
}

function notAsSaid(field: 'key' | 'computer', got: string, expected: string): AirlatchError {
  return new AirlatchError('request-not-as-said', { field, got, expected })
}

/** Decides, records and signs, for whoever asks. Errors: those of the ledger. */
export async function issueTo(issuer: Issuer, asker: Asker): Promise<Issued | Refusal> {
  // nobody writes while it is decided, so that the last seat is sold once; only an id that is taken needs another try
  const outcome = await untilRecorded(issuer.ledger, ledger =>
    ledger.record(
      ledger => surveyFor(ledger, asker),
      seen => {
        const at = issuer.now()
        const outcome = answerTo(issuer, asker, seen, at)
        return { outcome, at, ...recordedOf(asker, seen.snapshot, outcome, at) }
      },
    ),
  )
  return outcome.kind === 'refusal' ? outcome : sign(issuer, outcome)
}

/** What a decision for whoever proves that they have an activation key comes to. */
export interface Preview {
  readonly decision: Grant | Refusal | Repeated
  readonly key: KeyRecord
  readonly product: Product
  /** Seats of the key that are taken. */
  readonly used: number
}

/**
 * The decision alone, for somebody who is not trusted yet: undefined when they have not proved that they have a key of
 * this vendor's, and then no more than that key was read. `isOutdated` is asked for only when the request was answered
 * before. All of it is of one moment. Errors: those of the ledger.
 */
export async function previewProved(
  { ledger, vendor, now }: Pick<Trial, 'ledger' | 'vendor' | 'now'>,
  asker: Asker,
  isOutdated: (ledger: Ledger) => Promise<NonNullable<Trial['isOutdated']>>,
): Promise<Preview | undefined> {
  const { preview } = await decideAside(
    { ledger, now },
    asker,
    async ledger => {
      // asked together, for an engine over a network
      const [newest, seen] = await Promise.all([ledger.newestTime(), surveyProved(ledger, asker)])
      const trial =
        'before' in seen && seen.before !== undefined ? { isOutdated: await isOutdated(ledger) } : {}
      return { newest, seen, trial: { vendor, now, ...trial } }
    },
    ({ newest, seen, trial }): Kept & { readonly outcome: { readonly preview: Preview | undefined } } => {
      if ('unproved' in seen)
        return { outcome: { preview: undefined }, ...keptOf(asker, seen.unproved, false, now()) }
      const { key, product, activations } = seen.snapshot
      const decision = trialOf(trial, asker, seen, newest)
      return { outcome: { preview: { decision, key, product, used: activations.length } } }
    },
  )
  return preview
}

/** What was issued for whoever proves that they have an activation key, and the product it is for. */
export interface IssuedProved {
  readonly outcome: Issued | Refusal
  readonly product: Product
}

/** issueTo for somebody who is not trusted yet: undefined as in previewProved, with nothing written but the wrong proof. */
export async function issueProved(issuer: Issuer, asker: Asker): Promise<IssuedProved | undefined> {
  const { recorded, product } = await untilRecorded(issuer.ledger, ledger =>
    ledger.record(
      ledger => surveyProved(ledger, asker),
      (seen): Decided<{ recorded?: Recordable | Recorded | Refusal; product?: Product }> => {
        const at = issuer.now()
        if ('unproved' in seen)
          return { outcome: {}, changes: [], at, ...keptOf(asker, seen.unproved, false, at) }
        const { snapshot } = seen
        const recorded = answerTo(issuer, asker, seen, at)
        const outcome = { recorded, product: snapshot.product }
        return { outcome, at, ...recordedOf(asker, snapshot, recorded, at) }
      },
    ),
  )
  if (recorded === undefined || product === undefined) return undefined
  return { outcome: recorded.kind === 'refusal' ? recorded : await sign(issuer, recorded), product }
}

type Proved = Surveyed & { readonly snapshot: Snapshot }

/** What is read for whoever does not prove the key: no more than the key. */
interface Unproved {
  readonly unproved: Pick<Snapshot, 'key' | 'wrongProofs'> | undefined
}

async function surveyProved(ledger: Ledger, asker: Asker): Promise<Proved | Unproved> {
  const [key, wrongProofs] = await Promise.all([ledger.key(asker.keyId), ledger.wrongProofs(asker.keyId)])
  if (key === undefined) return { unproved: undefined }
  if (!isProved(asker.applicant({ key }), wrongProofs)) return { unproved: { key, wrongProofs } }
  const { before, snapshot } = await surveyFor(ledger, asker)
  return snapshot === undefined ? { unproved: undefined } : { before, snapshot }
}

/** Decided, and neither recorded nor signed. */
export function answerTo(
  issuer: Omit<Issuer, 'ledger'>,
  asker: Asker,
  { before, snapshot }: Surveyed,
  now: number,
): Recordable | Recorded | Refusal {
  if (snapshot === undefined) return unknownKey(asker.keyId)
  const answered = before && answeredBefore(issuer, before, asker, snapshot, now)
  return answered ?? recordable(issuer, snapshot, asker, now, before)
}

/** What the same request got before, if it did, and what a decision sees. */
interface Surveyed {
  readonly before: IssuedLicense | undefined
  readonly snapshot: Snapshot | undefined
}

/** What goes into the ledger with an answer. */
function recordedOf(
  asker: Asker,
  snapshot: Snapshot | undefined,
  answer: Recordable | Recorded | Refusal,
  at: number,
): Pick<Decided<unknown>, 'changes' | 'wrongProofs'> {
  const changes = 'changes' in answer ? answer.changes : []
  return { changes, ...keptOf(asker, snapshot, changes.length > 0, at) }
}

/** Read together. */
async function surveyFor(ledger: Ledger, { keyId, requestHash }: Asker): Promise<Surveyed> {
  const hashes = requestHash === undefined ? [] : [requestHash]
  const { issued, snapshots } = await ledger.survey([keyId], hashes)
  return { before: issued.get(requestHash ?? ''), snapshot: snapshots.get(keyId) }
}

async function sign(issuer: Issuer, recorded: Recorded): Promise<Issued> {
  const { kid, payload } = recorded.license
  const signingKey = await signingKeyOf(issuer, recorded.license)
  if (signingKey === undefined) throw new AirlatchError('signing-key-unknown', { kid })
  return issuedOf(recorded, await sealLicense(payload, signingKey))
}

export type { Issued, Issuer } from './decision.ts'
