/**
 * Owns what becomes of a shop's order: keys, once for each line, and their suspension when the money is given back.
 *
 * Shops repeat what they say, at the same time over two connections if it has to be, and in any order. So each line of an
 * order is a row of the ledger that is written once, in one transaction with its keys, and everything is decided within
 * that transaction:
 *
 * - a line that is known gets the keys that it has, whatever its item and its quantity are said to be now;
 * - a refund that comes before its order is written down as a line that is refunded and has no keys, and the order that
 *   comes later finds it so; a row whose line is empty stands for the whole order, and for lines that are yet to come;
 * - a refund that comes again does nothing, so that a key that the desk has reinstated since stays so.
 */
import { AirlatchError } from '../../core/errors.ts'
import { ACTIVATION_KEY_BYTES, activationKeyOf } from '../../core/message/activation-key.ts'
import { CUSTOMER_ID_BYTES, type CustomerRecord, customerIdOf } from '../../core/terms/customer.ts'
import type { KeyRecord } from '../../core/terms/entitlement.ts'
import type { Shop, SoldOrder } from '../../core/terms/outside.ts'
import { untilRecorded } from '../../log/attempts.ts'
import { newCustomer } from '../catalog/customers.ts'
import { type UnnamedKey, unnamedKey } from '../catalog/keys.ts'
import { seenOfPlan } from '../catalog/plan.ts'
import type { Change } from '../ledger/change.ts'
import type { Decision, Ledger } from '../ledger/ledger.ts'
import {
  fittingCustomer,
  type OrderCustomer,
  type OrderLine,
  type PaidOrder,
  type RefundedOrder,
  requireOrderEvent,
} from './order-event.ts'
import type { OutsideWorld } from './outside-world.ts'
import { requireShop } from './shops.ts'

/** A line of an order, and its keys: none when it was refunded, or when no keys are made of its item. */
export interface SoldKeys {
  readonly line: string
  readonly item: string
  readonly keys: readonly KeyRecord[]
}

/**
 * filled: keys were made, now; known: every line was filled before; refunded: all of it was; test: nobody paid, and the shop
 * does not take such orders.
 */
export interface FilledOrder {
  readonly outcome: 'filled' | 'known' | 'refunded' | 'test'
  readonly lines: readonly SoldKeys[]
}

/** refunded: now; known: it was before; test: as of an order. */
export interface Refund {
  readonly outcome: 'refunded' | 'known' | 'test'
  /** Whether keys were made of what is refunded. */
  readonly hasKeys: boolean
  /** The keys that are suspended by it, by their ids. */
  readonly suspended: readonly string[]
}

/** The orders of shops, each line filled once (checklist HT-04). */
export class Orders {
  readonly #world: OutsideWorld

  /** @internal A vendor makes one. */
  constructor(world: OutsideWorld) {
    this.#world = world
  }

  /**
   * Makes the keys of an order, those that it does not have yet; all or nothing. Errors: shop-not-found, invalid-value,
   * order-item-unknown {shop, item, known}; those of making keys.
   */
  async fill(shop: string, order: PaidOrder): Promise<FilledOrder> {
    requireOrderEvent(order)
    const { now, random, ledger } = this.#world
    // a repetition does not wait for other writers
    const before = await ledger.moment(moment => seenOf(moment, shop, order, now()))
    if (before.fresh.length === 0) return filling(before, random).outcome
    return untilRecorded(ledger, ledger =>
      ledger.record(
        within => seenOf(within, shop, order, now()),
        seen => filling(seen, random),
      ),
    )
  }

  /** Suspends the keys of the order, or of some of its lines. Errors: shop-not-found, invalid-value. */
  async refund(shop: string, refund: RefundedOrder): Promise<Refund> {
    requireOrderEvent(refund)
    const { now, ledger } = this.#world
    return untilRecorded(ledger, ledger =>
      ledger.record(
        async within => ({ ...(await knownOf(within, shop, refund)), at: now() }),
        seen => refunding(seen, refund),
      ),
    )
  }

  /** What an order became, a line each; empty when it was never heard of. */
  known(shop: string, order: string): Promise<readonly SoldOrder[]> {
    return this.#world.ledger.soldOrder(shop, order)
  }
}

/** The whole order, and lines of it that are yet to come. */
const WHOLE = ''

/** What is known of an order, and the keys of the lines that are spoken of. */
interface Known {
  readonly shop: Shop
  readonly order: PaidOrder | RefundedOrder
  readonly rows: ReadonlyMap<string, SoldOrder>
  readonly keys: ReadonlyMap<string, KeyRecord>
}

/** What a new line becomes. */
interface NewLine extends OrderLine {
  readonly template: string
  readonly draft: UnnamedKey
}

interface Seen extends Known {
  readonly order: PaidOrder
  readonly at: number
  readonly fresh: readonly NewLine[]
  /** The id of one, or a new one that has none yet. */
  readonly customer: string | Omit<CustomerRecord, 'id'> | undefined
}

async function knownOf<Event extends PaidOrder | RefundedOrder>(
  ledger: Ledger,
  name: string,
  order: Event,
): Promise<Known & { readonly order: Event }> {
  const shop = await requireShop(ledger, name)
  const rows = new Map((await ledger.soldOrder(name, order.order)).map(row => [row.line, row]))
  const lines = order.kind === 'paid' ? order.lines.map(({ line }) => line) : (order.lines ?? rows.keys())
  const keys = new Map<string, KeyRecord>()
  for (const line of lines)
    for (const id of rows.get(line)?.keyIds ?? []) {
      const key = await ledger.key(id)
      if (key !== undefined) keys.set(id, key)
    }
  return { shop, order, rows, keys }
}

