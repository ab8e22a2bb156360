/** What an application in plain JavaScript, or a form, gets wrong at the desk: said by its own names, and nothing is made. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createVendor, openVendor, type Vendor } from '../../src/vendor/door.ts'
import { type Desk, openDesk } from '../world/desk.ts'
import { NOW } from '../world/nouns.ts'
import { cheapPassphrases } from '../world/passphrases.ts'

let desk: Desk
let entries: number
beforeAll(async () => {
  desk = await openDesk()
  entries = (await desk.vendor.stats()).entries
})
afterAll(() => desk.close())

// what TypeScript would refuse is what these tests are about
// biome-ignore lint/suspicious/noExplicitAny: as above
type Wrong = any
const wrong = (): Wrong => desk.vendor
const signer = (): Wrong => desk.signer
const later = async (work: () => unknown) => work()
const invalid = (field: string) => ({ code: 'invalid-value', kind: 'usage', details: { field } })
const key = { productId: 'scope' }

describe('by the names of the library, and without a trace in the ledger, is refused', () => {
  test.each<[string, () => unknown, string]>([
    ['keys of nothing', () => wrong().createKeys(), 'keys'],
    ['keys without a product', () => wrong().createKeys({}), 'productId'],
    [
      'an end under the name of the tool',
      () => wrong().createKeys({ ...key, expires: '2020-01-01' }),
      'expires',
    ],
    ['a misspelt end', () => wrong().createKeys({ ...key, expiresat: NOW + 1 }), 'expiresat'],
    [
      'an end in milliseconds',
      () => wrong().createKeys({ ...key, expiresAt: Date.UTC(2030, 0) }),
      'expiresAt',
    ],
    ['an end as text', () => wrong().createKeys({ ...key, expiresAt: '2030-01-01' }), 'expiresAt'],
    ['an end that is over', () => wrong().createKeys({ ...key, expiresAt: new Date(0) }), 'expiresAt'],
    ['too many seats', () => wrong().createKeys({ ...key, floatingSeats: 1e9 }), 'floatingSeats'],
    ['seats as text', () => wrong().createKeys({ ...key, activations: '5' }), 'activations'],
    ['features in an object', () => wrong().createKeys({ ...key, features: { export: true } }), 'features'],
    [
      'a day of maintenance in milliseconds',
      () => wrong().createKeys({ ...key, maintenance: { until: Date.UTC(2030, 0) } }),
      'maintenance',
    ],
    ['users as text', () => wrong().createKeys({ ...key, users: 'ann' }), 'users'],
    ['a comment that is a number', () => wrong().createKeys({ ...key, comment: 1 }), 'comment'],
    [
      'a change under another name',
      () => wrong().changeKey('AAAAA-AAAAA', { 'grace-days': 3 }),
      'grace-days',
    ],
    ['a change of what stays', () => wrong().changeKey('AAAAA-AAAAA', { productId: 'x' }), 'productId'],
    ['a product of nothing', () => wrong().createProduct(), 'product'],
    ['a product without an id', () => wrong().createProduct({ name: 'X' }), 'id'],
    ['a product with a wrong id', () => wrong().createProduct({ id: 'A B', name: 'X' }), 'id'],
    ['a product without a name', () => wrong().createProduct({ id: 'x' }), 'name'],
    [
      'a product with a misspelt field',
      () => wrong().createProduct({ id: 'x', name: 'X', allowVm: true }),
      'allowVm',
    ],
    [
      'a feature of no type',
      () => wrong().createProduct({ id: 'x', name: 'X', features: [{ name: 'a' }] }),
      'type',
    ],
    [
      'a feature with a misspelt field',
      () =>
        wrong().createProduct({ id: 'x', name: 'X', features: [{ name: 'a', type: 'flag', need: true }] }),
      'need',
    ],
    [
      'a release in milliseconds',
      () => wrong().changeProduct('scope', { release: { version: '1', releasedAt: Date.UTC(2026, 0) } }),
      'releasedAt',
    ],
    ['days as text', () => wrong().changeProduct('scope', { startByDays: '3' }), 'startByDays'],
    ['a kit of nothing', () => signer().publishKit(), 'kit'],
    ['a kit with a misspelt field', () => signer().publishKit({ ...key, searchpath: [] }), 'searchpath'],
    [
      'a kit with a path that is none',
      () => signer().publishKit({ ...key, searchPath: ['here'] }),
      'searchPath',
    ],
    ['a kit with a path as text', () => signer().publishKit({ ...key, searchPath: '/srv' }), 'searchPath'],
    ['a setting under the name of the tool', () => wrong().setSetting('allow-generic-keys', true), 'name'],
    ['a key that is none', () => wrong().key(), 'key'],
    ['keys by an unknown filter', () => wrong().keys({ product: 'scope' }), 'product'],
    ['activations by an unknown filter', () => wrong().activations({ key: 'x' }), 'key'],
    [
      'a log since milliseconds',
      () =>
        wrong()
          .log({ since: Date.UTC(2026, 0) })
          .next(),
      'since',
    ],
    [
      'a start in milliseconds',
      () =>
        wrong().setActivationStart({ activationId: '0'.repeat(16), start: Date.UTC(2026, 0), reason: 'x' }),
      'start',
    ],
    ['a request that is null', () => wrong().open(null), 'request'],
    ['a request with an unknown option', () => signer().issue('x', { type: true }), 'type'],
    ['a receipt as text', () => wrong().release('text'), 'input'],
    ['a vendor of nothing', () => (openVendor as Wrong)(), 'options'],
    ['a vendor without a home', () => (openVendor as Wrong)({}), 'home'],
    [
      'a vendor with a misspelt option',
      () => (openVendor as Wrong)({ home: desk.home, operater: 'ann' }),
      'operater',
    ],
  ])('%s', async (_, call, field) => {
    await expect(later(call)).rejects.toMatchObject(invalid(field))
    expect((await desk.vendor.stats()).entries).toBe(entries)
  })
})

describe('a passphrase that is missing', () => {
  cheapPassphrases()
  const missing = { code: 'passphrase-missing', kind: 'usage' }

  test('makes no vendor, and nothing in its home', async () => {
    const home = mkdtempSync(join(tmpdir(), 'airlatch-passphrase-'))
    try {
      const made = (createVendor as Wrong)({ home, name: 'Acme', passphrase: undefined })
      await expect(made).rejects.toMatchObject(missing)
      expect(readdirSync(home)).toEqual([])
    } finally {
      rmSync(home, { recursive: true })
    }
  })

  test('is said, and not that the key is damaged: given as a value and by a function', async () => {
    const home = mkdtempSync(join(tmpdir(), 'airlatch-passphrase-'))
    let vendor: Vendor | undefined
    try {
      await createVendor({ home, name: 'Acme', passphrase: 'secret' })
      vendor = await openVendor({ home })
      const opened: Wrong = vendor
      await expect(opened.unlock(undefined)).rejects.toMatchObject(missing)
      await expect(opened.unlock(async () => undefined)).rejects.toMatchObject(missing)
      await expect(opened.unlock('other')).rejects.toMatchObject({ code: 'passphrase-wrong' })
    } finally {
      await vendor?.close()
      rmSync(home, { recursive: true })
    }
  })
})

describe('what need not be said', () => {
  test('a kit, features and filters have defaults', async () => {
    const { kit } = await desk.signer.publishKit({ productId: 'scope' })
    expect(kit).toMatchObject({ allowGeneric: false, searchPath: [] })
    const product = await desk.vendor.changeProduct('scope', { features: [{ name: 'export', type: 'flag' }] })
    expect(product.features).toEqual([
      { name: 'export', type: 'flag', default: undefined, required: false, values: [] },
    ])
    expect(await desk.vendor.keys()).toEqual([])
    expect(await desk.vendor.activations()).toEqual([])
  })

  test('undefined is absent', async () => {
    const said = {
      ...key,
      expiresAt: undefined,
      floatingSeats: undefined,
      features: undefined,
      comment: undefined,
    }
    const [made] = await desk.vendor.createKeys(said)
    expect(made).toMatchObject({ entitlement: { expiresAt: undefined, activations: 1 } })
  })

  test('a time may be a Date', async () => {
    const end = new Date((NOW + 1000) * 1000)
    const [made] = await desk.vendor.createKeys({ ...key, expiresAt: end, maintenance: { until: end } })
    expect(made?.entitlement).toMatchObject({ expiresAt: NOW + 1000, maintenance: { until: NOW + 1000 } })
    const changed = await desk.vendor.changeKey(made?.id as string, { expiresAt: 'never' })
    expect(changed.entitlement.expiresAt).toBeUndefined()
  })
})

test('a desk that is closed, and its signer, say so; closing it again is harmless', async () => {
  const other = await openDesk()
  const { vendor, signer } = other
  await vendor.close()
  await vendor.close()
  const closed = { code: 'already-closed', kind: 'usage', details: { what: 'vendor' } }
  const [waiting, message] = [vendor.waitingAtMost.bind(vendor), new Uint8Array(1)]
  for (const call of [
    () => vendor.products(),
    () => vendor.createKeys(key),
    () => vendor.open('x'),
    () => vendor.log().next(),
    () => vendor.backupLedger(join(other.home, 'backup')),
    () => waiting({}),
    () => signer.issue(message),
    () => signer.publishKit(key),
    () => signer.checkpoint(),
    () => signer.rotateSigningKey(),
  ])
    await expect(later(call)).rejects.toMatchObject(closed)
  rmSync(other.home, { recursive: true })
})
