/** Keys of the HTTP interface: shown once, kept as a hash, checked with the same work whatever the text is. */
import { createHash } from 'node:crypto'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Ledger } from '../../../src/vendor/ledger/ledger.ts'
import { ApiKeys, operatorOf } from '../../../src/vendor/outside/api-keys.ts'
import { type Desk, openDesk, replacing } from '../../world/desk.ts'

let desk: Desk
let ledger: Ledger
let keys: ApiKeys
beforeEach(async () => {
  desk = await openDesk()
  ledger = await desk.ledger()
  keys = new ApiKeys({ ledger, now: desk.now, random: desk.random })
})
afterEach(() => desk.close())

const HERE = '192.0.2.1'
const code = async (work: Promise<unknown>) => {
  try {
    await work
    return 'no error'
  } catch (error) {
    return (error as { code?: string }).code
  }
}

it('HT-01: the ledger has the hash of an API key, and its text nowhere', async () => {
  const { apiKey, secret } = await keys.add({ name: 'shop', scopes: ['sell', 'read', 'sell'] })
  expect(secret).toMatch(/^alk_[0-9a-f]{12}_[A-Za-z0-9_-]{43}$/)
  expect(apiKey).toEqual({
    name: 'shop',
    id: secret.slice(4, 16),
    hash: createHash('sha256').update(secret).digest('hex'),
    scopes: ['read', 'sell'],
    createdAt: desk.time,
    expiresAt: undefined,
    perMinute: 600,
    mostDevices: undefined,
  })
  const rows = await ledger.look(sql => sql.all('SELECT body FROM entry'))
  expect(JSON.stringify(rows)).not.toContain(secret.slice(17))
  expect(await keys.check(secret, HERE)).toEqual({ kind: 'valid', apiKey })
  expect(operatorOf(apiKey)).toBe('api:shop')
})

it('a name stands for one API key, and is none that could break a line', async () => {
  const { apiKey } = await keys.add({ name: 'shop', scopes: ['read'] })
  expect(await code(keys.add({ name: 'shop', scopes: ['read'] }))).toBe('api-key-exists')
  expect(await code(keys.add({ name: apiKey.id, scopes: ['read'] }))).toBe('api-key-exists')
  for (const name of ['', 'a\r\nset-cookie: x', ' a', 'a\0b', 'ä'.repeat(31), 'x'.repeat(61)])
    expect(await code(keys.add({ name, scopes: ['read'] })), name).toBe('invalid-value')
  await keys.add({ name: 'ä'.repeat(30), scopes: ['read'] })
  for (const change of [
    { scopes: [] },
    { scopes: ['admin'] },
    { perMinute: 0 },
    { mostDevices: 0 },
    { expiresAt: desk.time },
  ])
    expect(await code(keys.add({ name: 'x', scopes: ['read'], ...change }))).toBe('invalid-value')
  await expect(keys.add({ name: 'x', scopes: ['read'], expiresAt: 86_400 })).rejects.toMatchObject({
    details: { field: 'expiresAt', expected: { is: 'not-over' }, got: '1970-01-01' },
  })
})

it('HT-01: malformed, unknown, wrong and revoked are one answer, after one look at the ledger each', async () => {
  const { apiKey, secret } = await keys.add({ name: 'shop', scopes: ['read'] })
  const revoked = await keys.add({ name: 'old', scopes: ['read'] })
  await keys.revoke('old', 'no longer used')
  let statements: string[] = []
  const counting = replacing(ledger, {
    look: work =>
      ledger.look(sql =>
        work({
          all: sql.all.bind(sql),
          run: sql.run.bind(sql),
          get(text, params) {
            statements.push(text)
            return sql.get(text, params)
          },
        }),
      ),
    keep: () => {
      throw new Error('a wrong API key writes nothing')
    },
  })
  const counted = new ApiKeys({ ledger: counting, now: desk.now, random: desk.random })
  const work = async (text: string) => {
    statements = []
    return [await counted.check(text, HERE), statements]
  }
  const wrong = await work(`alk_${apiKey.id}_${'A'.repeat(43)}`)
  expect(wrong).toEqual([{ kind: 'unknown' }, [expect.any(String), expect.any(String)]])
  for (const text of [
    `alk_000000000000_${'A'.repeat(43)}`,
    revoked.secret,
    `${secret}A`,
    secret.slice(0, -1),
    secret.toUpperCase(),
    ` ${secret}`,
    apiKey.hash,
    '',
    'x'.repeat(100_000),
    "alk_' OR 1=1 --_",
  ])
    expect(await work(text), text.slice(0, 60)).toEqual(wrong)
})

