/**
 * Owns the address that shops send to: `/orders/NAME`, by POST, and for shops that ask for keys by GET too.
 *
 * A shop is answered with success when everything is recorded and durable, and not sooner. Every other answer makes it
 * send the same again, for hours or days, which is what is wanted: an order for an item without a template is
 * refused and logged, and the shop's next try fills it once the vendor has added one.
 *
 * Strangers learn nothing: an unknown name, a wrong signature, an old one and a wrong method get one answer (403
 * `order-refused`), after the same reads, at the same step of time. Only a sender that signed it learns what is unreadable.
 */
import { randomBytes } from 'node:crypto'
import { Hono } from 'hono'
import { type BucketRules, TokenBuckets } from '../../src/http/buckets.ts'
import { splitTarget } from '../../src/http/target.ts'
import {
  AirlatchError,
  isShopName,
  type OrderEvent,
  type Shop,
  type SoldKeys,
} from '../../src/vendor/door.ts'
import { MOST_WAIT_MS } from '../api/auth.ts'
import { wrongMethod } from '../api/calls.ts'
import type { ApiDesk, ApiEnv, ApiVisit } from '../api/desk.ts'
import { problemOf, problemResponse } from '../api/problem.ts'
import { evenly } from '../web/even-time.ts'
import type { ShopAdapter, ShopOutcome, ShopRequest } from './adapter.ts'
import { ADAPTERS } from './adapters.ts'
import { newSecret, SIGNED } from './signed.ts'

/** Bytes: an event of Stripe with all of its parts has some 10,000. */
const MOST_BODY_BYTES = 1_048_576
/** Of one address: a shop with a sale is a few requests a second. */
const REQUESTS: BucketRules = { burst: 240, everySeconds: 0.25, most: 20_000 }
/** Of one address, those that no shop has signed. */
const MISSES: BucketRules = { burst: 60, everySeconds: 1, most: 20_000 }
/** Of no shop. */
const NOBODY = '-'

/** A request that a shop has signed. */
interface Signed {
  readonly shop: Shop
  readonly adapter: ShopAdapter
  readonly events: readonly OrderEvent[]
}

interface Done {
  /** For the log. */
  readonly outcome: string
  readonly keys: readonly SoldKeys[]
  readonly became: ShopOutcome
}

/** `secret`: 32 random bytes. */
export function orderRoutes(desk: ApiDesk, secret: Uint8Array = randomBytes(32)): Hono<ApiEnv> {
  const orders = new OrderDesk(desk, secret)
  const app = new Hono<ApiEnv>()
  app.all('/orders/:shop', visit => orders.answer(visit))
  return app
}

class OrderDesk {
  readonly #desk: ApiDesk
  readonly #requests: TokenBuckets
  readonly #misses: TokenBuckets
  /** What requests for no shop are verified with: it is secret, and nothing is done for a request that it signs. */
  readonly #decoy: string

  constructor(desk: ApiDesk, secret: Uint8Array) {
    const world = { now: () => desk.clock.now() / 1000, secret }
    this.#desk = desk
    this.#requests = new TokenBuckets(REQUESTS, world)
    this.#misses = new TokenBuckets(MISSES, world)
    this.#decoy = newSecret(secret)
  }

