/**
 * Owns joining records of one installation, pure: what either of them knows, the joint one knows, in whatever order and
 * however often they are joined. So it does not matter which of them is the older one, or that both were written at once.
 */
import type { SequencesByKey, TimesById } from '../../core/message/ids.ts'
import {
  type InstalledReset,
  MOST_FIRST_RUNS,
  MOST_KEYS_SEEN,
  MOST_RETURNED,
  MOST_WITHDRAWN,
  type State,
} from '../../core/message/state.ts'

/** Both must be of the same product and key. */
export function joined(a: State, b: State): State {
  const [newer, older] = resetAt(a) >= resetAt(b) ? [a, b] : [b, a]
  // a reset overrules what was believed by the clock that it set right
  const same = resetAt(newer) === resetAt(older)
  const ofReset = <T>(pick: (state: State) => T, join: (a: T, b: T) => T) =>
    same ? join(pick(newer), pick(older)) : pick(newer)
  return {
    productId: newer.productId,
    installationKey: newer.installationKey,
    writtenAt: writtenAt(a, b),
    sequence: Math.max(a.sequence, b.sequence),
    latestAt: ofReset(state => state.latestAt, Math.max),
    firstRuns: joinedTimes([a.firstRuns, b.firstRuns], MOST_FIRST_RUNS),
    deactivated: joinedTimes([a.deactivated, b.deactivated], MOST_WITHDRAWN),
    revoked: joinedTimes([a.revoked, b.revoked], MOST_WITHDRAWN),
    returned: joinedTimes([a.returned, b.returned], MOST_RETURNED),
    reset: ofReset(state => state.reset, furtherReset),
    kitsSeen: joinedSequences([a.kitsSeen, b.kitsSeen]),
    revocationsSeen: joinedSequences([a.revocationsSeen, b.revocationsSeen]),
    copySeenAt: ofReset(state => state.copySeenAt, later),
    lookedAt: ofReset(state => state.lookedAt, later),
  }
}

/** The earlier of two times for one id; when there are too many ids, the earliest give way. */
export function joinedTimes(all: readonly TimesById[], most: number): TimesById {
  const times = new Map<string, number>()
  for (const some of all)
    for (const [id, at] of some) times.set(id, Math.min(at, times.get(id) ?? Number.POSITIVE_INFINITY))
  if (times.size <= most) return times
  return new Map([...times].toSorted(byNumber).slice(-most))
}

/** The larger of two numbers for one key; when there are too many keys, the smallest numbers give way. */
export function joinedSequences(all: readonly SequencesByKey[]): SequencesByKey {
  const sequences = new Map<string, number>()
  for (const some of all)
    for (const [kid, sequence] of some) sequences.set(kid, Math.max(sequence, sequences.get(kid) ?? 0))
  if (sequences.size <= MOST_KEYS_SEEN) return sequences
  return new Map([...sequences].toSorted(byNumber).slice(-MOST_KEYS_SEEN))
}

function writtenAt(a: State, b: State): number {
  if (a.sequence === b.sequence) return Math.max(a.writtenAt, b.writtenAt)
  return (a.sequence > b.sequence ? a : b).writtenAt
}

function resetAt({ reset }: State): number {
  return reset?.at ?? Number.NEGATIVE_INFINITY
}

function furtherReset(
  a: InstalledReset | undefined,
  b: InstalledReset | undefined,
): InstalledReset | undefined {
  return a !== undefined && b !== undefined && b.distrusted > a.distrusted ? b : a
}

function later(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? (a ?? b) : Math.max(a, b)
}

function byNumber([a, at]: readonly [string, number], [b, bt]: readonly [string, number]): number {
  return at - bt || (a < b ? -1 : 1)
}
