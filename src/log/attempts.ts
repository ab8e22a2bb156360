/**
 * Owns trying again when another process was faster: see, decide, append, and from the start on a conflict. A bounded
 * number of times, and then with all others kept out, so that whoever takes long to decide finds a turn among those
 * who are quick.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { AirlatchError } from '../core/errors.ts'

/** Conflicts in a row after which the others have to wait. */
const ATTEMPTS = 8

/**
 * Milliseconds between two tries, at most: twice as long after each, and a random part of it, so that rivals who all
 * saw the same do not all come back at once.
 */
const FIRST_PAUSE = 4

/** What passes between two tries. */
export interface RetryPauses {
  readonly pause: (milliseconds: number) => Promise<unknown>
  /** From 0 to below 1: chance decides who waits, and nothing that is recorded. */
  readonly chance: () => number
}

const PATIENCE: RetryPauses = { pause, chance: Math.random }

/** A log that can keep all other writers out. */
export interface Exclusive<Log> {
  alone<T>(work: (log: Log) => Promise<T>): Promise<T>
}

/**
 * Calls `attempt`, which is undefined on a conflict, until it is not; it uses only the log that it is passed.
 * Error: ledger-busy, when others keep writing.
 */
export async function untilRecorded<Log extends Exclusive<Log>, T>(
  log: Log,
  attempt: (log: Log) => Promise<T | undefined>,
  { pause, chance }: RetryPauses = PATIENCE,
): Promise<T> {
  for (let n = 0; n < ATTEMPTS; n++) {
    if (n > 0) await pause(chance() * FIRST_PAUSE * 2 ** (n - 1))
    const done = await attempt(log)
    if (done !== undefined) return done
  }
  return log.alone(async alone => {
    const done = await attempt(alone)
    if (done === undefined) throw new AirlatchError('ledger-busy', { attempts: ATTEMPTS + 1 })
    return done
  })
}
