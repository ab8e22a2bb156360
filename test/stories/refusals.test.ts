/** A customer was refused and calls: the clerk sees what the customer saw, by whichever way it came. */
import { copyFileSync, mkdirSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { refused } from '../world/refusal.ts'
import { must, openShop, type Shop } from '../world/shop.ts'

let shop: Shop
let id: string
let wholeKey: string
let request: string
beforeAll(async () => {
  shop = await openShop()
  const made = await must(shop.vendor('key', 'create', '--product', 'scope'))
  ;({ id, wholeKey } = made.value.keys[0])
  await must(shop.install('ada', wholeKey))
  request = await shop.request('bob', wholeKey)
})
afterAll(() => shop.remove())

const shown = async (...words: readonly string[]) =>
  (await must(shop.vendor('refusals', ...words))).value.refusals

test('none at first, and a dry run is none', async () => {
  await refused(() => shop.vendor('issue', request, '--dry-run'), 'no-seats-left')
  expect(await shown()).toEqual([])
})

test('what a command answers, with its sentence, computer and operator', async () => {
  const { message } = await refused(() => shop.vendor('issue', request, '--operator', 'ann'), 'no-seats-left')
  const [one, ...others] = await shown(id.slice(0, 11))
  expect(others).toEqual([])
  expect(one).toMatchObject({
    keyId: id,
    operator: 'ann',
    keyProved: true,
    times: 1,
    codes: ['no-seats-left'],
    messages: [expect.stringContaining('the only seat of this key is in use')],
  })
  expect(message).toContain(one.messages[0])
})

test('a folder of requests counts it once more; the file for a spreadsheet has every reason', async () => {
  await must(shop.vendor('key', 'suspend', id, '--reason', 'not paid'))
  mkdirSync(shop.at('vendor', 'in'))
  mkdirSync(shop.at('vendor', 'out'))
  copyFileSync(request, shop.at('vendor', 'in', 'bob.txt'))
  await shop.vendor('issue', shop.at('vendor', 'in'), '-o', shop.at('vendor', 'out'))
  const [newest, first] = await shown()
  expect(newest).toMatchObject({ times: 1, codes: ['key-suspended', 'no-seats-left'] })
  expect(first).toMatchObject({ times: 1, codes: ['no-seats-left'] })
  expect(await shown('--last', '1')).toEqual([newest])
  const file = shop.at('vendor', 'refusals.csv')
  await must(shop.vendor('refusals', '-o', file))
  expect(readFileSync(file, 'utf8')).toContain('"key-suspended, no-seats-left"')
})

test('erasing what is personal of the key removes them; a key that is mistyped is said', async () => {
  await must(shop.vendor('key', 'erase-personal', id, '--yes'))
  expect(await shown()).toEqual([])
  await refused(() => shop.vendor('refusals', 'AAAAA-AAAAA'), 'activation-key-malformed')
})
