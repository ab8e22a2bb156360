/** API keys and kept answers on PostgreSQL: two servers over one database. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createVendor, openVendor, type Vendor } from '../../../src/vendor/door.ts'
import { MOST_CALL_SECONDS } from '../../../src/vendor/outside/kept-answers.ts'
import { NOW } from '../../world/nouns.ts'
import { postgresServer } from '../ledger/postgres-server.ts'

const server = postgresServer()

/** Two desks over one database, with one clock. */
async function desks(): Promise<{ one: Vendor; other: Vendor; clock: { time: number } }> {
  const home = mkdtempSync(join(tmpdir(), 'airlatch-api-'))
  const clock = { time: NOW }
  const options = { home, ledger: await server.database(), now: () => clock.time }
  await createVendor({ ...options, name: 'Acme', passphrase: '' })
  const [one, other] = [await openVendor(options), await openVendor(options)]
  onTestFinished(async () => {
    await Promise.all([one.close(), other.close()])
    rmSync(home, { recursive: true })
  })
  return { one, other, clock }
}

test('HT-01: an API key of one server works at the other one, and is revoked there at once', async () => {
  const { one, other } = await desks()
  const { apiKey, secret } = await one.apiKeys.add({ name: 'shop', scopes: ['sell'], mostDevices: 2 })
  expect(await other.apiKeys.check(secret, '192.0.2.1')).toEqual({ kind: 'valid', apiKey })
  const at = (address: string, vendor: Vendor) => vendor.apiKeys.check(secret, address)
  const all = await Promise.all(
    Array.from({ length: 12 }, (_, i) => at(`192.0.2.${i}`, i % 2 === 0 ? one : other)),
  )
  expect(all.filter(({ kind }) => kind === 'valid').length).toBe(2)
  expect(await one.apiKeys.list()).toEqual([{ apiKey, devices: 2 }])
  expect((await other.apiKeys.reset('shop')).devices).toBe(2)
  await one.apiKeys.revoke('shop')
  expect(await other.apiKeys.check(secret, '192.0.2.1')).toEqual({ kind: 'unknown' })
})

test('HT-01: the same call at two servers at once is begun once, and its answer is the answer of both', async () => {
  const { one, other, clock } = await desks()
  const { apiKey } = await one.apiKeys.add({ name: 'shop', scopes: ['sell'] })
  const call = { apiKey, name: 'order-1', asked: ['POST', '/v1/keys', new Uint8Array([1, 2])] }
  const begun = await Promise.all(
    Array.from({ length: 10 }, (_, i) => (i % 2 === 0 ? one : other).keptAnswers.begin(call, i === 0)),
  )
  expect(begun.map(({ kind }) => kind).toSorted()).toEqual(['new', ...Array(9).fill('under-way')])
  const first = begun.find(found => found.kind === 'new')
  if (first?.kind !== 'new') throw new Error('none was begun')
  await other.keptAnswers.finish(first.begun, 200, '{"ok":true}\n')
  expect(await one.keptAnswers.begin(call, true)).toEqual({
    kind: 'answered',
    status: 200,
    body: '{"ok":true}\n',
  })
  const changed = { ...call, asked: ['POST', '/v1/keys', new Uint8Array([1, 3])] }
  expect((await one.keptAnswers.begin(changed, false)).kind).toBe('other-call')

  const died = { ...call, name: 'order-2' }
  await one.keptAnswers.begin(died, false)
  clock.time += MOST_CALL_SECONDS
  expect((await other.keptAnswers.begin(died, false)).kind).toBe('unknown')

  const failed = await one.keptAnswers.begin({ ...call, name: 'order-3' }, false)
  if (failed.kind !== 'new') throw new Error(failed.kind)
  await one.keptAnswers.fail(failed.begun, false)
  expect((await other.keptAnswers.begin({ ...call, name: 'order-3' }, false)).kind).toBe('new')
})
