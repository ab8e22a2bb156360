import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createKeys } from '../../../src/vendor/catalog/keys.ts'
import type { NewKeys } from '../../../src/vendor/door.ts'
import { type Desk, openDesk } from '../../world/desk.ts'
import { DAY, entitlement, NOW } from '../../world/nouns.ts'

let desk: Desk
beforeAll(async () => {
  desk = await openDesk()
  await desk.vendor.createProduct({
    id: 'versioned',
    name: 'V',
    release: { version: '3.7', releasedAt: NOW },
  })
})
afterAll(() => desk.close())

describe('making keys', () => {
  test('QC-01 QC-04: what is not said has its default, and the major version is the newest release', async () => {
    const [key] = await desk.vendor.createKeys({ productId: 'versioned' })
    expect(key).toStrictEqual({
      id: key?.text.slice(0, 11),
      text: expect.stringMatching(/^(?:[0-9A-Z]{5}-){5}[0-9A-Z]{5}$/),
      createdAt: NOW,
      entitlement: entitlement({ productId: 'versioned', majorVersion: '3' }),
      affiliate: undefined,
      email: undefined,
      comment: undefined,
      orderReference: undefined,
      customer: undefined,
      revoked: undefined,
      suspended: undefined,
      archivedAt: undefined,
    })
    expect(await desk.vendor.key(key?.id as string)).toEqual(key)
    expect(await desk.vendor.key(key?.text as string)).toEqual(key)
  })

  test('QC-05: all keys of one call or none', async () => {
    const before = (await desk.vendor.stats()).keys
    const keys = await desk.vendor.createKeys({ productId: 'scope', count: 100 })
    expect(new Set(keys.map(({ text }) => text)).size).toBe(100)
    expect((await desk.vendor.stats()).keys).toBe(before + 100)
  })

  test('a repeated id, as chance would have it once in a long while, is drawn anew', async () => {
    const ledger = await desk.ledger()
    const draws = [1, 1, 2]
    const random = (bytes: number) => new Uint8Array(bytes).fill(200 + (draws.shift() ?? 9))
    const maker = { ledger, now: desk.now, random }
    const [first] = await createKeys(maker, { productId: 'scope' })
    const [second] = await createKeys(maker, { productId: 'scope' })
    expect(second?.id).not.toBe(first?.id)
    expect(draws).toEqual([])
  })

  test.each<[string, string, Partial<NewKeys>]>([
    ['QC-16', 'feature-unknown', { features: new Map([['x', true]]) }],
    ['QC-07', 'invalid-value', { activations: 0 }],
    ['QC-07', 'invalid-value', { activations: 1_000_001 }],
    ['QC-10', 'invalid-value', { floatingSeats: 0 }],
    ['QC-25', 'invalid-value', { expiresAt: NOW }],
    ['QC-26', 'invalid-value', { duration: { days: 0, from: 'creation' } }],
    ['QC-26', 'invalid-value', { duration: { days: 36_501, from: 'creation' } }],
    ['QC-32', 'invalid-value', { userData: 'x'.repeat(65_537) }],
    ['QC-33', 'invalid-value', { comment: 'x'.repeat(4097) }],
    ['QG-13', 'generic-not-allowed', { generic: true }],
    ['QC-03', 'product-not-found', { productId: 'nothing' }],
    ['QC-18', 'affiliate-unknown', { affiliate: 'Nobody' }],
    ['QC-05', 'invalid-value', { count: 0 }],
    ['QC-05', 'invalid-value', { count: 100_001 }],
    ['QC-15', 'invalid-value', { email: 'nobody at all' }],
    ['QC-30', 'engine-version-too-old', { engineVersion: 1, graceDays: 1 }],
    ['LP-09', 'invalid-value', { deactivationLimit: -1n }],
    ['LP-20', 'invalid-value', { users: [{ name: 'ann', platform: 5 }] }],
  ])('%s: %s, and nothing is written', async (_id, code, change) => {
    const { head } = await desk.vendor.stats()
    await expect(desk.vendor.createKeys({ productId: 'scope', ...change })).rejects.toMatchObject({ code })
    expect((await desk.vendor.stats()).head).toBe(head)
    // nor were they saved for the next one
    const saving = desk.vendor.createKeys({ productId: 'scope', ...change, saveDefaults: true })
    await expect(saving).rejects.toMatchObject({ code })
    expect(await desk.vendor.defaults()).toBeUndefined()
  })

  test('QC-03: without a product, and none saved, there is nothing to make', async () => {
    await expect(desk.vendor.createKeys({})).rejects.toMatchObject({
      code: 'invalid-value',
      details: { field: 'productId' },
    })
  })

  test('QC-16: features: what is given, and the defaults of the product for the rest', async () => {
    await desk.vendor.createProduct({
      id: 'featured',
      name: 'F',
      features: [
        { name: 'export', type: 'flag', default: true, required: false },
        { name: 'users', type: 'integer', default: 5, required: false },
        { name: 'edition', type: 'text', default: undefined, required: true },
      ],
    })
    const make = (features: NewKeys['features']) =>
      desk.vendor.createKeys({ productId: 'featured', ...(features === undefined ? {} : { features }) })
    await expect(make(undefined)).rejects.toMatchObject({
      code: 'feature-missing',
      details: { feature: 'edition', limelm: 117 },
    })
    const [key] = await make(
      new Map<string, string | boolean>([
        ['edition', 'pro'],
        ['export', false],
      ]),
    )
    expect(await desk.vendor.key(key?.id as string)).toEqual(key)
    expect([...(key?.entitlement.features ?? [])]).toEqual([
      ['users', 5],
      ['edition', 'pro'],
    ])
  })

  test('QC-10 LP-03 QC-30 LP-18: every field is kept, as it was given', async () => {
    await desk.vendor.addAffiliate('Reseller')
    const terms = {
      activations: 4,
      maintenance: { until: NOW + 9 * DAY },
      expiresAt: NOW + DAY,
      duration: { days: 30, from: 'activation' },
      userData: 'rack 7',
      forFloating: true,
      deactivationLimit: 9_223_372_036_854_775_807n,
      users: [
        { name: 'ann', platform: 3 },
        { name: 'bob', platform: 0 },
      ],
      allowVirtual: false,
      graceDays: 5,
      licensee: 'Bob',
      engineVersion: 2,
      seatUnit: 'host',
      longestLease: 900,
      longestBorrow: 7,
      mostBorrowed: 2,
    } as const
    const beside = { affiliate: 'Reseller', email: 'lab@example.com', comment: 'pays late' }
    const [key] = await desk.vendor.createKeys({ productId: 'versioned', ...terms, ...beside })
    expect(key).toMatchObject(beside)
    expect(key?.entitlement).toStrictEqual(
      entitlement({ productId: 'versioned', majorVersion: '3', ...terms }),
    )
    expect(await desk.vendor.key(key?.id as string)).toStrictEqual(key)
  })

  test('QC-15 QC-33: an empty e-mail, comment or affiliate is none', async () => {
    const [key] = await desk.vendor.createKeys({ productId: 'scope', email: '', comment: '', affiliate: '' })
    expect(key).toMatchObject({ email: undefined, comment: undefined, affiliate: undefined })
  })

  test('QC-26: a duration that outlasts the date is no mistake', async () => {
    const terms = { expiresAt: NOW + DAY, duration: { days: 100, from: 'creation' } } as const
    expect(await desk.vendor.createKeys({ productId: 'scope', ...terms })).toHaveLength(1)
  })
})
