/**
 * Owns whether the clock of the desk can be believed. What a wrong clock records stays: a license that ended in 1970,
 * days that began in 2066. So every time that is about to be recorded or signed is held against the newest time that the
 * ledger knows, in the ledger itself and not in each command.
 *
 * The newest time is the highest one of all entries; after an entry `clock.accepted` it is the highest one from that
 * entry on, so that entries of a clock that was far ahead no longer matter. All times are seconds since 1970.
 */
import { AirlatchError } from '../../core/errors.ts'
import { LATEST_TIME } from '../../core/message/claims.ts'
import { DAY_SECONDS, formatInstant } from '../../core/terms/term.ts'
import type { Sql } from '../../log/sql.ts'
import { CLOCK } from './entries.ts'

/** A clock may be that far behind the newest entry: several desks never agree to the second. */
const MOST_BEHIND = DAY_SECONDS
/** A clock that is further ahead of the newest entry is asked about. */
const MOST_AHEAD = 365 * DAY_SECONDS

/** A clock that is more than a year ahead of the newest time in the ledger. */
export interface ClockAhead {
  readonly now: number
  readonly newest: number
}

/** Called before anything is recorded; what it throws is thrown by whoever wanted to record. */
export type OnClockAhead = (ahead: ClockAhead) => void | Promise<void>

/** Thrown inside a transaction, which it undoes: nobody is asked while others wait for the ledger. */
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
  /** A time that was far ahead, and that nobody objected to. */
  #accepted = 0

  constructor(onAhead: OnClockAhead | undefined) {
    this.#onAhead = onAhead
  }

  /** Errors: clock-behind-ledger, clock-beyond-limit; FarAhead, after which `accept` may be called. */
  require(now: number, newest: number | undefined): void {
    requireNotBehind(now, newest)
    if (newest === undefined || this.#onAhead === undefined) return
    if (isFarAhead(now, Math.max(newest, this.#accepted))) throw new FarAhead({ now, newest })
  }

  /** Asks once about a clock that is far ahead; later times of that clock pass. Errors: those of `OnClockAhead`. */
  async accept(ahead: ClockAhead): Promise<void> {
    await this.#onAhead?.(ahead)
    this.#accepted = ahead.now
  }
}

/**
 * `newest` is undefined in a ledger without entries.
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

/** Whether there is something to accept: see `clock.accepted`. */
export function isFarOff(now: number, newest: number | undefined): boolean {
  return newest !== undefined && (newest - now > MOST_BEHIND || isFarAhead(now, newest))
}

/** Undefined when there is no entry. */
export async function readNewestTime(sql: Sql): Promise<number | undefined> {
  const row = await sql.get(`${NEWEST_TIME} LIMIT 1`)
  return row?.at as number | undefined
}

/**
 * By the index on times from the top, behind what the index on subjects finds, which is hardly ever anything. The pluses
 * keep both engines from going through all entries by number instead, and PostgreSQL sees by the constant how rare it is.
 */
const NEWEST_TIME = `SELECT at FROM entry
  WHERE +seq >= coalesce((SELECT max(+seq) FROM entry WHERE subject = '${CLOCK}'), 0) ORDER BY at DESC`
