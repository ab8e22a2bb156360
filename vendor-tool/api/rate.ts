/**
 * Owns how often one API key may call: a bucket with the calls of a minute, refilled evenly. Only keys of the ledger have
 * one, so there are as many as the vendor made. The headers are those of draft-ietf-httpapi-ratelimit-headers.
 *
 * Example: `RateLimit-Policy: "key";q=600;w=60` and `RateLimit: "key";r=599;t=1`
 */

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

export class KeyRates {
  /** Seconds, of a clock that is never set back. */
  readonly #now: () => number
  /** When all calls are there again, by the id of the API key. */
  readonly #fullAt = new Map<string, number>()

  constructor(now: () => number) {
    this.#now = now
  }

  /** Takes one call of the API key with this id, if there is one. */
  take(id: string, perMinute: number): Rate {
    const now = this.#now()
    const every = WINDOW_SECONDS / perMinute
    const before = Math.max(now, this.#fullAt.get(id) ?? now)
    const taken = before + every
    // as long as this over the window, the call would be one too many
    const over = taken - now - WINDOW_SECONDS
    const isAdmitted = over <= ROUNDING
    const fullAt = isAdmitted ? taken : before
    this.#fullAt.set(id, fullAt)
    return {
      limit: perMinute,
      remaining: Math.max(0, Math.floor((WINDOW_SECONDS - (fullAt - now)) / every + ROUNDING)),
      full: Math.ceil(fullAt - now - ROUNDING),
      wait: isAdmitted ? 0 : Math.max(1, Math.ceil(over - ROUNDING)),
    }
  }
}

/** Of seconds that were added up. */
const ROUNDING = 1e-6

/** For each answer to an API key. The name of the policy is ours, never that of the key. */
export function rateHeaders({ limit, remaining, full }: Rate): readonly (readonly [string, string])[] {
  return [
    ['ratelimit-policy', `"key";q=${limit};w=${WINDOW_SECONDS}`],
    ['ratelimit', `"key";r=${remaining};t=${full}`],
  ]
}
