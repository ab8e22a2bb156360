/** Programs at the desk: an API key is made, a shop sells by it, a computer is activated, and the key is revoked. */
import { readFileSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type CallOptions, callAt } from '../vendor-tool/api/served.ts'
import { type ServingProcess, startApi } from '../vendor-tool/web/serving.ts'
import { refusal } from '../world/refusal.ts'
import { must, openShop, type Shop } from '../world/shop.ts'

let shop: Shop
let api: ServingProcess
beforeAll(async () => {
  shop = await openShop()
  api = await startApi(shop.at('vendor', 'home'))
})
afterAll(async () => {
  await api.end('SIGKILL')
  shop.remove()
})

const call = (method: string, path: string, options: CallOptions) =>
  callAt(api.address, method, path, options)
const add = (name: string, ...words: readonly string[]) => must(shop.vendor('api-key', 'add', name, ...words))

test('HT-01: an API key is shown once, listed without its secret, and revoked at once', async () => {
  const { value } = await add('reports', '--scope', 'read', '--expires', '2099-12-31', '--per-minute', '90')
  expect(value).toMatchObject({
    apiKey: 'reports',
    scopes: ['read'],
    expires: '2099-12-31',
    perMinute: 90,
    mostDevices: null,
  })
  const { secret, apiKeyId } = value
  const again = () => shop.vendor('api-key', 'add', 'reports', '--scope', 'read')
  await refusal(shop.at(), again, 'api-key-exists')
  const listed = await must(shop.vendor('api-key', 'list'))
  expect(listed.value.apiKeys).toMatchObject([{ apiKey: 'reports', apiKeyId, deviceCount: null }])
  expect(JSON.stringify(listed.value)).not.toContain(secret)

  const products = await call('GET', '/v1/products', { key: secret })
  expect(products.value).toEqual((await must(shop.vendor('product', 'list'))).value)
  expect(products.headers.get('ratelimit-policy')).toBe('"key";q=90;w=60')
  expect((await call('POST', '/v1/keys', { key: secret, body: { product: 'scope' } })).value).toMatchObject({
    status: 403,
    code: 'scope-missing',
    details: { scope: 'sell' },
  })

  const unsure = () => shop.vendor('api-key', 'revoke', 'reports')
  await refusal(shop.at(), unsure, 'confirmation-needed', 2)
  const dry = await must(shop.vendor('api-key', 'revoke', 'reports', '--dry-run'))
  expect(dry.value).toMatchObject({ dryRun: true, apiKey: 'reports' })
  expect((await call('GET', '/v1/products', { key: secret })).status).toBe(200)
  await must(shop.vendor('api-key', 'revoke', 'reports', '--yes', '--reason', 'a test'))
  expect((await call('GET', '/v1/products', { key: secret })).value.code).toBe('api-key-refused')
  await refusal(shop.at(), () => shop.vendor('api-key', 'revoke', 'reports', '--yes'), 'api-key-not-found')
})

test('HT-01: a shop sells a key, once however often it asks, and the computer runs by its license', async () => {
  const { secret: sell } = (await add('shop', '--scope', 'sell')).value
  const { secret: activate } = (await add('kiosk', '--scope', 'activate')).value
  const order = { key: sell, body: { product: 'scope', order: 'A-1' }, headers: { 'idempotency-key': 'A-1' } }
  const sold = await call('POST', '/v1/keys', order)
  expect(sold.status).toBe(200)
  expect((await call('POST', '/v1/keys', order)).text).toBe(sold.text)
  const [{ wholeKey, id }] = sold.value.keys

  const request = readFileSync(await shop.request('site', wholeKey), 'utf8')
  const answered = await call('POST', '/v1/activations', { key: activate, body: { request } })
  expect(answered.value).toMatchObject({ ok: true, outcome: 'issued' })
  const file = shop.at('site', 'license.txt')
  writeFileSync(file, answered.value.armored)
  await must(shop.client('site')('install', file))
  expect((await must(shop.client('site')('status'))).value.valid).toBe(true)

  const { entries } = (await must(shop.vendor('ledger', 'log', '--key', id))).value
  expect(entries.map(({ operator }: { operator: string }) => operator)).toEqual(
    expect.arrayContaining(['api:shop', 'api:kiosk']),
  )
  for (const text of [sell, activate, wholeKey]) expect(api.log()).not.toContain(text)
  expect(api.log()).toContain('POST  /v1/activations  200')
})

test('an API key for one device', async () => {
  const { value } = await add('one place', '--scope', 'read', '--devices', '1')
  expect((await call('GET', '/v1/products', { key: value.secret })).status).toBe(200)
  const reset = await must(shop.vendor('api-key', 'reset', 'one place'))
  expect(reset.value).toMatchObject({ apiKey: 'one place', mostDevices: 1, forgotten: 1 })
})

test('a kept answer outlives the server', async () => {
  const { secret } = (await add('shop 2', '--scope', 'sell')).value
  const order = { key: secret, body: { product: 'scope' }, headers: { 'idempotency-key': 'B-1' } }
  const sold = await call('POST', '/v1/keys', order)
  await api.end('SIGKILL')
  api = await startApi(shop.at('vendor', 'home'))
  const again = await call('POST', '/v1/keys', order)
  expect([again.text, again.headers.get('idempotency-replayed')]).toEqual([sold.text, 'true'])
})

test('plain HTTP at an address that others reach is refused unless it is asked for', async () => {
  const open =
    (...words: readonly string[]) =>
    () =>
      shop.vendor('api', '--host', '0.0.0.0', ...words)
  const refused = await refusal(shop.at(), open(), 'usage', 2)
  expect(refused.details.problem).toMatchObject({ is: 'reachable-without-tls' })
  await refusal(shop.at(), open('--tls-cert', 'a.pem'), 'usage', 2)
  const served = await startApi(shop.at('vendor', 'home'), '--host', '0.0.0.0', '--insecure-http')
  expect(served.value.warnings).toEqual([expect.stringContaining('plain HTTP')])
  await served.end('SIGKILL')
})
