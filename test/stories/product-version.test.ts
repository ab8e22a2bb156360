/** What a key is good for: one product, a major version, or what was released while the maintenance plan ran. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { refusal } from '../world/refusal.ts'
import { must, openShop, type Shop } from '../world/shop.ts'

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
  const release = ['--version', '1.0', '--release-date', '2026-01-20']
  await must(shop.vendor('product', 'create', 'meter', '--name', 'Meter', ...release))
  await must(shop.vendor('kit', 'meter', '-o', shop.at('vendor', 'meter.kit')))
})
afterAll(() => shop.remove())

test('QC-03: a request for another product is refused by the vendor', async () => {
  const key = await shop.key()
  const meter = shop.client('a', 'meter.kit')
  await must(meter('request', key, '-o', shop.at('a', 'wrong.txt')))
  const request = shop.carry('a/wrong.txt', 'vendor/wrong.txt')
  const { details } = await refusal(shop.at(), () => shop.vendor('issue', request), 'wrong-product')
  expect(details).toMatchObject({ expected: 'scope', got: 'meter' })
})

test("QC-03: another product's license is refused by the client", async () => {
  const { value } = await must(shop.vendor('key', 'create', '--product', 'meter'))
  const meter = shop.client('b', 'meter.kit')
  await must(meter('request', value.keys[0].wholeKey, '-o', shop.at('b', 'meter.txt')))
  await must(shop.vendor('issue', shop.at('b', 'meter.txt'), '-o', shop.at('b', 'meter-license.txt')))
  const scope = shop.client('b')
  const install = () => scope('install', shop.at('b', 'meter-license.txt'))
  const { details } = await refusal(shop.at(), install, 'wrong-product')
  expect(details).toMatchObject({ expected: 'scope', got: 'meter' })
  expect(await meter('install', shop.at('b', 'meter-license.txt'))).toMatchObject({ exit: 0 })
  // two products in one home: which one is meant must be said
  await must(scope('request', await shop.key(), '-o', shop.at('b', 'scope.txt')))
  await refusal(shop.at(), () => shop.computer('b')('status'), 'product-ambiguous', 2)
})

test('QC-04: without maintenance a key is good for the major version that it was made for', async () => {
  const key = await shop.key('--activations', '3')
  const old = await shop.request('a', key, '--app-version', '1.4')
  const { details } = await refusal(shop.at(), () => shop.vendor('issue', old), 'wrong-version')
  expect(details).toMatchObject({ version: '1.4', covered: '2' })
  expect(await shop.install('a', key, '--app-version', '2.3')).toMatchObject({
    exit: 0,
    value: { license: { majorVersion: '2', maintenance: null } },
  })
  const status = shop.client('a')
  expect(await status('status', '--app-version', '2.99')).toMatchObject({ exit: 0 })
  await refusal(shop.at(), () => status('status', '--app-version', '3.0'), 'wrong-version')
})

test('QC-20 QC-21: a maintenance plan without end covers every version', async () => {
  const key = await shop.key('--maintenance')
  for (const version of ['1.4', '2.0', '9.0'])
    expect(await shop.install('a', key, '--app-version', version)).toMatchObject({
      exit: 0,
      value: { license: { maintenance: 'unlimited', majorVersion: null } },
    })
  expect(await shop.client('a')('status', '--release-date', '2099-01-01')).toMatchObject({ exit: 0 })
})

test('QC-22: with an end, what was released on or before that day is covered for ever', async () => {
  const key = await shop.key('--maintenance', '2026-06-30')
  const newest = await shop.request('b', key, '--app-version', '2.0')
  const { details } = await refusal(shop.at(), () => shop.vendor('issue', newest), 'outside-maintenance')
  expect(details).toMatchObject({ released: '2026-09-15', until: '2026-06-30' })
  await must(shop.install('b', key, '--app-version', '1.4'))
  const status = (day: string) => shop.client('b')('status', '--release-date', day)
  expect(await status('2026-06-30')).toMatchObject({ exit: 0 })
  await refusal(shop.at(), () => status('2026-07-01'), 'outside-maintenance')
})
