/**
 * The verb `accept-clock`: a wrong clock wrote the newest entry of the ledger, and from now on the present time is the one
 * that clocks are held against (ledger/clock.ts). Entries stay as they were recorded.
 */
import { LIMITS, requireLine } from './catalog/limits.ts'
import { isFarOff } from './ledger/clock.ts'
import type { Ledger } from './ledger/ledger.ts'

/** What the clocks of the desk are held against from now on. */
export interface AcceptedClock {
  /** The present time, in seconds since 1970. */
  readonly now: number
  /** What clocks were held against until then; undefined in a ledger without entries. */
  readonly newest: number | undefined
  /** False: the clock agrees with the ledger, and nothing was recorded. */
  readonly wasNeeded: boolean
}

/** What `acceptClock` would do; nothing is recorded. Errors: those of the ledger. */
export async function tryAcceptClock(ledger: Ledger, now: number): Promise<AcceptedClock> {
  const newest = await ledger.newestTime()
  return { now, newest, wasNeeded: isFarOff(now, newest) }
}

/** The reason is recorded in the ledger. Errors: invalid-value, clock-beyond-limit, those of the ledger. */
export async function acceptClock(ledger: Ledger, reason: string, now: number): Promise<AcceptedClock> {
  const why = requireLine('reason', reason, LIMITS.reasonBytes)
  const accepted = await tryAcceptClock(ledger, now)
  const { newest, wasNeeded } = accepted
  if (wasNeeded && newest !== undefined)
    await ledger.append([{ kind: 'clock.accepted', reason: why, newest }], now)
  return accepted
}
