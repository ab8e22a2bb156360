/**
 * Owns FastSpring's webhook `return.created`, which says what its key request (fastspring.ts) cannot: that money was given
 * back. It is sent to the same address, several events in one body:
 *
 *     X-FS-Signature: BASE64     of HMAC-SHA256 over the body as it is, by the secret of the webhook
 *
 *     {"events": [{"type": "return.created", "live": true, "data": {"completed": true, "live": true, "totalReturn": 41.44,
 *      "original": {"reference": "ABC1234567-8910-11121", "total": 41.44}, "items": [...]}}]}
 *
 * `original.reference` is the order as the key request names it; `reference` would be the return. Only a return of the
 * order's whole amount is a refund. One of a part is left to a person, because its items do not tell which keys it is
 * about: a product that was refunded whole may be one unit of several, and a line has the name that the vendor lets the
 * key request send, not always that of the product. So nothing is suspended that was not refunded.
 *
 * There is no time in the signature. A body that is sent again, by FastSpring or by somebody who recorded it, says what is
 * known and changes nothing.
 *
 * Source: developer.fastspring.com/reference/returncreated; the signature as the WooCommerce plugin for FastSpring checks it.
 */
import { AirlatchError, type OrderEvent } from '../../src/vendor/door.ts'
import type { ShopRequest } from './adapter.ts'
import { at, jsonOf, listAt, neededText, type ShopJson, textAt } from './json.ts'
import { hmacOf, isAnyOf } from './signature.ts'

const SIGNATURE = 'x-fs-signature'
/** More than a body of FastSpring has; each one may be a change of the ledger. */
const MOST_EVENTS = 1000

/** Whether it can be a webhook alone: a key request has its hash among its fields. */
export function isWebhook({ header }: ShopRequest): boolean {
  return header(SIGNATURE) !== undefined
}

/** Undefined when none of the secrets has signed it. Errors: json-malformed, invalid-value. */
export function returnsOf(
  request: ShopRequest,
  secrets: readonly string[],
): readonly OrderEvent[] | undefined {
  if (request.method !== 'POST' || !isSigned(request, secrets)) return undefined
  const events = listAt(jsonOf(request.body), 'events')
  if (events.length > MOST_EVENTS)
    throw new AirlatchError('invalid-value', {
      field: 'events',
      expected: { is: 'at-most', most: MOST_EVENTS },
      got: events.length,
    })
  return events.map(eventOf)
}

function isSigned({ header, body }: ShopRequest, secrets: readonly string[]): boolean {
  const given = Buffer.from(header(SIGNATURE) ?? '', 'base64')
  return isAnyOf(
    secrets.map(secret => hmacOf(secret, '', body)),
    [given],
  )
}

function eventOf(event: ShopJson): OrderEvent {
  if (textAt(event, 'type') !== 'return.created') return { kind: 'nothing', why: 'other-event' }
  const data = at(event, 'data')
  if (at(data, 'completed') !== true) return { kind: 'nothing', why: 'not-completed' }
  if (!isWhole(data)) return { kind: 'nothing', why: 'part-refunded' }
  const isTest = at(event, 'live') === false || at(data, 'live') === false
  return { kind: 'refunded', order: neededText(data, 'original', 'reference'), lines: undefined, isTest }
}

/** Both amounts are in the currency of the order, with its taxes. */
function isWhole(data: ShopJson | undefined): boolean {
  const returned = at(data, 'totalReturn')
  return typeof returned === 'number' && returned > 0 && returned === at(data, 'original', 'total')
}
