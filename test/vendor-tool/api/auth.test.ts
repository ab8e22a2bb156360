/** Who may call, and what others learn by trying: nothing, and not for long. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import { API_SCOPES } from '../../../src/vendor/door.ts'
import { callables } from '../../../vendor-tool/api/callables.ts'
import { type Called, type ServedApi, serveApi } from './served.ts'

let api: ServedApi
beforeEach(async () => {
  api = await serveApi({ proxies: ['127.0.0.1'] })
})
afterEach(() => api.close())

const WRONG = `alk_000000000000_${'A'.repeat(43)}`
const from = (address: string) => ({ 'x-forwarded-for': address })

it('HT-01: role and scope escalation: each operation answers its own scope, and no other one', async () => {
  const keys = new Map(
    await Promise.all(
      API_SCOPES.map(async scope => [scope, await api.key({ name: scope, scopes: [scope] })] as const),
    ),
  )
  for (const { method, path, scope } of callables())
    for (const [other, key] of keys) {
      // every {name} stands for something that there is not
      const called = await api.call(method, path.replaceAll(/\{[a-zA-Z]+\}/g, 'none'), {
        key,
        headers: from('192.0.2.9'),
      })
      const where = `${method} ${path} with ${other}`
      if (other === scope) expect([401, 403, 405], where).not.toContain(called.status)
      else expect([called.status, called.value.details], where).toEqual([403, { scope }])
    }
  expect(await api.desk.vendor.stats()).toMatchObject({ keys: 0 })
})

it('HT-01: an API key cannot make another one, or anything that outlives it', async () => {
  const key = await api.key()
  for (const noun of [
    'api-keys',
    'webhooks',
    'shops',
    'mail',
    'signing-keys/rotate',
    'passphrase',
    'desk/backup',
  ])
    for (const method of ['POST', 'DELETE', 'PATCH'])
      expect([404, 405], noun).toContain((await api.call(method, `/v1/${noun}`, { key, body: {} })).status)
})

it('HT-01: enumeration: malformed, unknown and revoked are one answer to the last byte', async () => {
  const gone = await api.key({ name: 'gone' })
  const right = await api.key({ name: 'right' })
  await api.desk.vendor.apiKeys.revoke('gone')
  const told: [number, string, string[]][] = []
  let address = 0
  const tell = ({ status, text, headers }: Called) => {
    const shown = [...headers.keys()].filter(name => name !== 'date')
    told.push([status, text, shown])
  }
  for (const authorization of [
    `Bearer ${WRONG}`,
    `Bearer ${gone}`,
    `Bearer ${right.slice(0, -1)}`,
    `Bearer ${right}A`,
    'Bearer x',
  ])
    tell(await api.call('GET', '/v1/keys', { headers: { authorization, ...from(`192.0.2.${++address}`) } }))
  expect(new Set(told.map(one => JSON.stringify(one))).size).toBe(1)
  expect(told[0]?.[0]).toBe(401)
  expect(told[0]?.[2]).toContain('www-authenticate')
  // an operation that there is not says so to everybody alike
  const nowhere = await api.call('GET', '/v1/nothing', { headers: { authorization: `Bearer ${WRONG}` } })
  expect(nowhere.status).toBe(404)
  expect(nowhere.text).toBe((await api.call('GET', '/v1/nothing', { key: right })).text)
})

it('HT-01: a header without an API key says that it is missing, whatever else is in it', async () => {
  const right = await api.key()
  const basic = `Basic ${Buffer.from(`${right}:`).toString('base64')}`
  for (const authorization of [undefined, basic, right, 'Bearer', '']) {
    const headers = authorization === undefined ? {} : { authorization }
    const { status, value } = await api.call('GET', '/v1/keys', { headers: { ...headers, ...from('::1') } })
    expect([status, value.code, value.details]).toEqual([401, 'api-key-refused', { missing: true }])
    expect(value.detail).toBe('the API key is missing')
  }
})

it('HT-01: brute force: an address has ten wrong tries, and then one in six seconds; nobody else waits', async () => {
  const tries = async (count: number, address: string) => {
    const all: number[] = []
    for (let i = 0; i < count; i++) {
      const key = `alk_00000000${String(i).padStart(4, '0')}_${'A'.repeat(43)}`
      all.push((await api.call('GET', '/v1/keys', { key, headers: from(address) })).status)
    }
    return all
  }
  expect(await tries(12, '192.0.2.1')).toEqual([...Array(10).fill(401), 429, 429])
  const late = await api.call('GET', '/v1/keys', { key: WRONG, headers: from('192.0.2.1') })
  expect(late.headers.get('retry-after')).toBe('6')
  expect(await tries(1, '192.0.2.2')).toEqual([401])
  // a whole IPv6 network is one customer
  expect(await tries(8, '2001:db8::1')).toEqual(Array(8).fill(401))
  expect(await tries(4, '2001:db8::ffff:1')).toEqual([401, 401, 429, 429])
  api.time += 6_000
  expect(await tries(2, '192.0.2.1')).toEqual([401, 429])
})

it('HT-01: brute force: many tries at once are not more', async () => {
  const all = await Promise.all(
    Array.from({ length: 40 }, () => api.call('GET', '/v1/keys', { key: WRONG, headers: from('192.0.2.1') })),
  )
  expect(all.filter(({ status }) => status === 401).length).toBe(10)
})

it('the first calls of a program may come together', async () => {
  const key = await api.key()
  const all = await Promise.all(Array.from({ length: 40 }, () => api.call('GET', '/v1/keys', { key })))
  expect(new Set(all.map(({ status }) => status))).toEqual(new Set([200]))
})

it('an API key that was right goes on working, whatever its neighbors try', async () => {
  const key = await api.key()
  const headers = from('192.0.2.1')
  expect((await api.call('GET', '/v1/keys', { key, headers })).status).toBe(200)
  for (let i = 0; i < 12; i++) await api.call('GET', '/v1/keys', { key: WRONG, headers })
  expect((await api.call('GET', '/v1/keys', { key, headers })).status).toBe(200)
  // and one that is new there waits: right or wrong, nobody looks at it
  const other = await api.key()
  expect((await api.call('GET', '/v1/keys', { key: other, headers })).status).toBe(429)
  expect((await api.call('GET', '/v1/keys', { key: other, headers: from('192.0.2.2') })).status).toBe(200)
})

it('HT-01: revoked takes effect with the next call', async () => {
  const key = await api.key({ name: 'shop' })
  expect((await api.call('GET', '/v1/keys', { key })).status).toBe(200)
  await api.desk.vendor.apiKeys.revoke('shop')
  expect((await api.call('GET', '/v1/keys', { key })).status).toBe(401)
})

it('HT-01: expired says so to who has the whole key, and when', async () => {
  const key = await api.key({ expiresAt: api.desk.time + 10 })
  expect((await api.call('GET', '/v1/keys', { key })).status).toBe(200)
  api.desk.time += 10
  const { status, value, headers } = await api.call('GET', '/v1/keys', { key })
  expect([status, value.code]).toEqual([401, 'api-key-expired'])
  expect(headers.get('www-authenticate')).toBe('Bearer realm="airlatch"')
})

it('HT-02: the rate of an API key stands in every answer to it, and 429 says when to come back', async () => {
  const key = await api.key({ perMinute: 2 })
  const first = await api.call('GET', '/v1/keys', { key })
  expect(first.headers.get('ratelimit-policy')).toBe('"key";q=2;w=60')
  expect(first.headers.get('ratelimit')).toBe('"key";r=1;t=30')
  expect((await api.call('GET', '/v1/keys/NONE', { key })).headers.get('ratelimit')).toBe('"key";r=0;t=60')
  const third = await api.call('GET', '/v1/keys', { key })
  expect([third.status, third.value.code]).toEqual([429, 'too-many-requests'])
  expect(third.headers.get('retry-after')).toBe('30')
  expect(third.headers.get('ratelimit')).toBe('"key";r=0;t=60')
  api.time += 30_000
  expect((await api.call('GET', '/v1/keys', { key })).status).toBe(200)
})

it('an API key for one device is refused at the second one', async () => {
  const key = await api.key({ name: 'kiosk', mostDevices: 1 })
  expect((await api.call('GET', '/v1/keys', { key, headers: from('192.0.2.1') })).status).toBe(200)
  const { status, value } = await api.call('GET', '/v1/keys', { key, headers: from('192.0.2.2') })
  expect([status, value.code, value.details]).toEqual([403, 'too-many-devices', { most: 1 }])
  expect(api.log.at(-1)).toMatch(/api:kiosk {2}too-many-devices$/)
  await api.desk.vendor.apiKeys.reset('kiosk')
  expect((await api.call('GET', '/v1/keys', { key, headers: from('192.0.2.2') })).status).toBe(200)
})

it('each call stands in the ledger under its API key, and in the log without it', async () => {
  const key = await api.key({ name: 'the shop' })
  const { value } = await api.call('POST', '/v1/keys', { key, body: { product: 'scope' } })
  const [{ wholeKey, id }] = value.keys
  const { value: entry } = await api.desk.vendor.log({ last: 1 }).next()
  expect(entry).toMatchObject({ operator: 'api:the shop', change: { kind: 'key.created' } })
  await api.call('GET', `/v1/keys/${wholeKey}`, { key })
  await api.call('GET', `/v1/keys/${wholeKey}/none`, { key })
  const log = api.log.join('\n')
  expect(log).toContain('POST  /v1/keys  200')
  expect(log).toContain('api:the shop')
  for (const secret of [key, wholeKey, id]) expect(log).not.toContain(secret)
})
