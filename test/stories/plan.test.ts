/** The vendor's own quota, and a vendor that sleeps: LimeLM 110, 111 and 118. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { refusal } from '../world/refusal.ts'
import { must, openShop, type Shop } from '../world/shop.ts'

let shop: Shop
beforeEach(async () => {
  shop = await openShop()
})
afterEach(() => shop.remove())

function setting(name: string, value: string) {
  return shop.vendor('settings', 'set', name, value)
}

function create(...words: readonly string[]) {
  return shop.vendor('key', 'create', '--product', 'scope', ...words)
}

test('plan: settings are shown by the names that they are set by', async () => {
  expect((await must(shop.vendor('settings', 'show'))).value.settings).toEqual({
    allowGenericKeys: false,
    planActivations: 'unlimited',
    dormant: false,
  })
  await must(setting('plan-activations', '10'))
  expect((await must(setting('dormant', 'true'))).value.settings).toEqual({
    allowGenericKeys: false,
    planActivations: 10,
    dormant: true,
  })
})

test.each([
  ['yes', true],
  ['no', false],
  ['true', true],
  ['false', false],
])('a switch takes %s, as the switches of other commands and as it is shown', async (word, value) => {
  expect((await must(setting('dormant', word))).value.settings.dormant).toBe(value)
})

test('plan-activations: 110 with some left, 111 with none, over all keys together', async () => {
  await must(setting('plan-activations', '10'))
  const key = await shop.key('--activations', '4')
  const many = await refusal(
    shop.at(),
    () => create('--count', '4', '--activations', '2'),
    'plan-activations-exceeded',
  )
  expect(many.details).toEqual({ asked: 8, left: 6, plan: 10, limelm: 110 })
  await must(create('--count', '3', '--activations', '2'))
  const none = await refusal(shop.at(), () => create(), 'plan-activations-used-up')
  expect(none.details).toEqual({ asked: 1, left: 0, plan: 10, limelm: 111 })
  const set = (activations: string) => shop.vendor('key', 'set', key, '--activations', activations)
  expect((await refusal(shop.at(), () => set('5'), 'plan-activations-used-up')).details.limelm).toBe(111)
  await must(set('2'))
  expect((await refusal(shop.at(), () => set('5'), 'plan-activations-exceeded')).details).toMatchObject({
    asked: 3,
    left: 2,
    limelm: 110,
  })
  await must(set('4'))
})

test('plan-activations: a revoked key gives its own back, and no limit is no limit', async () => {
  await must(setting('plan-activations', '2'))
  const key = await shop.key('--activations', '2')
  await refusal(shop.at(), () => create(), 'plan-activations-used-up')
  await must(shop.vendor('key', 'revoke', '--yes', key))
  await must(create('--activations', '2'))
  await must(setting('plan-activations', 'unlimited'))
  await must(create('--activations', '1000'))
})

test('dormant: no keys are made or changed (118), and licenses are issued as before', async () => {
  const key = await shop.key()
  await must(setting('dormant', 'true'))
  expect((await refusal(shop.at(), () => create(), 'vendor-dormant')).details).toEqual({ limelm: 118 })
  const set = () => shop.vendor('key', 'set', key, '--comment', 'x')
  expect((await refusal(shop.at(), set, 'vendor-dormant')).details).toEqual({ limelm: 118 })
  await must(shop.activate('a', key))
  await must(setting('dormant', 'false'))
  await must(set())
})

test.each([
  ['plan-activations', '-1'],
  ['plan-activations', '1.5'],
  ['plan-activations', 'none'],
  ['plan-activations', '9999999999999999'],
  ['dormant', 'maybe'],
  ['dormant', '1'],
  ['allow-generic-keys', 'TRUE'],
])('%s: %s is refused by its name', async (name, value) => {
  const { details } = await refusal(shop.at(), () => setting(name, value), 'invalid-value', 2)
  expect(details).toMatchObject({ field: name, got: value })
})
