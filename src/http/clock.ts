/** Owns the time of a server: what passes between two events, never the time of day. */
import { setTimeout as sleep } from 'node:timers/promises'

export interface Clock {
  /** Milliseconds, never set back. */
  now(): number
  sleep(milliseconds: number): Promise<void>
  /** Calls back after so many milliseconds; what it returns cancels that. */
  after(milliseconds: number, work: () => void): () => void
}

export const systemClock: Clock = {
  now: () => performance.now(),
  sleep: milliseconds => sleep(milliseconds),
  after(milliseconds, work) {
    const timer = setTimeout(work, milliseconds)
    return () => clearTimeout(timer)
  },
}

/** For how long somebody waits, for all steps of one piece of work together. */
export interface Wait {
  /** Aborted when nobody waits for the answer any longer. */
  readonly signal: AbortSignal
  /** Milliseconds that are left, at each look. */
  readonly waitAtMostMs: number
}

/** A wait that begins now. */
export function waitFrom(clock: Pick<Clock, 'now'>, signal: AbortSignal, milliseconds: number): Wait {
  const until = clock.now() + milliseconds
  return {
    signal,
    get waitAtMostMs() {
      return Math.max(0, until - clock.now())
    },
  }
}

/** The time was over before the work was. */
export class OutOfTime extends Error {
  override readonly name = 'OutOfTime'
}

/** The result of the work, unless it takes longer: the work itself goes on then. Errors: OutOfTime; those of the work. */
export function within<T>(clock: Clock, milliseconds: number, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(milliseconds, () => reject(new OutOfTime(`${milliseconds} ms are over`)))
    work.then(resolve, reject).finally(cancel)
  })
}
