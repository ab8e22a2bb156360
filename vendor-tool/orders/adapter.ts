/**
 * Owns what an adapter of a shop is: it tells whether a request is signed by the shop, what it says, and how the shop
 * wants to be answered. That is all: what is made of it is the same for all shops (src/vendor/outside/orders.ts).
 */
import type { OrderEvent, SoldKeys } from '../../src/vendor/door.ts'

/** A request as it was received. Nothing in it was looked at. */
export interface ShopRequest {
  readonly method: 'GET' | 'POST'
  /** By its name in lower case; undefined when it is not there. */
  header(name: string): string | undefined
  /** What follows the question mark. */
  readonly query: string
  readonly body: Uint8Array<ArrayBuffer>
}

/**
 * What became of it, the same each time that it is sent. filled: the order has its keys; refunded: it is, or the lines that
 * were named; test: nobody paid, and nothing was done; unknown-order: a refund of what has no keys, which makes none later;
 * nothing: it is no order.
 */
export type ShopOutcome = 'filled' | 'refunded' | 'test' | 'unknown-order' | 'nothing'

/** What the shop is sent when everything is recorded. */
export interface ShopAnswer {
  readonly status: number
  /** A media type. */
  readonly type: string
  readonly body: string
}

export interface ShopAdapter {
  /** How the shop may send. */
  readonly methods: readonly ShopRequest['method'][]
  /** Who gets this answer: its log must not keep keys, unless it shows them to the customer. */
  readonly answersKeys: boolean
  /** Error: invalid-value, for a text that cannot be a secret of this shop. */
  requireSecret(field: string, secret: string): void
  /**
   * What the shop says, in its order; undefined when none of the secrets has signed it, or too long ago. `now` in seconds
   * since 1970. Several secrets hold: while one takes the place of another, or because a shop signs in several ways. Errors:
   * invalid-value and json-malformed, for what is signed and cannot be read.
   */
  read(request: ShopRequest, secrets: readonly string[], now: number): readonly OrderEvent[] | undefined
  /** The answer to an order with these keys; none for what was refunded, or is no order. */
  answer(keys: readonly SoldKeys[], outcome: ShopOutcome): ShopAnswer
}
