/**
 * Owns the queue for a seat, first come, first served. A client keeps its place by asking again, and loses it when it has not
 * asked for a while; that long a free seat is kept for whoever waits longest. Places are in memory alone: after a restart
 * of the server clients take new ones as they ask.
 */

/** Counted seconds for which a place is kept without asking. */
export const WAIT_SECONDS = 30
/** Places at most, so that a client with many names does not fill the memory. */
const MOST_WAITING = 1000

export class SeatQueue {
  /** Who waits, to the counted second of the last request; the one that waits longest first. */
  readonly #asked = new Map<string, number>()

  /** The place, from 1; undefined: the queue is full. */
  join(holder: string, counted: number): number | undefined {
    const place = this.ahead(holder, counted) + 1
    if (!this.#asked.has(holder) && this.#asked.size >= MOST_WAITING) return undefined
    this.#asked.set(holder, counted)
    return place
  }

  leave(holder: string): void {
    this.#asked.delete(holder)
  }

  /** How many wait longer; all of them when it has no place. Those that gave up lose theirs. */
  ahead(holder: string, counted: number): number {
    let ahead = 0
    for (const [one, asked] of this.#asked) {
      if (counted - asked > WAIT_SECONDS) this.#asked.delete(one)
      else if (one === holder) return ahead
      else ahead++
    }
    return ahead
  }
}
