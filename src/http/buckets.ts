/**
 * Owns token buckets by name in bounded memory: a name starts with `burst` tokens and gets one more every so many
 * seconds. A bucket is forgotten only when it is full again, because forgetting it earlier would refill it. While there
 * is no room for another bucket, new names share one of a few thousand spare buckets each, chosen by a secret hash: a
 * flood that fills the table drains at most the spare buckets that it can hit, and cannot choose whose.
 */
import { createHmac } from 'node:crypto'

export interface BucketRules {
  readonly burst: number
  /** Seconds until one more token. */
  readonly everySeconds: number
  /** How many names have a bucket of their own. */
  readonly most: number
}

interface Bucket {
  tokens: number
  at: number
}

/** How many of the oldest buckets are examined for one to forget: a new name costs the same however many there are. */
const EXAMINED = 4
/** To drain all of them takes as many visitors as a table of names of its own. */
const SPARE = 4_096

export interface BucketWorld {
  /** Seconds, of a clock that is never set back. */
  now(): number
  /** Chooses the spare bucket of a name; secret, so that nobody can aim. */
  readonly secret: Uint8Array
}

export class TokenBuckets {
  readonly #rules: BucketRules
  readonly #world: BucketWorld
  /** The bucket that was used last is the last one. */
  readonly #own = new Map<string, Bucket>()
  readonly #spare = new Map<number, Bucket>()

  constructor(rules: BucketRules, world: BucketWorld) {
    this.#rules = rules
    this.#world = world
  }

  /** Names that have a bucket of their own. */
  get size(): number {
    return this.#own.size
  }

  /** Takes a token and gives 0; or takes none, and gives the seconds until there is one. */
  take(name: string): number {
    const bucket = this.#bucketFor(name)
    if (bucket.tokens < 1) return Math.max(1, Math.ceil((1 - bucket.tokens) * this.#rules.everySeconds))
    bucket.tokens -= 1
    return 0
  }

  /** Takes more tokens for what turned out to be expensive, into debt if need be: at most one burst of it. */
  charge(name: string, tokens: number): void {
    const bucket = this.#bucketFor(name)
    bucket.tokens = Math.max(-this.#rules.burst, bucket.tokens - tokens)
  }

  /** Returns tokens that were taken. */
  giveBack(name: string, tokens = 1): void {
    const bucket = this.#refilled(this.#own.get(name) ?? this.#spareFor(name))
    bucket.tokens = Math.min(this.#rules.burst, bucket.tokens + tokens)
  }

  #bucketFor(name: string): Bucket {
    const own = this.#own.get(name)
    if (own === undefined && !this.#hasRoom()) return this.#refilled(this.#spareFor(name))
    const bucket = own === undefined ? this.#full() : this.#refilled(own)
    this.#own.delete(name)
    this.#own.set(name, bucket)
    return bucket
  }

  #hasRoom(): boolean {
    if (this.#own.size < this.#rules.most) return true
    let examined = 0
    for (const [name, bucket] of this.#own) {
      if (this.#refilled(bucket).tokens >= this.#rules.burst) return this.#own.delete(name)
      if (++examined === EXAMINED) return false
    }
    return false
  }

  #spareFor(name: string): Bucket {
    const number = createHmac('sha256', this.#world.secret).update(name).digest().readUInt32BE() % SPARE
    const bucket = this.#spare.get(number) ?? this.#full()
    this.#spare.set(number, bucket)
    return bucket
  }

  #full(): Bucket {
    return { tokens: this.#rules.burst, at: this.#world.now() }
  }

  #refilled(bucket: Bucket): Bucket {
    const at = this.#world.now()
    const { burst, everySeconds } = this.#rules
    bucket.tokens = Math.min(burst, bucket.tokens + (at - bucket.at) / everySeconds)
    bucket.at = at
    return bucket
  }
}
