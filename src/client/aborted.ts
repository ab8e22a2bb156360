/** Owns giving up: what waits for the computer, a share or a picture ends at once when its caller no longer wants it. */

/** Ends a call early: it rejects with the signal's reason, and nothing was changed. */
export interface Abortable {
  readonly signal?: AbortSignal | undefined
}

/** What the work gives, or at once the reason of the signal; the work is then left to itself. */
export async function orAborted<T>(begin: () => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  signal?.throwIfAborted()
  if (signal === undefined) return begin()
  let giveUp: () => void = () => undefined
  const aborted = new Promise<never>((_, reject) => {
    giveUp = () => reject(signal.reason)
    signal.addEventListener('abort', giveUp)
  })
  try {
    return await Promise.race([begin(), aborted])
  } finally {
    signal.removeEventListener('abort', giveUp)
  }
}
