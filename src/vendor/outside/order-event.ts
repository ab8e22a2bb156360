/**
 * Owns what a shop can say to the desk, whichever shop it is: an order was paid, or refunded. An adapter makes it of what
 * the shop sent (vendor-tool/orders/); orders.ts does what it says. Everything in it comes from outside, so that
 * `requireOrderEvent` looks at all of it first.
 *
 *     { kind: 'paid', order: 'pi_3P1', lines: [{ line: '1', item: 'scope', quantity: 2 }], customer: {}, isTest: false }
 */
import { invalidValue } from '../../core/arguments.ts'
import { checkCustomerField } from '../../core/terms/customer.ts'
import { checkField } from '../../core/terms/fields.ts'
import { requireFittingText, type TextRule } from '../../core/terms/text.ts'

/** Something that was bought. */
export interface OrderLine {
  /** Names the line in its order, now and whenever the shop sends it again. */
  readonly line: string
  /** The shop's name for what was bought. */
  readonly item: string
  /** How many of it: as many keys are made. */
  readonly quantity: number
}

/** Who bought it, as far as the shop says it. */
export interface OrderCustomer {
  readonly email?: string | undefined
  readonly name?: string | undefined
  readonly company?: string | undefined
}

/** A purchase that is paid for. */
export interface PaidOrder {
  readonly kind: 'paid'
  /** The shop's name for the order: keys have it as theirs. */
  readonly order: string
  readonly lines: readonly OrderLine[]
  readonly customer: OrderCustomer
  /** No money was paid: the vendor tries the shop. */
  readonly isTest: boolean
}

/** A purchase whose money was given back. */
export interface RefundedOrder {
  readonly kind: 'refunded'
  readonly order: string
  /** The lines of which all was given back; undefined: the whole order. */
  readonly lines: readonly string[] | undefined
  readonly isTest: boolean
}

/** What is no business of the desk, such as an invoice that was sent. `why`: for the log, in a few words. */
export interface NoOrder {
  readonly kind: 'nothing'
  readonly why: string
}

/** What a shop says: an order, a refund, or something that is neither. */
export type OrderEvent = PaidOrder | RefundedOrder | NoOrder

/**
 * Of one order: lines, keys of all lines together, UTF-16 units of a name. A shop that asks for more is answered with an
 * error and makes no keys, because a slip of the pen there must not become a flood of keys here.
 */
export const ORDER_LIMITS = { lines: 100, keys: 1000, nameCharacters: 200 } as const

const NAME: TextRule = { kind: 'name', mostCharacters: ORDER_LIMITS.nameCharacters }

/** Error: invalid-value, by the name of the field in the event. */
export function requireOrderEvent<Event extends PaidOrder | RefundedOrder>(event: Event): Event {
  requireFittingText('order', event.order, NAME)
  checkField('orderReference', event.order)
  if (event.kind === 'paid') requireLines(event.lines)
  else if (event.lines !== undefined) {
    for (const line of event.lines) requireFittingText('line', line, NAME)
    requireMany(event.lines)
  }
  return event
}

function requireLines(lines: readonly OrderLine[]): void {
  requireMany(lines.map(({ line }) => line))
  let keys = 0
  for (const { line, item, quantity } of lines) {
    requireFittingText('line', line, NAME)
    requireFittingText('item', item, NAME)
    const most = ORDER_LIMITS.keys
    if (!Number.isSafeInteger(quantity) || quantity < 1 || quantity > most)
      throw invalidValue('quantity', { is: 'whole-number', least: 1, most }, quantity)
    keys += quantity
    if (keys > most) throw invalidValue('quantity', { is: 'at-most', most }, keys)
  }
}

function requireMany(lines: readonly string[]): void {
  const { lines: most } = ORDER_LIMITS
  if (lines.length === 0 || lines.length > most)
    throw invalidValue('lines', { is: 'list-of', least: 1, most }, lines.length)
  const twice = lines.find((line, at) => lines.indexOf(line) !== at)
  if (twice !== undefined) throw invalidValue('line', { is: 'each-once' }, twice)
}

/**
 * What of the customer may stand in the ledger. A name that a customer typed does not make the order fail: what is
 * not valid is left out whole.
 */
export function fittingCustomer(said: OrderCustomer): OrderCustomer {
  const kept = (name: 'email' | 'name' | 'company'): string | undefined => {
    const value = said[name]?.trim()
    if (value === undefined || value === '') return undefined
    try {
      checkCustomerField(name, value)
      return value
    } catch {
      return undefined
    }
  }
  return { email: kept('email'), name: kept('name'), company: kept('company') }
}
