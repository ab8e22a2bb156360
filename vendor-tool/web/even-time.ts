/**
 * Owns that the time of an answer tells nothing: a request that is not made with a key of ours is answered at the next
 * full step after it came, whether the key is unknown or known. Of a known one nothing is read but the key before the
 * proof was checked (desk.ts), so that both take the same step.
 */

export interface Clock {
  /** Milliseconds, never set back. */
  now(): number
  sleep(milliseconds: number): Promise<void>
}

/** Many times what the slowest decision takes. */
export const STEP_MS = 400

/** The result of the work; later, when it is to be told apart from nothing. */
export async function evenly<T>(
  clock: Clock,
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
