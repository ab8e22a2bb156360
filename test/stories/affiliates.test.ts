/** Affiliates: a list that the vendor keeps, and keys that say which of them sold them. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { refusal } from '../world/refusal.ts'
import { must, openShop, type Shop } from '../world/shop.ts'
import type { Value } from '../world/world.ts'

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
})
afterAll(() => shop.remove())

test('QC-18: a key is of one of the list; unknown is refused, with the list', async () => {
  const create = (name: string) => shop.vendor('key', 'create', '--product', 'scope', '--affiliate', name)
  const none = await refusal(shop.at(), () => create('North'), 'affiliate-unknown')
  expect(none.details).toEqual({ affiliate: 'North', known: [] })
  const added = await must(shop.vendor('affiliate', 'add', 'North'))
  expect(added.value).toMatchObject({ affiliate: 'North' })
  await must(shop.vendor('affiliate', 'add', 'Süd & Söhne'))
  expect((await must(create('North'))).value.keys[0].affiliate).toBe('North')
  const unknown = await refusal(shop.at(), () => create('north'), 'affiliate-unknown')
  expect(unknown.details).toEqual({ affiliate: 'north', known: ['North', 'Süd & Söhne'] })
  const { affiliates } = (await must(shop.vendor('affiliate', 'list'))).value
  expect(affiliates.map(({ affiliate }: Value) => affiliate)).toEqual(['North', 'Süd & Söhne'])
})

test('QC-18: it is changed and taken away later, and stands in no license', async () => {
  await must(shop.vendor('affiliate', 'add', 'East'))
  const key = await shop.key('--affiliate', 'East')
  const affiliate = async () => (await must(shop.vendor('key', 'show', key))).value.key.affiliate
  expect(JSON.stringify((await must(shop.activate('a', key))).value)).not.toContain('East')
  await must(shop.vendor('key', 'set', key, '--affiliate', 'Süd & Söhne'))
  expect(await affiliate()).toBe('Süd & Söhne')
  const set = () => shop.vendor('key', 'set', key, '--affiliate', 'West')
  await refusal(shop.at(), set, 'affiliate-unknown')
  await must(shop.vendor('key', 'set', key, '--affiliate', ''))
  expect(await affiliate()).toBeNull()
})

test('a name is there once, and is a name', async () => {
  await must(shop.vendor('affiliate', 'add', 'Twice'))
  await refusal(shop.at(), () => shop.vendor('affiliate', 'add', 'Twice'), 'affiliate-exists')
  for (const name of ['', ' padded', 'two\nlines', 'x'.repeat(65)])
    await refusal(shop.at(), () => shop.vendor('affiliate', 'add', name), 'invalid-value', 2)
})
