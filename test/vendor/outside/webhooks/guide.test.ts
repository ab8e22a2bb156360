/** What docs/guides/webhooks.md gives to those who write a receiver does what it says. */
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { sender } from '../../../../src/vendor/outside/webhooks/deliver.ts'
import { newWebhookKeys, publicKeyText, signedHeaders } from '../../../../src/vendor/outside/webhooks/sign.ts'

const GUIDE = readFileSync(join(import.meta.dirname, '../../../../docs/guides/webhooks.md'), 'utf8')
const [RECEIVER = '', BY_HAND = ''] = [...GUIDE.matchAll(/```js\n(.*?)```/gs)].map(([, code]) => code)

const BODY = '{"type":"ping","timestamp":"2026-11-22T12:00:00Z","data":{"name":"Süd"}}'
const { keys, publicKey } = newWebhookKeys(randomBytes)
const now = () => Math.floor(Date.now() / 1000)
const signed = (timestamp = now()) => signedHeaders({ id: 'msg_1', timestamp, body: BODY }, [keys])

/** The module that the text is. */
function moduleOf(code: string): Promise<Record<string, unknown>> {
  const own = code.replace("'standardwebhooks'", JSON.stringify(import.meta.resolve('standardwebhooks')))
  return import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(own)}`)
}

test('HT-03: the receiver of the guide takes what was signed, and nothing else', async () => {
  const code = RECEIVER.replace('process.env.WEBHOOK_SECRET', JSON.stringify(keys.secret))
    .replace('createServer(', 'export const server = createServer(')
    .replace('listen(8080)', "listen(0, '127.0.0.1')")
    .replace(/console\.log\(.*\)/, '')
  const server = (await moduleOf(code)).server as Server
  onTestFinished(() => void server.close())
  if (!server.listening) await new Promise(resolve => server.once('listening', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  const status = async (headers: Readonly<Record<string, string>>, body = BODY) => {
    const sent = await sender()({ url, allowPrivate: true, headers, body }, new AbortController().signal)
    return 'status' in sent ? sent.status : sent.problem
  }
  expect(await status(signed())).toBe(204)
  expect(await status(signed(), BODY.replace('ping', 'pong'))).toBe(400)
  expect(await status(signed(now() - 3600))).toBe(400)
  expect(await status({})).toBe(400)
  const { 'webhook-signature': _, ...stripped } = signed()
  expect(await status(stripped)).toBe(400)
})

test('HT-03: what the guide does by hand verifies the Ed25519 signature, and refuses one that was stripped', async () => {
  const code = `const publicKey = ${JSON.stringify(publicKeyText(publicKey))}\n${BY_HAND}`
  const isSigned = (await moduleOf(code)).isSigned as (headers: object, body: Buffer) => boolean
  const body = Buffer.from(BODY)
  expect(isSigned(signed(), body)).toBe(true)
  expect(isSigned(signed(now() - 3600), body)).toBe(false)
  expect(isSigned(signed(), Buffer.from(`${BODY} `))).toBe(false)
  expect(isSigned({}, body)).toBe(false)
  const [hmac] = `${signed()['webhook-signature']}`.split(' ')
  expect(isSigned({ ...signed(), 'webhook-signature': hmac }, body)).toBe(false)
  expect(isSigned({ ...signed(), 'webhook-signature': 'v1a,' }, body)).toBe(false)
  const stranger = signedHeaders({ id: 'msg_1', timestamp: now(), body: BODY }, [
    newWebhookKeys(randomBytes).keys,
  ])
  expect(isSigned(stranger, body)).toBe(false)
})
