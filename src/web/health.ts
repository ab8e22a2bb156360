/** Owns what balancers are told: whether licenses can be signed now. */
import { type Clock, within } from '../http/clock.ts'

/** Milliseconds: balancers wait no longer for a health check. */
const HEALTH_MS = 2_000
/** Milliseconds that a look at the ledger's health is good for. */
const HEALTHY_FOR_MS = 1_000

/**
 * Whether it went well: an answer in time, whatever the ledger does. Those who ask often do not ask the ledger often, and
 * never twice at a time.
 */
export function remembered(clock: Clock, look: () => Promise<void>): () => Promise<boolean> {
  let last: { readonly at: number; readonly isWell: Promise<boolean>; isOver: boolean } | undefined
  function looked(): NonNullable<typeof last> {
    const isWell = look().then(
      () => true,
      () => false,
    )
    const one = { at: clock.now(), isWell, isOver: false }
    void isWell.then(() => {
      one.isOver = true
    })
    return one
  }
  return () => {
    const isOld = last === undefined || (last.isOver && clock.now() - last.at >= HEALTHY_FOR_MS)
    if (last === undefined || isOld) last = looked()
    return within(clock, HEALTH_MS, last.isWell).catch(() => false)
  }
}
