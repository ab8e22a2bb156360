import { createPublicKey, randomBytes, verify } from 'node:crypto'
import fc from 'fast-check'
import { Webhook } from 'standardwebhooks'
import { expect, test } from 'vitest'
import { newWebhookKeys, publicKeyText, signedHeaders } from '../../../../src/vendor/outside/webhooks/sign.ts'
import { runs } from '../../../effort.ts'

const BODY = '{"type":"key.created","timestamp":"2026-11-22T12:00:00Z","data":{}}'
const now = () => Math.floor(Date.now() / 1000)

/** Any text that can be sent; fast-check's own takes seconds to begin. */
const TEXT = fc
  .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 500 })
  .map(units => String.fromCharCode(...units).toWellFormed())

/** As a receiver would do it, with nothing of ours. */
function holdsByPublicKey(
  publicKey: string,
  headers: Readonly<Record<string, string>>,
  body: string,
): boolean {
  const der = Buffer.concat([
    Buffer.from('302a300506032b6570032100', 'hex'),
    Buffer.from(publicKeyText(publicKey).slice('whpk_'.length), 'base64'),
  ])
  const key = createPublicKey({ key: der, format: 'der', type: 'spki' })
  const signed = Buffer.from(`${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`)
  return `${headers['webhook-signature']}`
    .split(' ')
    .filter(one => one.startsWith('v1a,'))
    .some(one => verify(null, signed, key, Buffer.from(one.slice('v1a,'.length), 'base64')))
}

test('HT-03: the reference library accepts what was signed, and the public key verifies it too', () => {
  fc.assert(
    fc.property(TEXT, text => {
      const { keys, publicKey } = newWebhookKeys(randomBytes)
      const body = JSON.stringify({ text })
      const headers = signedHeaders({ id: 'msg_1', timestamp: now(), body }, [keys])
      expect(new Webhook(keys.secret).verify(body, headers)).toEqual({ text })
      expect(holdsByPublicKey(publicKey, headers, body)).toBe(true)
      expect(holdsByPublicKey(publicKey, headers, `${body} `)).toBe(false)
    }),
    { numRuns: runs(200) },
  )
})

test('HT-03: secrets and keys are marked and as long as the standard wants them', () => {
  const { keys, publicKey } = newWebhookKeys(randomBytes)
  expect(keys.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
  expect(keys.privateKey).toMatch(/^whsk_[A-Za-z0-9+/]{43}=$/)
  expect(publicKeyText(publicKey)).toMatch(/^whpk_[A-Za-z0-9+/]{43}=$/)
})

test('HT-03: both schemes sign every message, and another id, time or body has another signature', () => {
  const { keys } = newWebhookKeys(randomBytes)
  const one = { id: 'msg_1', timestamp: 1_800_000_000, body: BODY }
  const signature = (message: typeof one) => signedHeaders(message, [keys])['webhook-signature']
  expect(signature(one)).toMatch(/^v1,[A-Za-z0-9+/]{43}= v1a,[A-Za-z0-9+/]{86}==$/)
  expect(signature(one)).toBe(signature(one))
  const others = [
    { ...one, id: 'msg_2' },
    { ...one, timestamp: 1_800_000_001 },
    { ...one, body: '{}' },
  ]
  expect(new Set([one, ...others].map(signature)).size).toBe(4)
})

test('HT-03: while keys are rotated, whoever has either pair accepts the message', () => {
  const [fresh, former] = [newWebhookKeys(randomBytes), newWebhookKeys(randomBytes)]
  const headers = signedHeaders({ id: 'msg_1', timestamp: now(), body: BODY }, [fresh.keys, former.keys])
  for (const { keys, publicKey } of [fresh, former]) {
    expect(new Webhook(keys.secret).verify(BODY, headers)).toEqual(JSON.parse(BODY))
    expect(holdsByPublicKey(publicKey, headers, BODY)).toBe(true)
  }
  const stranger = newWebhookKeys(randomBytes)
  expect(() => new Webhook(stranger.keys.secret).verify(BODY, headers)).toThrow()
  expect(holdsByPublicKey(stranger.publicKey, headers, BODY)).toBe(false)
})

test('HT-03: a signature that was stripped or belongs to another attempt is accepted by nobody', () => {
  const { keys, publicKey } = newWebhookKeys(randomBytes)
  const headers = signedHeaders({ id: 'msg_1', timestamp: now(), body: BODY }, [keys])
  const stripped = ['', 'v1,', 'v1a,', 'v0,AAAA', `${headers['webhook-signature']}`.replaceAll('v1', 'v2')]
  for (const signature of stripped) {
    const without = { ...headers, 'webhook-signature': signature }
    expect(() => new Webhook(keys.secret).verify(BODY, without)).toThrow()
    expect(holdsByPublicKey(publicKey, without, BODY)).toBe(false)
  }
  const later = { ...headers, 'webhook-timestamp': String(now() + 1) }
  expect(() => new Webhook(keys.secret).verify(BODY, later)).toThrow()
  expect(holdsByPublicKey(publicKey, later, BODY)).toBe(false)
})
