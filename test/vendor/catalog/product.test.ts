import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { NewProduct, ProductChange } from '../../../src/vendor/door.ts'
import { type Desk, openDesk } from '../../world/desk.ts'

let desk: Desk
beforeAll(async () => {
  desk = await openDesk()
})
afterAll(() => desk.close())

const code = (name: string) => ({ code: name })

describe('making a product', () => {
  test('an id once; another way to write it is another product', async () => {
    await desk.vendor.createProduct({ id: 'twice', name: 'Once' })
    await expect(desk.vendor.createProduct({ id: 'twice', name: 'Again' })).rejects.toMatchObject(
      code('product-exists'),
    )
    expect((await desk.vendor.product('twice')).name).toBe('Once')
  })

  test('an unknown one is named with those that exist', async () => {
    await expect(desk.vendor.product('nothing')).rejects.toMatchObject({
      code: 'product-not-found',
      details: { product: 'nothing', known: expect.arrayContaining(['scope']) },
    })
  })

  test.each<[string, Partial<NewProduct>]>([
    ['upper case', { id: 'Scope' }],
    ['a path', { id: 'a/b' }],
    ['two dots', { id: 'a..b' }],
    ['a device', { id: 'nul.txt' }],
    ['too long', { id: 'x'.repeat(33) }],
    ['a name of 65 bytes', { name: 'x'.repeat(65) }],
    [
      'a feature with a space',
      { features: [{ name: 'a b', type: 'flag', default: undefined, required: false, values: [] }] },
    ],
    [
      'a feature twice',
      {
        features: ['a', 'a'].map(name => ({
          name,
          type: 'flag' as const,
          default: undefined,
          required: false,
          values: [],
        })),
      },
    ],
    [
      'a default of another type',
      { features: [{ name: 'a', type: 'integer', default: 'x', required: false, values: [] }] },
    ],
    [
      '65 features',
      {
        features: Array.from({ length: 65 }, (_, i) => ({
          name: `f${i}`,
          type: 'flag' as const,
          default: undefined,
          required: false,
          values: [],
        })),
      },
    ],
    ['a match of none', { match: { k: 0, n: 6 } }],
    ['a match of more than all', { match: { k: 7, n: 6 } }],
    ['a version with a slash', { release: { version: '1/2', releasedAt: 0 } }],
    ['fewer deactivations than none', { deactivationLimit: -1n }],
    ['more deactivations than 2^63 - 1', { deactivationLimit: 2n ** 63n }],
    ['a limit to be inherited from nothing', { deactivationLimit: 'inherit' as never }],
    ['a limit of a host that is not type-checked', { deactivationLimit: 5 as never }],
  ])('refused: %s', async (_what, change) => {
    const before = await desk.vendor.products()
    await expect(desk.vendor.createProduct({ id: 'new', name: 'New', ...change })).rejects.toMatchObject(
      code('invalid-value'),
    )
    expect(await desk.vendor.products()).toEqual(before)
  })
})

describe('changing a product', () => {
  test('what is absent is kept, and a release is added in the order of the days', async () => {
    await desk.vendor.createProduct({
      id: 'changing',
      name: 'Before',
      release: { version: '2.0', releasedAt: 200 },
    })
    const change = (change: ProductChange) => desk.vendor.changeProduct('changing', change)
    await change({ release: { version: '1.0', releasedAt: 100 } })
    await change({ name: 'After' })
    const product = await change({ release: { version: '2.0', releasedAt: 300 } })
    expect(product).toMatchObject({
      name: 'After',
      releases: [
        { version: '1.0', releasedAt: 100 },
        { version: '2.0', releasedAt: 300 },
      ],
    })
  })

  test('LP-06 LP-23: what keys inherit: three moves for each seat, and allowed, by default', async () => {
    await desk.vendor.createProduct({ id: 'inherited', name: 'Inherited' })
    expect(await desk.vendor.product('inherited')).toMatchObject({
      deactivationLimit: '3 per seat',
      allowVirtual: true,
    })
    const limit = 9_223_372_036_854_775_807n
    await desk.vendor.changeProduct('inherited', { deactivationLimit: limit, allowVirtual: false })
    await desk.vendor.changeProduct('inherited', { name: 'Renamed' })
    expect(await desk.vendor.product('inherited')).toMatchObject({
      name: 'Renamed',
      deactivationLimit: limit,
      allowVirtual: false,
    })
    await desk.vendor.changeProduct('inherited', { deactivationLimit: 'unlimited', allowVirtual: true })
    expect(await desk.vendor.product('inherited')).toMatchObject({
      deactivationLimit: 'unlimited',
      allowVirtual: true,
    })
  })

  test('two changes at once: neither is lost', async () => {
    await desk.vendor.createProduct({ id: 'busy', name: 'Busy' })
    const versions = ['1', '2', '3', '4', '5']
    await Promise.all(
      versions.map((version, i) =>
        desk.vendor.changeProduct('busy', { release: { version, releasedAt: i } }),
      ),
    )
    expect((await desk.vendor.product('busy')).releases.map(({ version }) => version)).toEqual(versions)
  })
})