it('expired is said only to who has the whole API key', async () => {
  const expiresAt = desk.time + 100
  const { apiKey, secret } = await keys.add({ name: 'shop', scopes: ['read'], expiresAt })
  desk.time += 99
  expect(await keys.check(secret, HERE)).toMatchObject({ kind: 'valid' })
  desk.time += 1
  expect(await keys.check(secret, HERE)).toEqual({ kind: 'expired', apiKey, expiredAt: expiresAt })
  expect(await keys.check(`alk_${apiKey.id}_${'A'.repeat(43)}`, HERE)).toEqual({ kind: 'unknown' })
})

it('HT-05, LimeLM 164: an address beyond the limit is refused, until the devices are forgotten', async () => {
  const { apiKey, secret } = await keys.add({ name: 'shop', scopes: ['read'], mostDevices: 2 })
  const from = async (address: string) => (await keys.check(secret, address)).kind
  expect(await from('192.0.2.1')).toBe('valid')
  expect(await from('192.0.2.2')).toBe('valid')
  expect(await from('192.0.2.1')).toBe('valid')
  expect(await keys.check(secret, '192.0.2.3')).toEqual({ kind: 'too-many-devices', apiKey, most: 2 })
  expect(await keys.list()).toEqual([{ apiKey, devices: 2 }])
  const kept = await ledger.look(sql => sql.all('SELECT * FROM api_device'))
  expect(JSON.stringify(kept), 'no address stands in the ledger').not.toMatch(/192\.0\.2/)
  expect(await keys.reset('shop')).toEqual({ apiKey, devices: 2 })
  expect(await from('192.0.2.3')).toBe('valid')
  await keys.revoke(apiKey.id)
  expect(await ledger.look(sql => sql.all('SELECT * FROM api_device'))).toEqual([])
})

it('many new addresses at once are not more than the limit', async () => {
  const { secret } = await keys.add({ name: 'shop', scopes: ['read'], mostDevices: 3 })
  const all = await Promise.all(Array.from({ length: 20 }, (_, i) => keys.check(secret, `192.0.2.${i}`)))
  expect(all.filter(({ kind }) => kind === 'valid').length).toBe(3)
})

it('an address beyond the limit makes nobody wait: it is refused by a look, and writes nothing', async () => {
  const { secret } = await keys.add({ name: 'kiosk', scopes: ['read'], mostDevices: 1 })
  let writes = 0
  const counted = replacing(ledger, {
    keep: work => {
      writes++
      return ledger.keep(work)
    },
  })
  const watched = new ApiKeys({ ledger: counted, now: desk.now, random: desk.random })
  expect((await watched.check(secret, HERE)).kind).toBe('valid')
  expect(writes).toBe(1)
  for (let i = 2; i < 12; i++)
    expect((await watched.check(secret, `192.0.2.${i}`)).kind).toBe('too-many-devices')
  expect((await watched.check(secret, HERE)).kind).toBe('valid')
  expect(writes).toBe(1)
})

it('a revoked API key is gone for good, and its name is free', async () => {
  const { secret } = await keys.add({ name: 'shop', scopes: ['read'] })
  expect((await keys.revoke('shop')).name).toBe('shop')
  expect(await code(keys.revoke('shop'))).toBe('api-key-not-found')
  expect(await code(keys.reset('shop'))).toBe('api-key-not-found')
  expect(await keys.list()).toEqual([])
  await keys.add({ name: 'shop', scopes: ['read'] })
  expect(await keys.check(secret, HERE)).toEqual({ kind: 'unknown' })
})
