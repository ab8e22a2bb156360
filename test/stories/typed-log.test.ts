/** What the vendor's lists and log say of an activation by code: neither on the customer's behalf nor by a request. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { must, openShop, type Shop } from '../world/shop.ts'

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
  await must(shop.vendor('product', 'create', 'plain', '--name', 'Plain'))
  await must(shop.vendor('kit', 'plain', '-o', shop.at('vendor', 'plain.kit')))
})
afterAll(() => shop.remove())

test('an activation by code is told as one, in the log and in the list', async () => {
  const { keys } = (await must(shop.vendor('key', 'create', '--product', 'plain'))).value
  const key = keys[0].wholeKey as string
  const { requestCode } = (await must(shop.client('a', 'plain.kit')('request', key, '--typed'))).value
  await must(shop.vendor('issue', requestCode, '--typed'))
  const { entries } = (await must(shop.vendor('ledger', 'log', '--key', key, '--json'))).value
  expect(entries.find(({ kind }: { kind: string }) => kind === 'activation.recorded')).toMatchObject({
    onBehalf: false,
    byCode: true,
  })
  const { activations } = (await must(shop.vendor('activation', 'list', '--key', key, '--json'))).value
  expect(activations).toMatchObject([{ onBehalf: false }])
})
