/**
 * Owns whose turn it is among several who do one thing after the other: nobody's step begins before all others wait
 * for theirs or are done, and then one is chosen, so that the same choices are the same history every time.
 */

/** Does the step when its turn has come, while nobody else does anything. */
export type Turn = <T>(step: () => Promise<T>) => Promise<T>

/** `choose` says which of so many goes on. Rejects with the first error of any of them. */
export async function inTurns(
  actors: readonly ((turn: Turn) => Promise<void>)[],
  choose: (of: number) => number,
): Promise<void> {
  const waiting: ((() => void) | undefined)[] = actors.map(() => undefined)
  let active = actors.length

  function rest(): void {
    active--
    if (active > 0) return
    // in the order of the actors: who came first is chance
    const ready = waiting.flatMap((go, actor) => (go === undefined ? [] : [{ go, actor }]))
    const chosen = ready[choose(ready.length)]
    if (chosen === undefined) return
    waiting[chosen.actor] = undefined
    active++
    chosen.go()
  }

  function turnOf(actor: number): Turn {
    return async step => {
      await new Promise<void>(go => {
        waiting[actor] = go
        rest()
      })
      return step()
    }
  }

  // all of them, so that a failure leaves nobody behind who still writes
  const ends = await Promise.allSettled(
    actors.map(async (act, actor) => {
      try {
        await act(turnOf(actor))
      } finally {
        rest()
      }
    }),
  )
  for (const end of ends) if (end.status === 'rejected') throw end.reason
}
