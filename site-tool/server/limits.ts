/**
 * Owns how often the site server is asked: by one address, and with one key of a client. Ten thousand computers behind one
 * address renew every few minutes and start together in the morning, so the limit of an address only keeps it from taking
 * the whole server. What a client with a bug does is limited by its key: a lease that is renewed all the time would only fill
 * the log.
 */
import { randomBytes } from 'node:crypto'
import { AirlatchError } from '../../src/client/door.ts'
import { type BucketRules, TokenBuckets } from '../../src/http/buckets.ts'
import type { ConnectionRules } from '../../src/http/connections.ts'

export interface SiteLimits {
  readonly ofAddress: BucketRules
  readonly ofKey: BucketRules
  readonly connections: ConnectionRules
}

export const USUAL_SITE_LIMITS: SiteLimits = {
  ofAddress: { burst: 20_000, everySeconds: 0.000_2, most: 10_000 },
  // a terminal server has one key, and each of its processes a seat of its own
  ofKey: { burst: 300, everySeconds: 0.1, most: 50_000 },
  connections: { mostOfOne: 12_000, most: 14_000 },
}

export class LeaseLimits {
  readonly #addresses: TokenBuckets
  readonly #keys: TokenBuckets

  constructor({ ofAddress, ofKey }: SiteLimits, now: () => number = () => performance.now() / 1000) {
    const world = { now, secret: randomBytes(32) }
    this.#addresses = new TokenBuckets(ofAddress, world)
    this.#keys = new TokenBuckets(ofKey, world)
  }

  /** Before anything of the request is read. Error: too-many-requests {seconds}. */
  visit(address: string): void {
    pass(this.#addresses.take(address))
  }

  /** When it is known whose request it is. Error: too-many-requests {seconds}. */
  ask(clientKey: string): void {
    pass(this.#keys.take(clientKey))
  }
}

function pass(seconds: number): void {
  if (seconds > 0) throw new AirlatchError('too-many-requests', { seconds })
}
