/**
 * Owns the check of the desk's clock. What is recorded with a wrong clock stays wrong, such as a license that ended in
 * 1970. So each time that is about to be recorded or signed is compared with the newest time in the ledger. The ledger
 * does this itself, so that no command can forget it.
 *
 * The newest time is the highest one of all entries; after an entry `clock.accepted` it is the highest one from that
 * entry on, so that entries of a clock that was far ahead no longer matter. All times are seconds since 1970.
 */
import { AirlatchError } from '../../core/errors.ts'
import { LATEST_TIME } from '../../core/message/claims.ts'
import { DAY_SECONDS, formatInstant } from '../../core/terms/term.ts'
import type { Sql } from '../../log/sql.ts'
import { CLOCK } from './entries.ts'

/** Seconds that a clock may lag behind the newest entry, because the clocks of several desks differ. */
const MOST_BEHIND = DAY_SECONDS
/** Seconds that a clock may be ahead of the newest entry without a question. */
const MOST_AHEAD = 365 * DAY_SECONDS

/** A clock that is more than a year ahead of the newest time in the ledger. */
export interface ClockAhead {
  readonly now: number
  readonly newest: number
}

/** Called before anything is recorded. It throws to refuse the clock; the method that was to record throws the same. */
export type OnClockAhead = (ahead: ClockAhead) => void | Promise<void>

/** Thrown inside a transaction to roll it back, so that no other writer waits while a person is asked. */
export class FarAhead extends Error {
  override readonly name = 'FarAhead'
  readonly ahead: ClockAhead

  constructor(ahead: ClockAhead) {
    super('the clock is far ahead')
    this.ahead = ahead
  }
}

/** The clock of one open ledger. */
export class DeskClock {
  readonly #onAhead: OnClockAhead | undefined
  /** A time that was far ahead and that `onAhead` accepted. */
  #accepted = 0

  constructor(onAhead: OnClockAhead | undefined) {
    this.#onAhead = onAhead
  }

  /** Checks a time. Errors: clock-behind-ledger, clock-beyond-limit; FarAhead, after which `accept` may be called. */
  require(now: number, newest: number | undefined): void {
    requireNotBehind(now, newest)
    if (newest === undefined || this.#onAhead === undefined) return
    if (isFarAhead(now, Math.max(newest, this.#accepted))) throw new FarAhead({ now, newest })
  }

  /** Asks about a clock that is far ahead. Later times of that clock then pass. Errors: those of `OnClockAhead`. */
  async accept(ahead: ClockAhead): Promise<void> {
    await this.#onAhead?.(ahead)
    this.#accepted = ahead.now
  }
}

/**
 * Checks that a time is not too far behind `newest`, which is undefined in a ledger without entries.
 * Errors: clock-behind-ledger {clock, newest}; clock-beyond-limit {clock}, for a time that no message can carry.
 */
export function requireNotBehind(now: number, newest: number | undefined): void {
  if (now < 0 || now >= LATEST_TIME)
    throw new AirlatchError('clock-beyond-limit', { clock: formatInstant(now) })
  if (newest === undefined || newest - now <= MOST_BEHIND) return
  throw new AirlatchError('clock-behind-ledger', {
    clock: formatInstant(now),
    newest: formatInstant(newest),
  })
}

function isFarAhead(now: number, newest: number | undefined): boolean {
  return newest !== undefined && now - newest > MOST_AHEAD
}

/** Whether a clock is so far behind or ahead that it has to be accepted by an entry `clock.accepted`. */
export function isFarOff(now: number, newest: number | undefined): boolean {
  return newest !== undefined && (newest - now > MOST_BEHIND || isFarAhead(now, newest))
}

/** Reads the newest time; undefined if there is no entry. */
export async function readNewestTime(sql: Sql): Promise<number | undefined> {
  const row = await sql.get(`${NEWEST_TIME} LIMIT 1`)
  return row?.at as number | undefined
}

/**
 * Uses the index on times from its end, and for the lower bound the index on subjects, which rarely finds an entry.
 * The unary pluses keep both engines from scanning all entries by number instead. The subject is a constant and not a
 * parameter, so that PostgreSQL can estimate how rare it is.
 */
const NEWEST_TIME = `SELECT at FROM entry
  WHERE +seq >= coalesce((SELECT max(+seq) FROM entry WHERE subject = '${CLOCK}'), 0) ORDER BY at DESC`
