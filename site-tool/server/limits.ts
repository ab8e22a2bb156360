/**
 * Owns the rate limits of the site server, per address and per client key. Ten thousand computers behind one address
 * renew every few minutes and start together in the morning, so the limit per address only keeps one address from
 * occupying the whole server. A faulty client is limited by its key: constant renewals would only fill the log.
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
  // a terminal server has one key for all, and each of its processes has a seat
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

  /** Counts a request by its address, before anything is read. Error: too-many-requests {seconds}. */
  visit(address: string): void {
    pass(this.#addresses.take(address))
  }

  /** Counts a request by the client's key, once it is known. Error: too-many-requests {seconds}. */
  ask(clientKey: string): void {
    pass(this.#keys.take(clientKey))
  }
}

function pass(seconds: number): void {
  if (seconds > 0) throw new AirlatchError('too-many-requests', { seconds })
}
