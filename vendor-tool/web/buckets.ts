/**
 * Owns token buckets by name, in bounded memory: whoever comes has `burst` tokens and gets one more every so many
 * seconds. Nobody's bucket is thrown away before it is full again, which would give its owner a new one: when there is
 * no room for one more, newcomers share one bucket until there is.
 */

export interface BucketRules {
  readonly burst: number
  /** Seconds until one more token. */
  readonly everySeconds: number
  /** So many names are kept apart at most. */
  readonly most: number
}

export interface Buckets {
  /** Takes a token: 0; or how many seconds until there is one, and takes none. */
  take(name: string): number
  /** What was taken did not have to be. */
  giveBack(name: string): void
  /** Names that are kept apart. */
  readonly size: number
}

interface Bucket {
  tokens: number
  at: number
}

/** How many of the oldest are looked at for one to make room: a newcomer costs the same however many there are. */
const LOOKED_AT = 4

/** `now`: seconds, of a clock that is never set back. */
export function tokenBuckets({ burst, everySeconds, most }: BucketRules, now: () => number): Buckets {
  /** Those that were touched last stand last. */
  const buckets = new Map<string, Bucket>()
  const shared: Bucket = { tokens: burst, at: now() }

  function refill(bucket: Bucket): Bucket {
    const at = now()
    bucket.tokens = Math.min(burst, bucket.tokens + (at - bucket.at) / everySeconds)
    bucket.at = at
    return bucket
  }
  function makeRoom(): boolean {
    if (buckets.size < most) return true
    let looked = 0
    for (const [name, bucket] of buckets) {
      if (refill(bucket).tokens >= burst) return buckets.delete(name)
      if (++looked === LOOKED_AT) return false
    }
    return false
  }
  function bucketOf(name: string): Bucket {
    const known = buckets.get(name)
    if (known === undefined && !makeRoom()) return refill(shared)
    const bucket = known === undefined ? { tokens: burst, at: now() } : refill(known)
    buckets.delete(name)
    buckets.set(name, bucket)
    return bucket
  }

  return {
    take(name) {
      const bucket = bucketOf(name)
      if (bucket.tokens < 1) return Math.max(1, Math.ceil((1 - bucket.tokens) * everySeconds))
      bucket.tokens -= 1
      return 0
    },
    giveBack(name) {
      const bucket = refill(buckets.get(name) ?? shared)
      bucket.tokens = Math.min(burst, bucket.tokens + 1)
    },
    get size() {
      return buckets.size
    },
  }
}
