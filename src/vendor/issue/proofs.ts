/**
 * Owns that wrong proofs are counted wherever a request is decided on, also where the decision itself is not recorded
 * (decide/proof.ts has the rule). The count is read and replaced in one transaction in which nobody else writes.
 */
import type { WrongProofs } from '../../core/terms/entitlement.ts'
import { untilRecorded } from '../../log/attempts.ts'
import { wrongProofsAfter } from '../decide/proof.ts'
import type { Decision, Ledger, Snapshot } from '../ledger/ledger.ts'
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
