/**
 * The verb `issue`: who asks gets a recorded decision and a signed license, or a refusal.
 * Record, then sign: the unsigned payload is in the ledger before a signature exists, so a crash in between is cured
 * by asking again, and the same request always gets the same bytes. Many requests at once: batch.ts.
 */
import { sealLicense } from '../../core/envelope.ts'
import { AirlatchError } from '../../core/errors.ts'
import { decodeLicense, type License } from '../../core/message/license.ts'
import type { Step } from '../../core/rule.ts'
import type { KeyRecord, Product } from '../../core/terms/entitlement.ts'
import { untilRecorded } from '../../log/attempts.ts'
import type { Grant, Refusal } from '../decide/case.ts'
import { isProved } from '../decide/proof.ts'
import type { IssuedLicense } from '../ledger/change.ts'
import { requireNotBehind } from '../ledger/clock.ts'
import type { Decision, Ledger, Snapshot } from '../ledger/ledger.ts'
import type { NewRefusal } from '../ledger/refusals.ts'
import { answeredBefore } from './answered.ts'
import type { Ask } from './ask.ts'
import { decideAside, keepRefusal, keptOf, newRefusal } from './beside.ts'
import {
  decideOn,
  type EarlierAnswer,
  earlierAnswer,
  type Issued,
  type Issuer,
  issuedOf,
  type Recordable,
  type Recorded,
  recordable,
  replacedIn,
  signingKeyOf,
  unknownKey,
} from './decision.ts'

/** The same request was answered before, and the same license would be given again. */
export interface Repeated {
  readonly kind: 'repeated'
  readonly license: License
  readonly trace: readonly Step[]
}

/** What it takes to decide without a signing key. */
export interface Trial extends Pick<Issuer, 'ledger' | 'vendor' | 'now'> {
  /** Asked for only when the same request was answered before; `within`: the same moment of the ledger. */
  isOutdated?(within: Ledger): Promise<NonNullable<Issuer['isOutdated']>>
}

/** What would become of a request. */
export interface Preview {
  readonly decision: Grant | Refusal | Repeated
  /** The license that the same request got before, when the decision is a grant of one that says something else. */
  readonly replaced: License | undefined
  /** For whoever has proved that they have the key; undefined for others. */
  readonly proved: ProvedKey | undefined
}

/** The key, for whoever has proved that they have it. */
export interface ProvedKey {
  /** The key, with its terms. */
  readonly key: KeyRecord
  /** Its product. */
  readonly product: Product
  /** Seats of the key that are taken. */
  readonly used: number
}

/**
 * The decision alone, all of it of one moment: nothing is recorded but a wrong proof, and nothing is signed. A refusal is
 * kept when it is the answer. Errors: those of the ledger, clock-behind-ledger, clock-beyond-limit.
 */
export async function preview(trial: Trial, ask: Ask): Promise<Preview> {
  const { ledger, vendor, now } = trial
  const { refused, ...looked } = await decideAside(
    { ledger, now },
    ask,
    async ledger => {
      // asked together, for an engine over a network
      const [newest, seen] = await Promise.all([ledger.newestTime(), surveyFor(ledger, ask)])
      const isOutdated = seen.before && (await trial.isOutdated?.(ledger))
      return { newest, seen, issuer: { ...(isOutdated && { isOutdated }) } }
    },
    ({ newest, seen, issuer }) => {
      const at = now()
      requireNotBehind(at, newest)
      const earlier = seen.snapshot && earlierAnswer(vendor, seen.before, ask, seen.snapshot)
      const decision = decisionOf(issuer, ask, seen.snapshot, earlier, at)
      const before = decision.kind === 'grant' ? replacedIn(earlier) : undefined
      const outcome = {
        decision,
        replaced: before && decodeLicense(before.payload),
        proved: provedIn(ask, seen),
        refused: ask.keepsRefusal === 'always' ? refusedIn(ask, decision, seen, at) : undefined,
      }
      return { outcome, ...keptOf(ask, seen.counted, false, at) }
    },
  )
  await keepRefusal(ledger, ask, refused)
  return looked
}

function refusedIn(
  ask: Ask,
  answer: { readonly kind: string } | Refusal,
  { counted }: Surveyed,
  at: number,
): NewRefusal | undefined {
  return isRefusal(answer) && ask.keepsRefusal !== 'never' ? newRefusal(ask, answer, counted, at) : undefined
}

