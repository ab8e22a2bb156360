/**
 * Owns requests as shops make them, each signed by hand from the formula that the shop documents, and not with our own code.
 */
import { createHash, createHmac } from 'node:crypto'
import { Webhook } from 'standardwebhooks'
import type { ShopRequest } from '../../../vendor-tool/orders/adapter.ts'
import { NOW } from '../../world/nouns.ts'

export const SECRETS = {
  signed: `whsec_${Buffer.alloc(32, 7).toString('base64')}`,
  stripe: 'whsec_0123456789abcdefghijklmn',
  paddle: 'pdl_ntfset_01h7zcgmdc6tmwtjehp3sh7azf_x',
  fastspring: '0123456789abcdef0123456789abcdef',
} as const

export type Headers = Readonly<Record<string, string>>

export function request(
  body: string,
  headers: Headers = {},
  { method = 'POST', query = '' }: { readonly method?: 'GET' | 'POST'; readonly query?: string } = {},
): ShopRequest {
  return {
    method,
    header: name => headers[name],
    query,
    body: new TextEncoder().encode(body) as Uint8Array<ArrayBuffer>,
  }
}

/** As a library of Standard Webhooks signs it; `at` in seconds. */
export function signedHeaders(
  body: string,
  at = NOW,
  secret: string = SECRETS.signed,
  id = 'msg_1',
): Headers {
  return {
    'webhook-id': id,
    'webhook-timestamp': `${at}`,
    'webhook-signature': new Webhook(secret).sign(id, new Date(at * 1000), body),
  }
}

export function stripeHeaders(body: string, at = NOW, secret: string = SECRETS.stripe): Headers {
  const v1 = createHmac('sha256', secret).update(`${at}.${body}`).digest('hex')
  return { 'stripe-signature': `t=${at},v1=${v1},v0=${'0'.repeat(64)}` }
}

export function paddleHeaders(body: string, at = NOW, secret: string = SECRETS.paddle): Headers {
  const h1 = createHmac('sha256', secret).update(`${at}:${body}`).digest('hex')
  return { 'paddle-signature': `ts=${at};h1=${h1}` }
}

/** The values by the order of their names, and the private key behind them. */
export function fastspringHash(fields: Headers, secret: string = SECRETS.fastspring): string {
  const names = Object.keys(fields).sort()
  return createHash('md5')
    .update(names.map(name => fields[name]).join('') + secret)
    .digest('hex')
}

/** A form, with its hash in it. */
export function fastspringForm(fields: Headers, secret: string = SECRETS.fastspring): string {
  return new URLSearchParams({ ...fields, security_request_hash: fastspringHash(fields, secret) }).toString()
}

export const FASTSPRING_ORDER = {
  reference: 'ACM261122-1234-56789',
  internalProductName: 'scope',
  quantity: '2',
  email: 'ann@example.com',
  name: 'Ann Ä. Müller',
  company: 'Delta',
} as const

/** Of the webhook, which has a secret of its own beside the private key. */
export const FASTSPRING_WEBHOOK = 'webhook-secret-of-the-shop'

/** Base64 of HMAC-SHA256 over the body alone. */
export function fastspringHeaders(body: string, secret = FASTSPRING_WEBHOOK): Headers {
  return { 'x-fs-signature': createHmac('sha256', secret).update(body).digest('base64') }
}

/** An event that says that all of an order was given back; `more` of its data, `event` around them. */
export function fastspringReturn(more: object = {}, event: object = {}): object {
  const data = {
    return: 'aBCDE12fGH3iJkL4mNOpqr',
    reference: `${FASTSPRING_ORDER.reference}D`,
    completed: true,
    live: true,
    currency: 'USD',
    totalReturn: 41.44,
    original: { id: 'AbC1D2', order: 'AbC1D2', reference: FASTSPRING_ORDER.reference, total: 41.44 },
    items: [{ product: 'scope', quantity: 2, refundType: 'Full Refund', subtotal: 41.44 }],
    ...more,
  }
  return { id: 'J5MhLkZdQmGg', type: 'return.created', live: true, created: 1751896963416, data, ...event }
}

export function fastspringEvents(...events: readonly unknown[]): string {
  return JSON.stringify({ events })
}

export function signedOrder(more: object = {}): string {
  const lines = [{ line: '1', item: 'scope', quantity: 2 }]
  return JSON.stringify({ type: 'order.paid', data: { order: '1042', lines, ...more } })
}

export function stripeSession(more: object = {}, event: object = {}): string {
  const object = {
    id: 'cs_live_a1',
    object: 'checkout.session',
    payment_intent: 'pi_3P1',
    payment_status: 'paid',
    customer_details: { email: 'ann@example.com', name: 'Ann' },
    metadata: { airlatch_items: 'scope=2, viewer' },
    ...more,
  }
  const type = 'checkout.session.completed'
  return JSON.stringify({ id: 'evt_1', object: 'event', type, livemode: true, data: { object }, ...event })
}

export function paddleTransaction(more: object = {}): string {
  const line_items = [
    { id: 'txnitm_1', price_id: 'pri_scope', quantity: 2, product: { name: 'Scope' } },
    { id: 'txnitm_2', price_id: 'pri_viewer', quantity: 1, product: { name: 'Viewer' } },
  ]
  const data = {
    id: 'txn_1',
    status: 'completed',
    origin: 'web',
    customer_id: 'ctm_1',
    custom_data: { airlatch_email: 'ann@example.com' },
    details: { line_items },
    ...more,
  }
  return JSON.stringify({ event_id: 'evt_1', event_type: 'transaction.completed', data })
}

export function paddleAdjustment(more: object = {}): string {
  const data = {
    id: 'adj_1',
    action: 'refund',
    status: 'approved',
    transaction_id: 'txn_1',
    type: 'full',
    ...more,
  }
  return JSON.stringify({ event_id: 'evt_2', event_type: 'adjustment.updated', data })
}
