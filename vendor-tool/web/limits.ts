/**
 * Owns how often one address may do what, and how often one key may be guessed at. Reading pages is cheap and pictures
 * are dear; what is counted longest is a request whose key is not known or whose proof does not hold. A key is 80 random
 * bits behind its id: no limit is needed to keep it from being guessed, and this one keeps guessing from costing much. The
 * proof in a typed code is of 30 bits, which would be guessed in time: at one try a minute for a key it takes a thousand years.
 */
import { type BucketRules, tokenBuckets } from './buckets.ts'

const MOST_NAMES = 20_000

/** An office of a hundred computers stands behind one address. */
export interface LimitRules {
  /** Any answer at all. */
  readonly visits: BucketRules
  /** Reading what was uploaded or pasted. */
  readonly readings: BucketRules
  /** Requests of one address that are not made with a key of ours. */
  readonly misses: BucketRules
  /** The same, of one key, from wherever they come. */
  readonly missesOfKey: BucketRules
}

export const USUAL_LIMITS: LimitRules = {
  visits: { burst: 120, everySeconds: 0.25, most: MOST_NAMES },
  readings: { burst: 20, everySeconds: 3, most: MOST_NAMES },
  misses: { burst: 10, everySeconds: 60, most: MOST_NAMES },
  missesOfKey: { burst: 30, everySeconds: 60, most: MOST_NAMES },
}

export interface Limits {
  /** Each: 0, or how many seconds to wait. */
  visit(address: string): number
  reading(address: string): number
  /** Counts as a miss until `hit` takes it back: many at once cannot slip through while the first is looked at. */
  attempt(address: string, keyId: string): number
  /** The request was made with a key of ours. */
  hit(address: string, keyId: string): void
}

/** `now`: seconds, of a clock that is never set back. */
export function limitsOf(rules: LimitRules, now: () => number): Limits {
  const visits = tokenBuckets(rules.visits, now)
  const readings = tokenBuckets(rules.readings, now)
  const misses = tokenBuckets(rules.misses, now)
  const missesOfKey = tokenBuckets(rules.missesOfKey, now)
  return {
    visit: address => visits.take(address),
    reading: address => readings.take(address),
    attempt(address, keyId) {
      const wait = misses.take(address)
      if (wait > 0) return wait
      const waitForKey = missesOfKey.take(keyId)
      if (waitForKey > 0) misses.giveBack(address)
      return waitForKey
    },
    hit(address, keyId) {
      misses.giveBack(address)
      missesOfKey.giveBack(keyId)
    },
  }
}
