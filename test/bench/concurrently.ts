/** Owns work on many things, so many at a time. */

export async function concurrently<T>(
  items: readonly T[],
  atOnce: number,
  work: (item: T) => Promise<unknown>,
): Promise<void> {
  const left = items.values()
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      // one iterator for all: each takes the next one
      for (const item of left) await work(item)
    }),
  )
}
