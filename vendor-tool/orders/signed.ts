/**
 * Owns the adapter for any shop that has none of its own, or for a program of the vendor: a JSON body, signed as Standard
 * Webhooks 1.0.0 says it with HMAC-SHA256, so that its libraries in every language sign it.
 *
 *     webhook-id: evt_7f3k2          the text that the signature begins with; any
 *     webhook-timestamp: 1796000000  seconds since 1970
 *     webhook-signature: v1,BASE64   of HMAC-SHA256("ID.TIMESTAMP.BODY"); several, with a space between them
 *
 *     {"type": "order.paid", "data": {"order": "1042", "lines": [{"line": "1", "item": "scope", "quantity": 2}],
 *      "customer": {"email": "ann@example.com", "name": "Ann", "company": "Delta"}, "test": false}}
 *     {"type": "order.refunded", "data": {"order": "1042", "lines": ["1"]}}        without lines: the whole order
 */
import { AirlatchError, type OrderEvent, type OrderLine, type SoldKeys } from '../../src/vendor/door.ts'
import type { ShopAdapter, ShopRequest } from './adapter.ts'
import { at, countAt, jsonOf, listAt, neededText, type ShopJson, textAt } from './json.ts'
import { hmacOf, isAnyOf, isFresh } from './signature.ts'

const PREFIX = 'whsec_'
/** Bytes of a secret, by Standard Webhooks. */
const SECRET_BYTES = { least: 24, most: 64 } as const
const MOST_ID_CHARACTERS = 256

export const SIGNED: ShopAdapter = {
  methods: ['POST'],
  answersKeys: true,
  requireSecret(field, secret) {
    const { least, most } = SECRET_BYTES
    const { length } = bytesOf(secret)
    const isBase64 = secret.startsWith(PREFIX) && /^[A-Za-z0-9+/]+={0,2}$/.test(secret.slice(PREFIX.length))
    if (!isBase64 || length < least || length > most)
      throw new AirlatchError('invalid-value', { field, expected: { is: 'webhook-secret' } })
  },
  read(request, secrets, now) {
    return isSigned(request, secrets, now) ? [eventOf(jsonOf(request.body))] : undefined
  },
  answer: keys => ({
    status: 200,
    type: 'application/json',
    body: JSON.stringify({ ok: true, lines: keys.map(lineJson) }),
  }),
}

/** A new secret, as Standard Webhooks write it. */
export function newSecret(random: Uint8Array): string {
  return `${PREFIX}${Buffer.from(random).toString('base64')}`
}

function isSigned(request: ShopRequest, secrets: readonly string[], now: number): boolean {
  const id = request.header('webhook-id') ?? ''
  const timestamp = request.header('webhook-timestamp')
  if (id === '' || id.length > MOST_ID_CHARACTERS || !isFresh(timestamp, now)) return false
  const signatures = (request.header('webhook-signature') ?? '').split(' ', 9).flatMap(one => {
    const [version, signature] = one.split(',', 2)
    return version === 'v1' && signature !== undefined ? [Buffer.from(signature, 'base64')] : []
  })
  const expected = secrets.map(secret => hmacOf(bytesOf(secret), `${id}.${timestamp}.`, request.body))
  return isAnyOf(expected, signatures)
}

function bytesOf(secret: string): Buffer {
  return Buffer.from(secret.startsWith(PREFIX) ? secret.slice(PREFIX.length) : secret, 'base64')
}

function eventOf(json: ShopJson): OrderEvent {
  const type = textAt(json, 'type')
  const data = at(json, 'data')
  const isTest = at(data, 'test') === true
  if (type === 'order.paid') {
    const customer = {
      email: textAt(data, 'customer', 'email'),
      name: textAt(data, 'customer', 'name'),
      company: textAt(data, 'customer', 'company'),
    }
    const lines = listAt(data, 'lines').map(lineOf)
    return { kind: 'paid', order: neededText(data, 'order'), lines, customer, isTest }
  }
  if (type === 'order.refunded') {
    const lines =
      at(data, 'lines') === undefined ? undefined : listAt(data, 'lines').map(line => neededText(line))
    return { kind: 'refunded', order: neededText(data, 'order'), lines, isTest }
  }
  return { kind: 'nothing', why: 'other-event' }
}

function lineOf(line: ShopJson): OrderLine {
  return {
    line: neededText(line, 'line'),
    item: neededText(line, 'item'),
    quantity: at(line, 'quantity') === undefined ? 1 : countAt(line, 'quantity'),
  }
}

function lineJson({ line, item, keys }: SoldKeys): object {
  return { line, item, keys: keys.map(({ text }) => text) }
}
