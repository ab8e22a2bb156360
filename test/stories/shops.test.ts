/** HT-04 with the real tool: shops are added, changed and removed; what is typed wrongly is refused. */
import { writeFileSync } from 'node:fs'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { refusal } from '../world/refusal.ts'
import { must, openShop, type Shop } from '../world/shop.ts'

let world: Shop
beforeEach(async () => {
  world = await openShop()
  await must(world.vendor('template', 'save', 'Scope Pro', 'scope'))
})
afterEach(() => world.remove())

const shop = (...words: readonly string[]) => world.vendor('shop', ...words)

test('HT-04: what a shop sells is said item by item, and none of its secrets is shown', async () => {
  const { secret, ...added } = (
    await must(shop('add', 'crm', '--kind', 'signed', '--sells', 'scope=Scope Pro'))
  ).value
  expect(secret).toMatch(/^whsec_/)
  expect(added).toMatchObject({
    shop: 'crm',
    shopKind: 'signed',
    orderPath: '/orders/crm',
    sells: { scope: 'Scope Pro' },
    takesTests: false,
    secretCount: 1,
  })
  const { value: set } = await must(shop('set', 'crm', '--sells', 'mug=', '--test-orders'))
  expect(set).toMatchObject({
    sells: { scope: 'Scope Pro', mug: '' },
    takesTests: true,
    secretCount: 1,
  })
  const { value: less } = await must(shop('set', 'crm', '--sells-not', 'scope', '--test-orders', 'no'))
  expect(less).toMatchObject({ sells: { mug: '' }, takesTests: false })
  expect((await must(shop('list'))).value.shops).toEqual(
    [{ ...less, ok: undefined }].map(({ ok: _ok, ...one }) => one),
  )
  const shown = [
    await world.vendor('ledger', 'log'),
    await shop('list'),
    await shop('show', 'crm'),
    await shop('remove', 'crm', '--yes'),
  ]
  expect(JSON.stringify(shown)).not.toContain(secret)
  expect((await must(shop('list'))).value.shops).toEqual([])
})

test('HT-04: what is typed wrongly is refused by its option, and no secret is repeated', async () => {
  await must(world.vendor('template', 'save', 'any'))
  writeFileSync(world.at('vendor', 'short'), 'geheim')
  const short = ['--secret-file', world.at('vendor', 'short')]
  const cases: readonly (readonly [words: readonly string[], code: string, message: RegExp])[] = [
    [['add', 'Web', '--kind', 'signed', '--sells', 'mug='], 'invalid-value', /1 to 32 of a-z/],
    [['add', 'web', '--kind', 'stripe', '--sells', 'mug='], 'invalid-value', /--secret-file beside it/],
    [
      ['add', 'web', '--kind', 'stripe', '--sells', 'mug=', ...short],
      'invalid-value',
      /--secret-file: .*16 characters/,
    ],
    [['add', 'web', '--kind', 'signed', '--sells', 'mug=', ...short], 'invalid-value', /whsec_/],
    [['add', 'web', '--kind', 'signed', '--sells', 'mug'], 'invalid-value', /ITEM=TEMPLATE/],
    [['add', 'web', '--kind', 'signed', '--sells', 'a=nothing'], 'template-not-found', /Scope Pro/],
    [['add', 'web', '--kind', 'signed', '--sells', 'a=any'], 'template-without-product', /any product/],
    [['set', 'web', '--sells', 'a='], 'shop-not-found', /web/],
    [['show', 'web'], 'shop-not-found', /web/],
    [['remove', 'web'], 'shop-not-found', /web/],
  ]
  const said = (code: string, words: readonly string[]) =>
    refusal(world.at(), () => shop(...words), code, code === 'invalid-value' ? 2 : 1)
  for (const [words, code, message] of cases) {
    const refused = await said(code, words)
    expect(refused.message).toMatch(message)
    expect(JSON.stringify(refused)).not.toContain('geheim')
  }
  await must(shop('add', 'web', '--kind', 'signed', '--sells', 'a='))
  await said('shop-exists', ['add', 'web', '--kind', 'signed', '--sells', 'a='])
  await said('invalid-value', ['set', 'web', '--sells-not', 'b'])
  const nothing = await refusal(world.at(), () => shop('set', 'web'), 'usage', 2)
  expect(nothing.message).toContain('nothing to change')
  // the last item: a shop that sells nothing would refuse every order
  await said('invalid-value', ['set', 'web', '--sells-not', 'a'])
})

test('HT-04: a shop is removed only when somebody says so, as its secret is gone then', async () => {
  await must(shop('add', 'web', '--kind', 'signed', '--sells', 'a='))
  const asked = await refusal(world.at(), () => shop('remove', 'web'), 'confirmation-needed', 2)
  expect(asked.message).toContain('never shown again')
  expect((await must(shop('remove', 'web', '--dry-run'))).value).toMatchObject({ dryRun: true, shop: 'web' })
  expect((await must(shop('list'))).value.shops).toHaveLength(1)
  await must(shop('remove', 'web', '--yes'))
  expect((await must(shop('list'))).value.shops).toEqual([])
})
