/**
 * Owns the adapter for any shop that has none of its own, or for a program of the vendor: a JSON body, signed as Standard
 * Webhooks 1.0.0 says it with HMAC-SHA256, so that its libraries in every language sign it.
 *
 *     webhook-id: evt_7f3k2          the text that the signature begins with; any
 *     webhook-timestamp: 1796000000  seconds since 1970
 *     webhook-signature: v1,BASE64   of HMAC-SHA256("ID.TIMESTAMP.BODY"); several, with a space between them
 *
 * What the body says is in signed-event.ts.
 */
import { AirlatchError, type SoldKeys } from '../../src/vendor/door.ts'
import type { ShopAdapter, ShopRequest } from './adapter.ts'
import { jsonOf } from './json.ts'
import { hmacOf, isAnyOf, isFresh } from './signature.ts'
import { eventOf } from './signed-event.ts'

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
  answer: (keys, outcome) => ({
    status: 200,
    type: 'application/json',
    body: JSON.stringify({ ok: true, outcome, lines: keys.map(lineJson) }),
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

function lineJson({ line, item, keys }: SoldKeys): object {
  return { line, item, keys: keys.map(({ text }) => text) }
}
