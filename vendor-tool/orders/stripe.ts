/**
 * Owns the adapter for Stripe: `checkout.session.completed` and `checkout.session.async_payment_succeeded` are orders,
 * `charge.refunded` is a refund once all of the charge was given back.
 *
 * An event has no line items of its session, and we ask Stripe nothing: a computer that asks shops needs their API keys.
 * So the session says what to make, in its metadata, which a payment link hands on to its sessions:
 *
 *     airlatch_items = scope                 one key of the item "scope"
 *     airlatch_items = scope=5, viewer       five of "scope", one of "viewer"
 *
 * The order is the payment intent, because a refund names it; of a subscription it is its first invoice.
 *
 * Source: docs.stripe.com/webhooks (Stripe-Signature: t=SECONDS,v1=HEX of HMAC-SHA256("SECONDS.BODY"), several v1 while a
 * secret is rolled); each delivery is signed anew.
 */
import { AirlatchError, type OrderEvent, type OrderLine } from '../../src/vendor/door.ts'
import { at, countAt, listAt, neededText, type ShopJson, textAt } from './json.ts'
import { eventAdapter } from './plain.ts'

const ITEMS = 'airlatch_items'
const PAID: readonly (string | undefined)[] = ['paid', 'no_payment_required']
const COMPLETED: readonly (string | undefined)[] = [
  'checkout.session.completed',
  'checkout.session.async_payment_succeeded',
]

export const STRIPE = eventAdapter(
  {
    header: 'stripe-signature',
    separator: ',',
    time: 't',
    signature: 'v1',
    joint: '.',
  },
  eventsOf,
)

function eventsOf(json: ShopJson): readonly OrderEvent[] {
  const type = textAt(json, 'type')
  const object = at(json, 'data', 'object')
  const isTest = at(json, 'livemode') === false
  if (COMPLETED.includes(type)) return [sessionOf(object, isTest)]
  if (type !== 'charge.refunded') return [{ kind: 'nothing', why: 'other-event' }]
  // `refunded` says all of it; a part may be a discount that came late
  if (at(object, 'refunded') !== true) return [{ kind: 'nothing', why: 'part-refunded' }]
  return refundedOrders(object).map(order => ({ kind: 'refunded', order, lines: undefined, isTest }))
}

/** What its session may have been called: a charge with an invoice has a payment intent as well. */
function refundedOrders(charge: ShopJson | undefined): readonly string[] {
  const invoice = textAt(charge, 'invoice')
  if (invoice === undefined) return [neededText(charge, 'payment_intent')]
  const intent = textAt(charge, 'payment_intent')
  return intent === undefined ? [invoice] : [intent, invoice]
}

function sessionOf(session: ShopJson | undefined, isTest: boolean): OrderEvent {
  // paid by bank transfer and the like: another event comes with the money
  if (!PAID.includes(textAt(session, 'payment_status'))) return { kind: 'nothing', why: 'not-paid' }
  const lines = linesOf(session)
  if (lines === undefined) return { kind: 'nothing', why: 'no-items' }
  const details = at(session, 'customer_details')
  return {
    kind: 'paid',
    order: textAt(session, 'payment_intent') ?? textAt(session, 'invoice') ?? neededText(session, 'id'),
    lines,
    customer: {
      email: textAt(details, 'email') ?? textAt(session, 'customer_email'),
      name: textAt(details, 'name'),
      company: textAt(details, 'business_name'),
    },
    isTest,
  }
}

/** Undefined when the session sells nothing of ours. */
function linesOf(session: ShopJson | undefined): readonly OrderLine[] | undefined {
  const items = textAt(session, 'metadata', ITEMS)
  if (items !== undefined) return items.split(',', 101).map(lineOf)
  // a program between Stripe and us may have expanded them
  const expanded = listAt(session, 'line_items', 'data')
  if (expanded.length === 0) return undefined
  return expanded.map(line => ({
    line: neededText(line, 'id'),
    item: neededText(line, 'price', 'id'),
    quantity: countAt(line, 'quantity'),
  }))
}

function lineOf(text: string): OrderLine {
  const [item = '', quantity = '1', ...more] = text.split('=').map(part => part.trim())
  if (more.length > 0 || !/^\d{1,6}$/.test(quantity))
    throw new AirlatchError('invalid-value', { field: ITEMS, expected: { is: 'order-items' }, got: text })
  return { line: item, item, quantity: Number(quantity) }
}
