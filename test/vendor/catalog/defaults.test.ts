import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Defaults } from '../../../src/core/terms/fields.ts'
import { defaultsOf, overDefaults } from '../../../src/vendor/catalog/defaults.ts'
import type { FeatureDefinition, NewKeys } from '../../../src/vendor/door.ts'
import { type Desk, openDesk } from '../../world/desk.ts'
import { DAY, entitlement, NOW } from '../../world/nouns.ts'

const FEATURES: readonly FeatureDefinition[] = [
  { name: 'export', type: 'flag', default: true, required: false, values: [] },
  { name: 'users', type: 'integer', default: undefined, required: false, values: [] },
  { name: 'edition', type: 'text', default: undefined, required: false, values: [] },
]

/** Every field that can be saved, each other than at first. */
const SOLD = {
  productId: 'scope',
  activations: 4,
  features: new Map<string, boolean | number>([
    ['export', false],
    ['users', 7],
  ]),
  maintenance: { until: undefined },
  expiresAt: NOW + 100 * DAY,
  duration: { days: 30, from: 'creation' },
  userData: 'rack 7',
  affiliate: 'Reseller',
  forFloating: true,
  deactivationLimit: 3n,
  users: [{ name: 'ann', platform: 3 }],
  allowVirtual: false,
  graceDays: 5,
  engineVersion: 2,
} as const satisfies NewKeys

let desk: Desk
beforeAll(async () => {
  desk = await openDesk()
  await desk.vendor.changeProduct('scope', { features: FEATURES })
  await desk.vendor.createProduct({ id: 'meter', name: 'Meter', features: FEATURES })
  await desk.vendor.addAffiliate('Reseller')
  await desk.vendor.setSetting('allowGenericKeys', true)
})
afterAll(() => desk.close())
beforeEach(() => desk.vendor.clearDefaults())

async function one(input: NewKeys) {
  const [key] = await desk.vendor.createKeys(input)
  if (key === undefined) throw new Error('expected a key')
  return key
}

describe('QC-34: saved defaults', () => {
  test('are all the values of what was sold; the next key starts from them', async () => {
    const sold = await one({ ...SOLD, saveDefaults: true })
    const saved = Object.entries((await desk.vendor.defaults()) as Defaults)
    expect(Object.fromEntries(saved.filter(([, value]) => value !== undefined))).toStrictEqual({ ...SOLD })
    const next = await one({})
    expect(next).toStrictEqual({ ...sold, id: next.id, text: next.text })
    expect(next.entitlement).toMatchObject({ activations: 4, allowVirtual: false, forFloating: true })
  })

  test('are saved only when that is asked for', async () => {
    await one({ ...SOLD })
    expect(await desk.vendor.defaults()).toBeUndefined()
    await one({ productId: 'scope', activations: 2, saveDefaults: true })
    await one({ activations: 9 })
    expect(await desk.vendor.defaults()).toMatchObject({ productId: 'scope', activations: 2 })
  })

  test('QC-10 QG-10: floating seats and generic are saved as well', async () => {
    await one({ productId: 'scope', floatingSeats: 7, generic: true, saveDefaults: true })
    expect((await one({})).entitlement).toMatchObject({ floatingSeats: 7, generic: true })
    expect((await one({ generic: false, floatingSeats: 'none' })).entitlement).toMatchObject({
      floatingSeats: undefined,
      generic: false,
    })
  })

  test('what is given wins, field by field', async () => {
    await one({ ...SOLD, saveDefaults: true })
    const { entitlement: granted } = await one({ activations: 9, users: [{ name: 'bob', platform: 0 }] })
    expect(granted).toMatchObject({
      activations: 9,
      users: [{ name: 'bob', platform: 0 }],
      graceDays: 5,
      userData: 'rack 7',
    })
  })

  test('what takes a field away takes the saved one away, for this key and, saved, for the next', async () => {
    await one({ ...SOLD, saveDefaults: true })
    const none: NewKeys = {
      maintenance: 'none',
      expiresAt: 'never',
      duration: 'none',
      userData: '',
      affiliate: '',
      users: [{ name: '', platform: 0 }],
      graceDays: 0,
      engineVersion: 'newest',
    }
    const bare = await one(none)
    const gone = {
      maintenance: undefined,
      expiresAt: undefined,
      duration: undefined,
      userData: undefined,
      graceDays: undefined,
      engineVersion: undefined,
    }
    expect(bare.entitlement).toMatchObject({ ...gone, users: [], activations: 4 })
    expect(bare.affiliate).toBeUndefined()
    expect(await desk.vendor.defaults()).toMatchObject({ graceDays: 5, affiliate: 'Reseller' })
    await one({ ...none, saveDefaults: true })
    expect(await desk.vendor.defaults()).toMatchObject({
      ...gone,
      affiliate: undefined,
      users: undefined,
      activations: 4,
      allowVirtual: false,
    })
  })

  test('no is a value, and is kept as one', async () => {
    const no = { forFloating: false, allowVirtual: false, generic: false, deactivationLimit: 0n } as const
    await one({ productId: 'scope', ...no, saveDefaults: true })
    expect(await desk.vendor.defaults()).toMatchObject(no)
  })

  test('say to whom and how many as well', async () => {
    const toWhom = { email: 'lab@example.com', comment: 'pays late', licensee: 'Bob', orderReference: '4711' }
    await desk.vendor.createKeys({ productId: 'scope', ...toWhom, count: 3, saveDefaults: true })
    expect(await desk.vendor.defaults()).toMatchObject({ ...toWhom, count: 3 })
    const keys = await desk.vendor.createKeys({})
    expect(keys).toHaveLength(3)
    const { licensee, ...notes } = toWhom
    for (const key of keys) expect(key).toMatchObject({ ...notes, entitlement: { licensee } })
  })
})

