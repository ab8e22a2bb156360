/**
 * Owns the two times of a site server. `now` is the time that it signs and records: the computer's clock. `counted`
 * decides when a seat is free: the number of seconds for which the server has run, measured by a clock that cannot be
 * set and added up over restarts. So a clock that is set forward, or time in which the server did not run, never frees
 * a seat that a client still considers its own. The price: after a long break, a lost lease keeps its seat for the rest
 * of its length.
 *
 *   a lease of 900 s, granted at counted 5000, keeps its seat until counted 5901, whatever the clock shows meanwhile
 */

/** How a server reads time. */
export interface ClockSource {
  /** Seconds since 1970, by the clock of the computer. */
  wall(): number
  /** Seconds since an arbitrary moment, by a clock that is never set. Only differences are used. */
  steady(): number
}

/** The clocks of this computer. */
export const COMPUTER_CLOCK: ClockSource = {
  wall: () => Date.now() / 1000,
  steady: () => performance.now() / 1000,
}

/** One moment of a site server. */
export interface SiteTime {
  /** Seconds since 1970; never earlier than the newest time in the log. */
  readonly now: number
  /** Whole seconds for which the server has run: those recorded by earlier runs, and those of this run. */
  readonly counted: number
  /** Seconds by which the clock is behind the log, or 0. The server lends nothing while it is not 0. */
  readonly secondsBehind: number
}

export class SiteClock {
  readonly #source: ClockSource
  readonly #start: number
  readonly #before: number

  /** `counted`: the seconds recorded by the server's earlier runs. */
  constructor(source: ClockSource, counted: number) {
    this.#source = source
    this.#start = source.steady()
    this.#before = counted
  }

  /** Reads both clocks. `newest`: the newest time in the log, seconds since 1970. */
  read(newest: number): SiteTime {
    const wall = Math.floor(this.#source.wall())
    const ran = Math.max(0, this.#source.steady() - this.#start)
    return {
      now: Math.max(wall, newest),
      counted: this.#before + Math.floor(ran),
      secondsBehind: Math.max(0, newest - wall),
    }
  }
}
