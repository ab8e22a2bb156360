/**
 * Owns the adapter for Paddle Billing: `transaction.completed` is an order; `adjustment.created` and `adjustment.updated`
 * are a refund or a chargeback once Paddle has approved it.
 *
 * An item is a price (`pri_...`). A line is the transaction's item (`txnitm_...`), because adjustments name it. A
 * transaction names its customer by an id alone; what the checkout hands over as custom data says more:
 * `airlatch_email`, `airlatch_name`, `airlatch_company`.
 *
 * Source: developer.paddle.com/webhooks (Paddle-Signature: ts=SECONDS;h1=HEX of HMAC-SHA256("SECONDS:BODY"), several h1
 * while a secret is rotated).
 */
import type { OrderEvent, OrderLine } from '../../src/vendor/door.ts'
import { at, countAt, listAt, neededText, type ShopJson, textAt } from './json.ts'
import { eventAdapter } from './plain.ts'

/** Transactions that sell nothing new: the next month of a subscription, a change of its card. */
const NOT_NEW: readonly (string | undefined)[] = [
  'subscription_recurring',
  'subscription_payment_method_change',
]
const GIVEN_BACK: readonly (string | undefined)[] = ['refund', 'chargeback']

export const PADDLE = eventAdapter(
  {
    header: 'paddle-signature',
    separator: ';',
    time: 'ts',
    signature: 'h1',
    joint: ':',
  },
  json => [eventOf(json)],
)

function eventOf(json: ShopJson): OrderEvent {
  const type = textAt(json, 'event_type')
  const data = at(json, 'data')
  if (type === 'transaction.completed') return transactionOf(data)
  if (type === 'adjustment.created' || type === 'adjustment.updated') return adjustmentOf(data)
  return { kind: 'nothing', why: 'other-event' }
}

function transactionOf(data: ShopJson | undefined): OrderEvent {
  if (NOT_NEW.includes(textAt(data, 'origin'))) return { kind: 'nothing', why: 'renewal' }
  const custom = at(data, 'custom_data')
  const customer = {
    email: textAt(custom, 'airlatch_email') ?? textAt(data, 'customer', 'email'),
    name: textAt(custom, 'airlatch_name') ?? textAt(data, 'customer', 'name'),
    company: textAt(custom, 'airlatch_company') ?? textAt(data, 'business', 'name'),
  }
  // the sandbox is another account with another secret: the vendor gives it a shop of its own
  return { kind: 'paid', order: neededText(data, 'id'), lines: linesOf(data), customer, isTest: false }
}

function linesOf(data: ShopJson | undefined): readonly OrderLine[] {
  return listAt(data, 'details', 'line_items').map(line => ({
    line: neededText(line, 'id'),
    item: neededText(line, 'price_id'),
    quantity: countAt(line, 'quantity'),
  }))
}

function adjustmentOf(data: ShopJson | undefined): OrderEvent {
  if (!GIVEN_BACK.includes(textAt(data, 'action'))) return { kind: 'nothing', why: 'no-refund' }
  // Paddle looks at refunds first; another event comes when it has decided
  if (textAt(data, 'status') !== 'approved') return { kind: 'nothing', why: 'not-approved' }
  const order = neededText(data, 'transaction_id')
  if (textAt(data, 'type') === 'full') return { kind: 'refunded', order, lines: undefined, isTest: false }
  const whole = listAt(data, 'items').filter(item => textAt(item, 'type') === 'full')
  if (whole.length === 0) return { kind: 'nothing', why: 'part-refunded' }
  return { kind: 'refunded', order, lines: whole.map(item => neededText(item, 'item_id')), isTest: false }
}
