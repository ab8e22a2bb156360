/**
 * Owns how often one API key may call: a bucket with the calls of a minute, refilled evenly. Only keys of the ledger have
 * one, so there are as many as the vendor made. The headers are those of draft-ietf-httpapi-ratelimit-headers.
 *
 * Example: `RateLimit-Policy: "key";q=600;w=60` and `RateLimit: "key";r=599;t=1`
 */

/** Calls a minute of an API key that names no other number. */
export const USUAL_PER_MINUTE = 600
const WINDOW_SECONDS = 60

export interface Rate {
  /** Calls a minute. */
  readonly limit: number
  /** Whole calls that are left now. */
  readonly remaining: number
  /** Seconds until all of them are there again. */
  readonly full: number
  /** 0: this call is admitted; else seconds until one is. */
  readonly wait: number
}

interface Bucket {
  calls: number
  at: number
}

export class KeyRates {
  /** Seconds, of a clock that is never set back. */
  readonly #now: () => number
  readonly #buckets = new Map<string, Bucket>()

  constructor(now: () => number) {
    this.#now = now
  }

  /** Takes one call of the API key with this id, if there is one. */
  take(id: string, perMinute: number): Rate {
    const now = this.#now()
    const { calls, at } = this.#buckets.get(id) ?? { calls: perMinute, at: now }
    const every = WINDOW_SECONDS / perMinute
    const filled = Math.min(perMinute, calls + (now - at) / every)
    const left = filled < 1 ? filled : filled - 1
    this.#buckets.set(id, { calls: left, at: now })
    return {
      limit: perMinute,
      remaining: Math.floor(left),
      full: Math.ceil((perMinute - left) * every),
      wait: filled < 1 ? Math.max(1, Math.ceil((1 - filled) * every)) : 0,
    }
  }
}

/** For each answer to an API key. The name of the policy is ours, never that of the key. */
export function rateHeaders({ limit, remaining, full }: Rate): readonly (readonly [string, string])[] {
  return [
    ['ratelimit-policy', `"key";q=${limit};w=${WINDOW_SECONDS}`],
    ['ratelimit', `"key";r=${remaining};t=${full}`],
  ]
}
