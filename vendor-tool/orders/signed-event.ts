/**
 * Owns the JSON of the generic shop, which is our own format: whatever is wrong with it is refused, and named by its way
 * from `data` on, such as `lines[0].line`. A member that nobody knows is refused too: it may be a slip of the pen, and the
 * format may get members of that name later.
 *
 *     {"type": "order.paid", "data": {"order": "1042", "lines": [{"line": "1", "item": "scope", "quantity": 2}],
 *      "customer": {"email": "ann@example.com", "name": "Ann", "company": "Delta"}, "test": false}}
 *     {"type": "order.refunded", "data": {"order": "1042", "lines": ["1"]}}        without lines: the whole order
 *
 * `timestamp` beside `type` is what Standard Webhooks has there: the signed one of the header is looked at instead.
 */
import {
  AirlatchError,
  ORDER_LIMITS,
  type OrderEvent,
  type OrderLine,
  type PaidOrder,
} from '../../src/vendor/door.ts'
import { invalid, shown } from '../api/args.ts'
import type { ShopJson } from './json.ts'

const TYPES = ['order.paid', 'order.refunded'] as const
const MEMBERS = {
  event: ['type', 'timestamp', 'data'],
  paid: ['order', 'lines', 'customer', 'test'],
  refunded: ['order', 'lines', 'test'],
  line: ['line', 'item', 'quantity'],
  customer: ['email', 'name', 'company'],
} as const

type Members = { readonly [name: string]: ShopJson | undefined }

/** Errors: order-type-unknown {type, known}, unknown-member {member, known}, invalid-value. */
export function eventOf(json: ShopJson): OrderEvent {
  const { type, data } = objectAt(json, '', MEMBERS.event)
  if (typeof type !== 'string') throw invalid('type', { is: 'one-of', words: TYPES }, type)
  if (type === 'order.paid') return paidOf(objectAt(data, 'data', MEMBERS.paid, ''))
  if (type === 'order.refunded') return refundedOf(objectAt(data, 'data', MEMBERS.refunded, ''))
  throw new AirlatchError('order-type-unknown', { type: String(shown(type)), known: TYPES })
}

function paidOf({ order, lines, customer, test }: Members): PaidOrder {
  const who = objectAt(customer ?? {}, 'customer', MEMBERS.customer)
  return {
    kind: 'paid',
    order: nameAt(order, 'order'),
    lines: listAt(lines, 'lines').map((line, at) => lineOf(line, `lines[${at}]`)),
    customer: {
      email: optionalText(who.email, 'customer.email'),
      name: optionalText(who.name, 'customer.name'),
      company: optionalText(who.company, 'customer.company'),
    },
    isTest: flagAt(test, 'test'),
  }
}

function refundedOf({ order, lines, test }: Members): OrderEvent {
  return {
    kind: 'refunded',
    order: nameAt(order, 'order'),
    lines: isMissing(lines)
      ? undefined
      : listAt(lines, 'lines').map((line, at) => nameAt(line, `lines[${at}]`)),
    isTest: flagAt(test, 'test'),
  }
}

function lineOf(json: ShopJson, way: string): OrderLine {
  const { line, item, quantity } = objectAt(json, way, MEMBERS.line)
  return {
    line: nameAt(line, `${way}.line`),
    item: nameAt(item, `${way}.item`),
    quantity: isMissing(quantity) ? 1 : quantityAt(quantity, `${way}.quantity`),
  }
}

/** `inside`: the way of its members. */
function objectAt(value: ShopJson | undefined, way: string, known: readonly string[], inside = way): Members {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw invalid(way || 'body', { is: 'object' }, value)
  for (const name of Object.keys(value))
    if (!known.includes(name)) {
      const member = inside === '' ? name : `${inside}.${name}`
      throw new AirlatchError('unknown-member', { member: String(shown(member)), known })
    }
  // no name of a prototype is one of those that are known
  return value as Members
}

function listAt(value: ShopJson | undefined, way: string): readonly ShopJson[] {
  const { lines: most } = ORDER_LIMITS
  if (Array.isArray(value) && value.length > 0 && value.length <= most) return value
  throw invalid(way, { is: 'list-of', least: 1, most }, Array.isArray(value) ? undefined : value)
}

/** What names an order or a part of it. Programs count them: a whole number is taken as its digits. */
function nameAt(value: ShopJson | undefined, way: string): string {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return `${value}`
  if (typeof value === 'string' && value !== '') return value
  throw invalid(way, { is: 'text' }, value)
}

function quantityAt(value: ShopJson | undefined, way: string): number {
  const { keys: most } = ORDER_LIMITS
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 1 && value <= most) return value
  throw invalid(way, { is: 'whole-number', least: 1, most }, value)
}

function flagAt(value: ShopJson | undefined, way: string): boolean {
  if (isMissing(value)) return false
  if (typeof value === 'boolean') return value
  // `"true"` may not become an order that is paid for
  throw invalid(way, { is: 'flag' }, value)
}

function optionalText(value: ShopJson | undefined, way: string): string | undefined {
  if (isMissing(value) || value === '') return undefined
  if (typeof value === 'string') return value
  throw invalid(way, { is: 'text' }, value)
}

/** Programs write `null` for what they do not have. */
function isMissing(value: ShopJson | undefined): value is undefined | null {
  return value === undefined || value === null
}