describe('QC-34 QC-16: saved features', () => {
  test('are merged by their names with those that are given', async () => {
    await one({ ...SOLD, saveDefaults: true })
    const { features } = (
      await one({
        features: new Map<string, string | number>([
          ['users', 9],
          ['edition', 'pro'],
        ]),
      })
    ).entitlement
    expect(new Map(features)).toEqual(
      new Map<string, unknown>([
        ['users', 9],
        ['edition', 'pro'],
      ]),
    )
    expect([...(await one({ features: new Map([['export', true]]) })).entitlement.features]).toEqual([
      ['export', true],
      ['users', 7],
    ])
  })

  test('are of their product alone: a key of another one starts from its own', async () => {
    await one({ ...SOLD, saveDefaults: true })
    const { entitlement: of } = await one({ productId: 'meter' })
    expect([...of.features]).toEqual([['export', true]])
    expect(of).toMatchObject({ productId: 'meter', activations: 4, graceDays: 5 })
  })

  test('saved again for another product they are forgotten', async () => {
    await one({ ...SOLD, saveDefaults: true })
    await one({ productId: 'meter', saveDefaults: true })
    expect(await desk.vendor.defaults()).toMatchObject({ productId: 'meter', features: undefined })
    expect([...(await one({ productId: 'scope' })).entitlement.features]).toEqual([['export', true]])
  })
})

describe('QC-35: the saved defaults', () => {
  test('are shown, and cleared; cleared twice writes nothing more', async () => {
    await one({ ...SOLD, saveDefaults: true })
    expect(await desk.vendor.defaults()).toMatchObject({ activations: 4 })
    await desk.vendor.clearDefaults()
    expect(await desk.vendor.defaults()).toBeUndefined()
    const { head } = await desk.vendor.stats()
    await desk.vendor.clearDefaults()
    expect((await desk.vendor.stats()).head).toBe(head)
    expect((await one({ productId: 'scope' })).entitlement.activations).toBe(1)
  })

  test('may be ignored for once: then a key starts from nothing but its product', async () => {
    await one({ ...SOLD, saveDefaults: true })
    const plain = await one({ productId: 'scope', ignoreDefaults: true })
    expect(plain.entitlement).toEqual(entitlement({ features: new Map([['export', true]]) }))
    expect(plain.affiliate).toBeUndefined()
    expect(await desk.vendor.defaults()).toMatchObject({ activations: 4 })
    await expect(desk.vendor.createKeys({ ignoreDefaults: true })).rejects.toMatchObject({
      code: 'invalid-value',
    })
  })

  test('ignored and saved anew they are replaced, not mixed', async () => {
    await one({ ...SOLD, saveDefaults: true })
    await one({ productId: 'scope', activations: 2, ignoreDefaults: true, saveDefaults: true })
    expect(await desk.vendor.defaults()).toEqual({
      ...Object.fromEntries(Object.keys(SOLD).map(name => [name, undefined])),
      productId: 'scope',
      activations: 2,
    })
  })

  test('that have become impossible are said, and a key can be made without them', async () => {
    await one({ productId: 'scope', expiresAt: NOW + DAY, saveDefaults: true })
    desk.time = NOW + 2 * DAY
    await expect(one({})).rejects.toMatchObject({ code: 'invalid-value', details: { field: 'expiresAt' } })
    expect((await one({ expiresAt: 'never' })).entitlement.expiresAt).toBeUndefined()
    await desk.backTo(NOW)
  })
})

test('without anything saved, what is given is all', () => {
  const given: NewKeys = { productId: 'scope', features: new Map([['users', 1]]) }
  expect(overDefaults(undefined, given)).toBe(given)
  expect(overDefaults(defaultsOf(given), {})).toEqual(given)
})