async function seenOf(ledger: Ledger, name: string, order: PaidOrder, at: number): Promise<Seen> {
  const known = await knownOf(ledger, name, order)
  const isOver = known.rows.has(WHOLE) || isRefusedTest(known)
  const lines = isOver ? [] : order.lines.filter(({ line }) => !known.rows.has(line))
  const fresh: NewLine[] = []
  for (const line of lines) {
    const template = templateOf(known.shop, line)
    if (template === '') continue
    const terms = { template, ignoreDefaults: true, orderReference: order.order, count: line.quantity }
    fresh.push({ ...line, template, draft: await unnamedKey(ledger, terms, at) })
  }
  if (fresh.length === 0) return { ...known, at, fresh, customer: undefined }
  const activations = fresh.reduce(
    (sum, { quantity, draft }) => sum + quantity * draft.entitlement.activations,
    0,
  )
  // each line by itself was within the plan; all of them have to be
  await seenOfPlan(ledger, (await ledger.settings()).settings, activations)
  return { ...known, at, fresh, customer: await customerOf(ledger, order.customer, at) }
}

/** Error: order-item-unknown {shop, item, known}. */
function templateOf(shop: Shop, { item }: OrderLine): string {
  const template = shop.products.get(item)
  if (template !== undefined) return template
  throw new AirlatchError('order-item-unknown', { shop: shop.name, item, known: [...shop.products.keys()] })
}

function isRefusedTest({ shop, order }: Known): boolean {
  return order.isTest && !shop.takesTests
}

/**
 * Whose keys they become: the customer with this e-mail address, the first one if there are several; else a new one, when
 * the shop says who it is.
 */
async function customerOf(ledger: Ledger, said: OrderCustomer, at: number): Promise<Seen['customer']> {
  const { email, name, company } = fittingCustomer(said)
  const known = email === undefined ? undefined : await ledger.customerByEmail(email)
  if (known !== undefined) return known
  const called = name ?? company ?? email
  return called === undefined ? undefined : newCustomer({ name: called, company, email }, at)
}

function filling(seen: Seen, random: OutsideWorld['random']): Decision<FilledOrder> {
  const { order, at, fresh } = seen
  if (isRefusedTest(seen)) return { outcome: { outcome: 'test', lines: [] }, changes: [], at }
  const { customer, added } = buyerOf(seen, random)
  const changes: Change[] = [...added]
  const [rows, keys] = [new Map(seen.rows), new Map(seen.keys)]
  for (const { line, quantity, template, draft } of fresh) {
    const made = Array.from({ length: quantity }, (): KeyRecord => {
      const { id, text } = activationKeyOf(random(ACTIVATION_KEY_BYTES))
      return { id, text, ...draft, customer: customer ?? draft.customer }
    })
    const row = { ...rowOf(seen, line), keyIds: made.map(({ id }) => id) }
    for (const key of made) keys.set(key.id, key)
    rows.set(line, row)
    changes.push(...made.map((key): Change => ({ kind: 'key.created', key, template })))
    changes.push({ kind: 'order.filled', order: row })
  }
  const isRefunded = (line: string) => rows.has(WHOLE) || rows.get(line)?.refundedAt !== undefined
  const lines = order.lines.map(({ line, item }): SoldKeys => {
    const keyIds = isRefunded(line) ? [] : (rows.get(line)?.keyIds ?? [])
    return { line, item, keys: keyIds.flatMap(id => keys.get(id) ?? []) }
  })
  const before = order.lines.every(({ line }) => isRefunded(line)) ? 'refunded' : 'known'
  return { outcome: { outcome: fresh.length > 0 ? 'filled' : before, lines }, changes, at }
}

/** Whose keys they become, and the entry that makes a new customer. */
function buyerOf({ customer }: Seen, random: OutsideWorld['random']) {
  if (typeof customer !== 'object') return { customer, added: [] }
  const id = customerIdOf(random(CUSTOMER_ID_BYTES))
  const added: Change = { kind: 'customer.added', customer: { id, ...customer } }
  return { customer: id, added: [added] }
}

function refunding(seen: Known & { readonly at: number }, refund: RefundedOrder): Decision<Refund> {
  const { rows, at } = seen
  const hasKeys = [...rows.values()].some(
    row => row.keyIds.length > 0 && (refund.lines?.includes(row.line) ?? true),
  )
  if (isRefusedTest(seen)) return { outcome: { outcome: 'test', hasKeys, suspended: [] }, changes: [], at }
  const changes: Change[] = []
  const suspended: string[] = []
  for (const line of refund.lines ?? [...rows.keys(), WHOLE]) {
    const row = rows.get(line)
    // of an order that is refunded whole, nothing is left
    if (row?.refundedAt !== undefined || (row === undefined && rows.has(WHOLE))) continue
    if (row === undefined) {
      changes.push({ kind: 'order.filled', order: { ...rowOf(seen, line), refundedAt: at } })
      continue
    }
    changes.push({ kind: 'order.refunded', order: { ...row, refundedAt: at } })
    const reason = `order ${refund.order} of shop "${seen.shop.name}" was refunded`
    for (const keyId of row.keyIds) {
      const key = seen.keys.get(keyId)
      if (key === undefined || key.revoked !== undefined || key.suspended !== undefined) continue
      suspended.push(keyId)
      changes.push({ kind: 'key.suspended', keyId, suspension: { at, reason } })
    }
  }
  const outcome = changes.length > 0 ? 'refunded' : 'known'
  return { outcome: { outcome, hasKeys, suspended }, changes, at }
}

/** Without keys. */
function rowOf({ shop, order }: Known, line: string): SoldOrder {
  return { shop: shop.name, reference: order.order, line, keyIds: [], refundedAt: undefined }
}
