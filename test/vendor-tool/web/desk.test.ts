/** What the page asks of the vendor, and what it does not. */
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { decodeGroups } from '../../../src/core/bytes/base32.ts'
import { activationKeyOf } from '../../../src/core/message/activation-key.ts'
import { SqliteEngine } from '../../../src/log/sqlite/engine.ts'
import { SqlLedger } from '../../../src/vendor/ledger/store.ts'
import { deskOver } from '../../../vendor-tool/web/desk.ts'
import { keysInUse } from '../../../vendor-tool/web/keys-in-use.ts'
import { requestCodeOf } from '../../world/codes.ts'
import { type Desk, issued, openDesk, requestOf } from '../../world/desk.ts'

const PATIENT = {}

let desk: Desk
let key: string
beforeEach(async () => {
  desk = await openDesk()
  key = (await desk.vendor.createKeys({ productId: 'scope', activations: 3 } as never))[0]?.text as string
})
afterEach(async () => {
  vi.restoreAllMocks()
  await desk.close()
})

/** Writes down what is read of keys and their seats. */
function watchLedger(): string[] {
  const reads: string[] = []
  for (const name of [
    'key',
    'wrongProofs',
    'survey',
    'snapshot',
    'activations',
    'issued',
    'product',
  ] as const) {
    const method = SqlLedger.prototype[name] as (...words: unknown[]) => unknown
    vi.spyOn(SqlLedger.prototype, name).mockImplementation(function (this: SqlLedger, ...words: unknown[]) {
      reads.push(name)
      return method.apply(this, words) as never
    })
  }
  return reads
}

it('of a request that is not proved no more is read than of an unknown key: its seats are not looked at', async () => {
  const bytes = decodeGroups(key, 6) as Uint8Array
  const altered = (at: number) => activationKeyOf(bytes.map((byte, i) => (i === at ? byte ^ 1 : byte))).text
  const reads = watchLedger()
  const perKey: (readonly string[])[] = []
  for (const text of [altered(14), altered(0), key]) {
    for (const given of [
      { kind: 'request', message: requestOf('a', text) },
      { kind: 'code', code: requestCodeOf('a', text) },
    ] as const) {
      const web = deskOver(desk.vendor, await keysInUse(desk.vendor, desk.signer, () => {}), true)
      const ask = await web.open(given)
      reads.length = 0
      const offer = await web.offer(ask, PATIENT)
      const answer = text === key ? undefined : await web.confirm(ask, PATIENT)
      expect([offer.kind, answer?.kind]).toEqual(text === key ? ['offer', undefined] : ['denied', 'denied'])
      perKey.push([...reads])
    }
  }
  const [, , , , right] = perKey
  for (const reads of perKey.slice(0, 4)) expect(new Set(reads)).toEqual(new Set(['key', 'wrongProofs']))
  expect(right).toContain('survey')
})

it('a proof is of its key alone', async () => {
  const request = requestOf('a', key)
  issued(await desk.signer.issue(request))
  const isProved = async (ask: Uint8Array | string) =>
    (await desk.vendor.preview(ask, { unattended: true })).proved !== undefined
  expect(await isProved(request)).toBe(true)
  expect(await isProved(requestOf('a', key, { productId: 'other' }))).toBe(true)
  expect(await isProved(requestCodeOf('a', key))).toBe(true)
})

it('an activation is a transaction for the offer, one for the keys, and one for the license', async () => {
  const web = deskOver(desk.vendor, await keysInUse(desk.vendor, desk.signer, () => {}), true)
  const [read, write] = [vi.spyOn(SqliteEngine.prototype, 'read'), vi.spyOn(SqliteEngine.prototype, 'write')]
  const ask = await web.open({ kind: 'request', message: requestOf('a', key) })
  expect((await web.offer(ask, PATIENT)).kind).toBe('offer')
  expect([read.mock.calls.length, write.mock.calls.length]).toEqual([1, 0])
  expect((await web.confirm(ask, PATIENT)).kind).toBe('answer')
  expect([read.mock.calls.length, write.mock.calls.length]).toEqual([2, 1])
})

it('the ledger is waited for no longer than the visitor waits, and the work of one who has gone is never done', async () => {
  const web = deskOver(desk.vendor, await keysInUse(desk.vendor, desk.signer, () => {}), true)
  const ask = await web.open({ kind: 'request', message: requestOf('a', key) })
  const other = new DatabaseSync(join(desk.home, 'ledger.db'))
  try {
    other.exec('BEGIN IMMEDIATE')
    await expect(web.confirm(ask, { waitAtMostMs: 20 })).rejects.toMatchObject({ code: 'ledger-busy' })
    const gone = new AbortController()
    const confirmed = web.confirm(ask, { signal: gone.signal })
    const [offered, healthy] = [web.offer(ask, PATIENT), web.health(PATIENT)]
    gone.abort(new Error('the client has gone'))
    await expect(confirmed).rejects.toThrow('the client has gone')
    other.exec('ROLLBACK')
    expect((await offered).kind).toBe('offer')
    await healthy
  } finally {
    other.close()
  }
  expect((await desk.vendor.listedKey(key)).used).toBe(0)
  expect((await web.confirm(ask, PATIENT)).kind).toBe('answer')
})

it('what a customer was refused on the page is kept for the desk, with all reasons, also when it was only shown', async () => {
  await desk.vendor.changeKey(key, { activations: 1 })
  issued(await desk.signer.issue(requestOf('first', key)))
  const page = deskOver(desk.vendor, await keysInUse(desk.vendor, desk.signer, () => {}), false)
  const ask = await page.open({ kind: 'request', message: requestOf('second', key) })
  expect(await page.offer(ask, PATIENT)).toMatchObject({ kind: 'refused', code: 'no-seats-left' })
  expect(await page.confirm(ask, PATIENT)).toMatchObject({ kind: 'refused' })
  const byCode = await page.open({ kind: 'code', code: requestCodeOf('third', key) })
  await page.offer(byCode, PATIENT)
  expect(await desk.vendor.refusals({ isProved: true })).toMatchObject([
    { computerId: byCode.computerId, times: 1 },
    { computerId: ask.computerId, times: 2 },
  ])
})
