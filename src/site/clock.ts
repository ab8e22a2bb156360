/**
 * Owns the two times of a site server. `now` is the time that it signs and records: the clock of the computer. `counted`
 * decides when a seat is free: the seconds for which the server ran, by a clock that nobody sets, added up over restarts.
 * A clock that is set forward, and time in which the server did not run, free no seat that a client still measures; so
 * after a long break a lost lease keeps its seat for the rest of its length.
 *
 *   a lease of 900 s, granted at counted 5000, keeps its seat until counted 5901, whatever the clock says meanwhile
 */

/** How a server reads time. */
export interface ClockSource {
  /** Seconds since 1970, by the clock of the computer. */
  wall(): number
  /** Seconds since any moment, by a clock that is never set. Only differences are used. */
  steady(): number
}

/** The clocks of this computer. */
export const COMPUTER_CLOCK: ClockSource = {
  wall: () => Date.now() / 1000,
  steady: () => performance.now() / 1000,
}

/** One moment of a site server. */
export interface SiteTime {
  /** Seconds since 1970; never less than the newest time in the log. */
  readonly now: number
  /** Whole seconds for which the server has run, as far as they are recorded. */
  readonly counted: number
  /** How many seconds the clock is behind the log; 0: it is not. The server lends nothing meanwhile. */
  readonly behind: number
}

export class SiteClock {
  readonly #source: ClockSource
  readonly #start: number
  readonly #before: number

  /** `counted`: what the log has of the server's earlier runs. */
  constructor(source: ClockSource, counted: number) {
    this.#source = source
    this.#start = source.steady()
    this.#before = counted
  }

  /** `newest`: the newest time in the log, seconds since 1970. */
  read(newest: number): SiteTime {
    const wall = Math.floor(this.#source.wall())
    const ran = Math.max(0, this.#source.steady() - this.#start)
    return {
      now: Math.max(wall, newest),
      counted: this.#before + Math.floor(ran),
      behind: Math.max(0, newest - wall),
    }
  }
}