function isRefusal(answer: { readonly kind: string } | Refusal): answer is Refusal {
  return answer.kind === 'refusal'
}

function decisionOf(
  issuer: Pick<Issuer, 'isOutdated'>,
  ask: Ask,
  snapshot: Snapshot | undefined,
  earlier: EarlierAnswer | undefined,
  now: number,
): Preview['decision'] {
  if (snapshot === undefined) return unknownKey(ask.keyId)
  const answer = earlier && answeredBefore(issuer, earlier, ask, snapshot, now)
  if (answer === undefined) return decideOn(snapshot, ask, now)
  return answer.kind === 'refusal'
    ? answer
    : { kind: 'repeated', license: decodeLicense(answer.license.payload), trace: answer.trace }
}

function provedIn(ask: Ask, { snapshot }: Surveyed): ProvedKey | undefined {
  if (snapshot === undefined || !isProved(ask.applicantOf(snapshot.key), snapshot.wrongProofs))
    return undefined
  const { key, product, seats } = snapshot
  return { key, product, used: seats.held }
}

/**
 * Decides, records and signs. An expected no is a Refusal, which is kept beside the entries; no entry is written then. Errors:
 * those of the ledger.
 */
export async function issue(issuer: Issuer, ask: Ask): Promise<Issued | Refusal> {
  // nobody writes while it is decided, so that the last seat is sold once; only an id that is taken needs another try
  const { outcome, refused } = await untilRecorded(issuer.ledger, ledger =>
    ledger.record(
      ledger => surveyFor(ledger, ask),
      (seen): Decision<Answer> => {
        const at = issuer.now()
        const outcome = answerTo(issuer, ask, seen, at)
        const changes = 'changes' in outcome ? outcome.changes : []
        const answer = { outcome, refused: refusedIn(ask, outcome, seen, at) }
        return { outcome: answer, at, changes, ...keptOf(ask, seen.counted, changes.length > 0, at) }
      },
    ),
  )
  await keepRefusal(issuer.ledger, ask, refused)
  return outcome.kind === 'refusal' ? outcome : sign(issuer, outcome)
}

interface Answer {
  readonly outcome: Recordable | Recorded | Refusal
  readonly refused: NewRefusal | undefined
}

/** Decided, and neither recorded nor signed. */
export function answerTo(
  issuer: Omit<Issuer, 'ledger'>,
  ask: Ask,
  { before, snapshot }: Pick<Surveyed, 'before' | 'snapshot'>,
  now: number,
): Recordable | Recorded | Refusal {
  if (snapshot === undefined) return unknownKey(ask.keyId)
  const earlier = earlierAnswer(issuer.vendor, before, ask, snapshot)
  const answered = earlier && answeredBefore(issuer, earlier, ask, snapshot, now)
  return answered ?? recordable(issuer, snapshot, ask, now, earlier)
}

/** What is read for a decision, together. */
interface Surveyed {
  /** What the same request got before, if it did. */
  readonly before: IssuedLicense | undefined
  /** Undefined for a key that is not known, or that is not to be known to who asks. */
  readonly snapshot: Snapshot | undefined
  /** By which wrong proofs are counted. */
  readonly counted: Pick<Snapshot, 'key' | 'wrongProofs'> | undefined
}

/** For who is not trusted and does not prove the key, no more than the key is read. */
async function surveyFor(ledger: Ledger, ask: Ask): Promise<Surveyed> {
  const { keyId, requestHash = '', unattended, applicantOf } = ask
  if (unattended) {
    const [key, wrongProofs] = await Promise.all([ledger.key(keyId), ledger.wrongProofs(keyId)])
    const counted = key && { key, wrongProofs }
    if (counted === undefined || !isProved(applicantOf(counted.key), wrongProofs))
      return { before: undefined, snapshot: undefined, counted }
  }
  const { issued, snapshots } = await ledger.survey([ask])
  const snapshot = snapshots.get(keyId)
  return { before: issued.get(requestHash), snapshot, counted: snapshot }
}

async function sign(issuer: Issuer, recorded: Recorded): Promise<Issued> {
  const { kid, payload } = recorded.license
  const signingKey = await signingKeyOf(issuer, recorded.license)
  if (signingKey === undefined) throw new AirlatchError('signing-key-unknown', { kid })
  return issuedOf(recorded, await sealLicense(payload, signingKey))
}