  async answer(visit: ApiVisit): Promise<Response> {
    const { method } = visit.req
    // also a HEAD, which the router takes for a GET: it would make keys
    if (method !== 'GET' && method !== 'POST') throw wrongMethod(method, ['GET', 'POST'])
    const address = this.#desk.addressOf(visit)
    take(this.#requests, address)
    const body = await this.#desk.body(visit, MOST_BODY_BYTES)
    if ('kind' in body) return problemResponse(body)
    const signed = await this.#admitted(visit, { ...requestOf(visit), method, body }, address)
    visit.env.exchange.outcome = textOf(signed.events.map(({ kind }) => kind))
    return this.#answered(visit, signed)
  }

  /** Errors: order-refused, too-many-requests. */
  async #admitted(visit: ApiVisit, request: ShopRequest, address: string): Promise<Signed> {
    // taken before it is known: many at once do not slip through while the first is looked at
    take(this.#misses, address)
    let isMiss = false
    try {
      const name = visit.req.param('shop') ?? NOBODY
      const isUnsigned = (signed: Signed | undefined) => signed === undefined
      const signed = await evenly(this.#desk.clock, isUnsigned, () => this.#signed(name, request))
      if (signed !== undefined) return signed
      isMiss = true
      throw new AirlatchError('order-refused')
    } finally {
      if (!isMiss) this.#misses.giveBack(address)
    }
  }

  /** Undefined when it is signed by no shop of ours. */
  async #signed(name: string, request: ShopRequest): Promise<Signed | undefined> {
    const vendor = this.#desk.vendor.waitingAtMost({ waitAtMostMs: MOST_WAIT_MS.look })
    const { shop, secrets } = await vendor.shops.verifiedBy(isShopName(name) ? name : NOBODY)
    const isKnown = shop !== undefined && secrets.length > 0
    const adapter = isKnown ? ADAPTERS[shop.kind] : SIGNED
    // as much is computed for an unknown name
    const events = adapter.read(request, isKnown ? secrets : [this.#decoy], this.#desk.now())
    if (!isKnown || events === undefined || !adapter.methods.includes(request.method)) return undefined
    return { shop, adapter, events }
  }

  /** The shop's own answer, when everything is recorded: it sends all of it again if one of the events was not. */
  async #answered(visit: ApiVisit, { shop, adapter, events }: Signed): Promise<Response> {
    const { exchange } = visit.env
    try {
      const done: Done[] = []
      for (const event of events) done.push(await this.#done(shop, event))
      exchange.outcome = textOf(done.map(({ outcome }) => outcome))
      const keys = done.flatMap(({ keys }) => keys)
      const { status, type, body } = adapter.answer(keys, done[0]?.became ?? 'nothing')
      return new Response(body, { status, headers: { 'content-type': type, 'cache-control': 'no-store' } })
    } catch (error) {
      // a customer has paid and waits: the operator of the server should know why, also of refusals
      if (problemOf(error).status < 500) this.#desk.broken(error)
      throw error
    }
  }

  async #done({ name }: Shop, event: OrderEvent): Promise<Done> {
    if (event.kind === 'nothing') return { outcome: `nothing ${event.why}`, keys: [], became: 'nothing' }
    // it is finished whether the shop waits or not: it asks again, and gets what was made
    const vendor = this.#desk.vendor
      .acting(`shop:${name}`)
      .waitingAtMost({ waitAtMostMs: MOST_WAIT_MS.change })
    if (event.kind === 'refunded') {
      const { outcome, hasKeys } = await vendor.orders.refund(name, event)
      const became = outcome === 'test' ? outcome : hasKeys ? 'refunded' : 'unknown-order'
      return { outcome: `refunded ${outcome}`, keys: [], became }
    }
    const { outcome, lines } = await vendor.orders.fill(name, event)
    return { outcome: `paid ${outcome}`, keys: lines, became: outcome === 'known' ? 'filled' : outcome }
  }
}

/** For the log: what became of the events of one request, each outcome once. */
function textOf(outcomes: readonly string[]): string {
  return outcomes.length === 0 ? 'nothing' : [...new Set(outcomes)].join(', ')
}

/** Error: too-many-requests {seconds}. */
function take(buckets: TokenBuckets, address: string): void {
  const seconds = buckets.take(address)
  if (seconds > 0) throw new AirlatchError('too-many-requests', { seconds })
}

function requestOf({ req, env }: ApiVisit): Pick<ShopRequest, 'header' | 'query'> {
  const [, query] = splitTarget(env.incoming.url)
  return { header: name => req.header(name), query }
}
