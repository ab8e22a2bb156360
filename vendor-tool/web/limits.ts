/**
 * Owns how often one address may do what, and how often one key may be guessed at. Reading pages is cheap and pictures
 * are expensive; what is counted longest is a request whose key is not known or whose proof does not hold. A key is 80
 * random bits after its id: no limit is needed to keep it from being guessed, and this one keeps guessing cheap for us. The
 * proof in a typed code is of 30 bits, which would be guessed in time: the ledger counts wrong ones, and after a few of them
 * no code of the key is looked at (src/vendor/decide/proof.ts), whatever the limits here, which a restart forgets.
 */
import { type BucketRules, type BucketWorld, TokenBuckets } from '../../src/http/buckets.ts'

const MOST_NAMES = 20_000

/** Behind one address there may be an office of a hundred computers, or the phones of a mobile carrier. */
export interface LimitRules {
  /** Any page; files that browsers keep are not counted. */
  readonly visits: BucketRules
  /** Reading what was uploaded or pasted; a picture that takes seconds costs a token for each. */
  readonly readings: BucketRules
  /** Requests of one address that are not made with a key of ours, and receipts that are not of an activation of ours. */
  readonly misses: BucketRules
  /** The same, of one key or of one activation, from whatever address. */
  readonly missesOfKey: BucketRules
}

export const USUAL_LIMITS: LimitRules = {
  visits: { burst: 240, everySeconds: 0.25, most: MOST_NAMES },
  readings: { burst: 20, everySeconds: 3, most: MOST_NAMES },
  misses: { burst: 10, everySeconds: 60, most: MOST_NAMES },
  missesOfKey: { burst: 30, everySeconds: 60, most: MOST_NAMES },
}

/**
 * go: look at it, then say whether it was made with a key of ours; busy: there will be a token when others, who are being
 * looked at, turn out to be right; wait: so many seconds.
 */
export type Attempt =
  | { readonly kind: 'go'; decided(proved: boolean): void }
  | { readonly kind: 'busy' }
  | { readonly kind: 'wait'; readonly seconds: number }

export class Limits {
  readonly #visits: TokenBuckets
  readonly #readings: TokenBuckets
  readonly #misses: TokenBuckets
  readonly #missesOfKey: TokenBuckets
  /** Attempts that are being looked at. */
  readonly #undecided = { addresses: new Map<string, number>(), keys: new Map<string, number>() }

  constructor(rules: LimitRules, world: BucketWorld) {
    this.#visits = new TokenBuckets(rules.visits, world)
    this.#readings = new TokenBuckets(rules.readings, world)
    this.#misses = new TokenBuckets(rules.misses, world)
    this.#missesOfKey = new TokenBuckets(rules.missesOfKey, world)
  }

  /** For one request of one address. */
  visitor(address: string): Visitor {
    return new Visitor(address, {
      visits: this.#visits,
      readings: this.#readings,
      misses: this.#misses,
      missesOfKey: this.#missesOfKey,
      ...this.#undecided,
    })
  }
}

interface Tables {
  readonly visits: TokenBuckets
  readonly readings: TokenBuckets
  readonly misses: TokenBuckets
  readonly missesOfKey: TokenBuckets
  /** Attempts that are being looked at. */
  readonly addresses: Map<string, number>
  readonly keys: Map<string, number>
}

/** What one request takes, and returns when it fails through no fault of its own. */
export class Visitor {
  readonly address: string
  readonly #tables: Tables
  readonly #taken = new Set<() => void>()

  constructor(address: string, tables: Tables) {
    this.address = address
    this.#tables = tables
  }

  /** Each: 0, or how many seconds to wait. */
  visit(): number {
    return this.#take(this.#tables.visits)
  }

  reading(): number {
    return this.#take(this.#tables.readings)
  }

  /** The reading cost so many tokens more. */
  chargeReading(tokens: number): void {
    if (tokens <= 0) return
    const { readings } = this.#tables
    readings.charge(this.address, tokens)
    this.#taken.add(() => readings.giveBack(this.address, tokens))
  }

  /**
   * Counts as a miss until it is decided: many at once cannot slip through while the first is looked at. `triedAt`: the id
   * of a key or of an activation.
   */
  attempt(triedAt: string): Attempt {
    const { misses, missesOfKey, addresses, keys } = this.#tables
    const wait = misses.take(this.address)
    if (wait > 0) return addresses.has(this.address) ? { kind: 'busy' } : { kind: 'wait', seconds: wait }
    const waitForKey = missesOfKey.take(triedAt)
    if (waitForKey > 0) {
      misses.giveBack(this.address)
      return keys.has(triedAt) ? { kind: 'busy' } : { kind: 'wait', seconds: waitForKey }
    }
    const giveBack = () => {
      misses.giveBack(this.address)
      missesOfKey.giveBack(triedAt)
    }
    this.#taken.add(giveBack)
    count(addresses, this.address, 1)
    count(keys, triedAt, 1)
    return {
      kind: 'go',
      decided: proved => {
        count(addresses, this.address, -1)
        count(keys, triedAt, -1)
        if (proved && this.#taken.delete(giveBack)) giveBack()
      },
    }
  }

  /** Returns all that this request has taken. */
  undo(): void {
    for (const giveBack of this.#taken) giveBack()
    this.#taken.clear()
  }

  #take(buckets: TokenBuckets): number {
    const wait = buckets.take(this.address)
    if (wait === 0) this.#taken.add(() => buckets.giveBack(this.address))
    return wait
  }
}

function count(counts: Map<string, number>, name: string, change: 1 | -1): void {
  const left = (counts.get(name) ?? 0) + change
  if (left > 0) counts.set(name, left)
  else counts.delete(name)
}
