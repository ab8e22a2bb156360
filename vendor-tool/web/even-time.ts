/**
 * Owns that the time of an answer tells nothing: a request that is not made with a key of ours is answered at the next
 * full step after it came, whether the key is unknown or known. Of a known one nothing is read but the key before the
 * proof was checked (desk.ts), so that both take the same step.
 */
import type { Clock } from '../../src/http/clock.ts'

/** Many times what the slowest decision takes. */
const STEP_MS = 400

/** The result of the work; later, when it is to be told apart from nothing. */
export async function evenly<T>(
  clock: Pick<Clock, 'now' | 'sleep'>,
  isEven: (result: T) => boolean,
  work: () => Promise<T>,
): Promise<T> {
  const begun = clock.now()
  const result = await work()
  if (isEven(result)) {
    const steps = Math.floor((clock.now() - begun) / STEP_MS) + 1
    await clock.sleep(begun + steps * STEP_MS - clock.now())
  }
  return result
}
