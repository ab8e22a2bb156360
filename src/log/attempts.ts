/**
 * Owns the retry after a conflict: a caller reads, decides and appends, and starts again when another process wrote in
 * between. After a bounded number of tries all other writers are kept out, so that a slow decision also succeeds among
 * many fast ones.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { AirlatchError } from '../core/errors.ts'

/** Conflicts in a row after which all other writers are kept out. */
const ATTEMPTS = 8

/**
 * Upper bound in milliseconds of the first pause; it doubles with each try. The pause is a random part of the bound, so
 * that writers that conflicted with each other do not all retry at the same moment.
 */
const FIRST_PAUSE = 4

/** How the pauses between two tries are made; tests replace it. */
export interface RetryPauses {
  readonly pause: (milliseconds: number) => Promise<unknown>
  /** A random number from 0 to below 1. It decides how long a writer waits, and nothing that is recorded. */
  readonly chance: () => number
}

const PATIENCE: RetryPauses = { pause, chance: Math.random }

/** A log that can keep all other writers out. */
export interface Exclusive<Log> {
  alone<T>(work: (log: Log) => Promise<T>): Promise<T>
}

/**
 * Calls `attempt` until it returns something other than undefined, which stands for a conflict. `attempt` must use only
 * the log that it is passed. Error: ledger-busy, when even the attempt without other writers conflicts.
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
