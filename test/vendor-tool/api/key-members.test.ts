/** The terms of a key as JSON has them, and what callers are told in words of the interface. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type ServedApi, serveApi } from './served.ts'

let api: ServedApi
let key: string
beforeEach(async () => {
  api = await serveApi()
  key = await api.key()
})
afterEach(() => api.close())

const call = (method: string, path: string, body: unknown) => api.call(method, path, { key, body })

it('HT-01: days may be a number, and features an object', async () => {
  await call('PATCH', '/v1/products/scope', { feature: ['export', 'users:integer=5'] })
  const { status, value } = await call('POST', '/v1/keys', {
    product: 'scope',
    duration: 365,
    deactivationLimit: -1,
    feature: { export: true, users: 9 },
  })
  expect([status, value.keys[0]]).toMatchObject([
    200,
    { duration: { days: 365 }, deactivationLimit: 'unlimited', features: { export: true, users: 9 } },
  ])
})

it('HT-01: nobody is called by the name of a file', async () => {
  const { status, value } = await call('POST', '/v1/keys', { product: 'scope', user: ['@/tmp/x'] })
  expect([status, value.code, value.details]).toMatchObject([
    400,
    'invalid-value',
    { field: 'user', expected: { is: 'no-file' } },
  ])
})

it('HT-01: what is missing is said by its member, and nothing of a command line or of files', async () => {
  const { keys } = (await call('POST', '/v1/keys', { product: 'scope' })).value
  for (const [path, body, detail, hint] of [
    ['/v1/keys', {}, '"product"', 'openapi.json'],
    ['/v1/activations', {}, '"request"', 'openapi.json'],
    ['/v1/activations', { key: keys[0].id }, '"computerId"', 'openapi.json'],
    ['/v1/clock-resets', {}, '"activation"', 'openapi.json'],
    ['/v1/activations', { request: 'nonsense' }, 'not', 'base64'],
    ['/v1/releases', { receipt: 'nonsense' }, 'not', 'base64'],
    [`/v1/keys/${keys[0].id}/renew`, {}, 'seat', 'POST /v1/activations'],
  ] as const) {
    const { value } = await call('POST', path, body)
    const where = `${path} ${JSON.stringify(body)}: ${JSON.stringify(value)}`
    expect(value.detail, where).toContain(detail)
    expect(value.hint, where).toContain(hint)
    expect(`${value.detail} ${value.hint}`, where).not.toMatch(/(?:^|[\s"])--?[a-z]|airlatch-vendor|terminal/)
  }
})
