/**
 * Owns what is kept beside the entries of a request that is decided on, also where the decision itself is not recorded: that
 * its proof was wrong (decide/proof.ts has the rule), and that it was refused (ledger/refusals.ts). Wrong proofs are read
 * and counted in one transaction in which nobody else writes; a refusal is kept after the answer.
 */
import { codedOf } from '../../core/errors.ts'
import type { Step } from '../../core/rule.ts'
import type { WrongProofs } from '../../core/terms/entitlement.ts'
import { untilRecorded } from '../../log/attempts.ts'
import type { Refusal } from '../decide/case.ts'
import { isProved, proof, wrongProofsAfter } from '../decide/proof.ts'
import type { Decision, Ledger, Snapshot } from '../ledger/ledger.ts'
import type { NewRefusal } from '../ledger/refusals.ts'
import type { Ask } from './ask.ts'

export type Kept = Pick<Decision<unknown>, 'wrongProofs'>

/** What is to be kept once the ask is answered. `isNew`: with a license that is recorded now, and not said again. */
export function keptOf(
  ask: Ask,
  snapshot: Pick<Snapshot, 'key' | 'wrongProofs'> | undefined,
  isNew: boolean,
  now: number,
): Kept {
  if (snapshot === undefined) return {}
  const after = proofsAfter(ask, snapshot, isNew, now)
  return after === snapshot.wrongProofs ? {} : { wrongProofs: new Map([[ask.keyId, after]]) }
}

/** The same as before when nothing is to be counted. */
export function proofsAfter(
  ask: Ask,
  { key, wrongProofs: before }: Pick<Snapshot, 'key' | 'wrongProofs'>,
  isNew: boolean,
  now: number,
): WrongProofs {
  if (!isNew) return wrongProofsAfter(before, ask.applicantOf(key), now)
  const isOnBehalf = ask.requestHash === undefined
  return isOnBehalf || before.codesInARow === 0 ? before : { ...before, codesInARow: 0 }
}

/**
 * A decision of which nothing is recorded but a proof that is wrong. So a code is decided on with all other writers kept
 * out: of many at a time, no more than the limit are told from a right one. A request is decided on once more when
 * there is something to count.
 */
export async function decideAside<S, T>(
  { ledger, now }: { readonly ledger: Ledger; readonly now: () => number },
  ask: Ask,
  read: (ledger: Ledger) => Promise<S>,
  decide: (seen: S) => Kept & { readonly outcome: T },
): Promise<T> {
  if (ask.wants !== 'code') {
    const { outcome, wrongProofs } = await ledger.moment(async moment => decide(await read(moment)))
    if (wrongProofs === undefined) return outcome
  }
  return untilRecorded(ledger, ledger =>
    ledger.record(read, seen => ({ ...decide(seen), changes: [], at: now() })),
  )
}

/** `known`: the key, when it is one of ours, as it was before this request; also where who asks is not told so. */
export function newRefusal(
  ask: Ask,
  refusal: Refusal,
  known: Pick<Snapshot, 'key' | 'wrongProofs'> | undefined,
  at: number,
): NewRefusal {
  const { keyId, computerId } = ask
  const isOfKey = known !== undefined && isProved(ask.applicantOf(known.key), known.wrongProofs)
  const trace = known === undefined || isOfKey ? refusal.trace : withProof(ask, refusal.trace, known, at)
  const reasons = trace.flatMap(step => (step.outcome === 'refuse' ? [codedOf(step)] : []))
  return {
    at,
    keyId,
    computerId,
    isProved: isOfKey,
    reasons: reasons.length === 0 ? [codedOf(refusal)] : reasons,
  }
}

/** Who is not trusted is not told that the key is known; the desk is. */
function withProof(
  ask: Ask,
  trace: readonly Step[],
  { key, wrongProofs }: Pick<Snapshot, 'key' | 'wrongProofs'>,
  now: number,
): readonly Step[] {
  if (trace.length > 0) return trace
  const applicant = ask.applicantOf(key)
  return [{ rule: proof.name, ...proof.judge({ applicant, key, wrongProofs, now }) }]
}

/** The page does not wait for it: its visitor has the answer. */
export async function keepRefusal(ledger: Ledger, ask: Ask, refused: NewRefusal | undefined): Promise<void> {
  if (refused === undefined) return
  const kept = ledger.keepRefusals([refused])
  if (!ask.unattended) await kept
}
