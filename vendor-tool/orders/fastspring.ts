/**
 * Owns the adapter for FastSpring's key request ("Generate a license: remote server request"): FastSpring asks for the keys
 * of one product of one order, as a form or as a query, and prints our answer on the receipt, one key a line.
 *
 * The fields are the names that FastSpring offers: `reference` is the order; `internalProductName`, or else `product`, is
 * the item and the line; `quantity`, `email`, `name`, `company`, `test`.
 *
 * What signs it is weak, and not for us to choose: `security_request_hash` is MD5 of all other values, by the order of
 * their names, and the private key after them. There is no time in it: a request that is sent again gets the same keys
 * again. Nor does it say where one value ends: quantity 1 of order 23 has the hash of quantity 12 of order 3. So anyone
 * who reads a request on its way could make another one of it: use HTTPS. A field that comes twice is refused, and quantities
 * are limited. The order of names is that of their code units, which for ASCII is everybody's.
 *
 * A refund arrives by a webhook, with another secret and another signature: fastspring-returns.ts. A request is one or the
 * other by its header, and is verified by the formula of that one alone.
 *
 * Source: fastspring.com/docs/license-key-fulfillments; the hash as in FastSpring's sample for remote licenses.
 */
import { hash } from 'node:crypto'
import { MOST_TEXT_BYTES, urlencodedFields } from '../../src/http/form.ts'
import type { OrderEvent } from '../../src/vendor/door.ts'
import type { ShopAdapter, ShopRequest } from './adapter.ts'
import { isWebhook, returnsOf } from './fastspring-returns.ts'
import { missingText } from './json.ts'
import { requireSecretText } from './plain.ts'
import { isSameText } from './signature.ts'

const HASH = 'security_request_hash'
const MOST_FIELDS = 64
const YES: readonly (string | undefined)[] = ['true', '1', 'yes', 't', 'y']

type Fields = ReadonlyMap<string, string>

export const FASTSPRING: ShopAdapter = {
  methods: ['POST', 'GET'],
  answersKeys: true,
  requireSecret: requireSecretText,
  read(request, secrets) {
    if (isWebhook(request)) return returnsOf(request, secrets)
    const fields = fieldsOf(request)
    return fields !== undefined && isSigned(fields, secrets) ? [eventOf(fields)] : undefined
  },
  answer: lines => ({
    status: 200,
    type: 'text/plain; charset=utf-8',
    body: lines.flatMap(({ keys }) => keys.map(({ text }) => text)).join('\n'),
  }),
}

/** Of a POST what its body says alone: its query is not signed. Undefined when a field comes twice. */
function fieldsOf({ method, query, body }: ShopRequest): Fields | undefined {
  const bytes = method === 'GET' ? new TextEncoder().encode(query) : body
  if (bytes.length > MOST_TEXT_BYTES) return undefined
  const all = urlencodedFields(bytes, MOST_FIELDS)
  const fields = new Map(all)
  return fields.size === all?.length ? fields : undefined
}

function isSigned(fields: Fields, secrets: readonly string[]): boolean {
  const values = [...fields.keys()]
    .filter(name => name !== HASH)
    .sort()
    .map(name => fields.get(name))
    .join('')
  const expected = secrets.map(secret => hash('md5', `${values}${secret}`, 'hex'))
  return isSameText(expected, (fields.get(HASH) ?? '').toLowerCase())
}

function eventOf(fields: Fields): OrderEvent {
  const text = (name: string) => fields.get(name) || undefined
  const item = text('internalProductName') ?? text('product')
  const order = text('reference')
  if (order === undefined) throw missingText('reference')
  if (item === undefined) throw missingText('internalProductName')
  const quantity = text('quantity') ?? '1'
  return {
    kind: 'paid',
    order,
    lines: [{ line: item, item, quantity: /^\d{1,6}$/.test(quantity) ? Number(quantity) : Number.NaN }],
    customer: { email: text('email'), name: text('name'), company: text('company') },
    isTest: YES.includes(text('test')?.toLowerCase()),
  }
}
