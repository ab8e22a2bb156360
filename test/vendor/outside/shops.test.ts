/** HT-04: shops as the ledger has them, and secrets that are beside it. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type OrderDesk, openOrderDesk, paid, SECRET } from './order-desk.ts'

let at: OrderDesk
beforeAll(async () => {
  at = await openOrderDesk()
})
afterAll(() => at.close())

const SELLS = new Map([['scope', 'Scope Pro']])
const ONE = { name: 'one', kind: 'stripe', products: SELLS, secret: 'the-first-secret' } as const

describe('HT-04: a shop', () => {
  test('is added once, listed by its name, and gone when it is removed', async () => {
    const shop = await at.desk.shops.add(ONE)
    expect(shop).toEqual({
      name: 'one',
      kind: 'stripe',
      products: SELLS,
      takesTests: false,
      createdAt: at.time,
    })
    await expect(at.desk.shops.add(ONE)).rejects.toMatchObject({
      code: 'shop-exists',
      details: { shop: 'one' },
    })
    expect((await at.desk.shops.list()).map(({ shop }) => shop.name)).toEqual(['one', 'web'])
    await at.desk.shops.remove('one')
    await expect(at.desk.shops.one('one')).rejects.toMatchObject({
      code: 'shop-not-found',
      details: { shop: 'one', known: ['web'] },
    })
    await expect(at.desk.shops.remove('one')).rejects.toMatchObject({ code: 'shop-not-found' })
  })

  test('that is added again goes on with its orders, and not with its secrets', async () => {
    await at.desk.shops.add(ONE)
    const first = await at.vendor.orders.fill('one', paid('o-1'))
    await at.desk.shops.remove('one')
    await at.desk.shops.add({ ...ONE, secret: 'another-secret-1' })
    expect((await at.desk.shops.verifiedBy('one')).secrets).toEqual(['another-secret-1'])
    expect((await at.vendor.orders.fill('one', paid('o-1'))).lines).toEqual(first.lines)
    await at.desk.shops.remove('one')
  })

  test('has a name that may stand in an address', async () => {
    for (const name of ['', 'Web', 'a b', '-a', 'a-', 'a/b', 'ä', 'a\n', 'x'.repeat(33), '..'])
      await expect(at.desk.shops.add({ ...ONE, name })).rejects.toMatchObject({
        code: 'invalid-value',
        details: { field: 'shop' },
      })
  })

  test('is of a kind that there is, and sells something by a template of a product', async () => {
    const add = (more: object) => expect(at.desk.shops.add({ ...ONE, ...more })).rejects
    await add({ kind: 'toString' }).toMatchObject({ code: 'invalid-value', details: { field: 'kind' } })
    await add({ products: new Map() }).toMatchObject({ code: 'invalid-value', details: { field: 'items' } })
    const many = new Map(Array.from({ length: 1001 }, (_, i) => [`${i}`, '']))
    await add({ products: many }).toMatchObject({ code: 'invalid-value', details: { field: 'items' } })
    await add({ products: new Map([['a\nb', '']]) }).toMatchObject({ details: { field: 'item' } })
    await add({ products: new Map([['a', 'none']]) }).toMatchObject({ code: 'template-not-found' })
    await at.desk.saveTemplate({ name: 'any' })
    await add({ products: new Map([['a', 'any']]) }).toMatchObject({ code: 'template-without-product' })
    expect((await at.desk.shops.list()).map(({ shop }) => shop.name)).toEqual(['web'])
  })

  test('keeps what is not named, also an item whose template is gone since', async () => {
    await at.desk.saveTemplate({ name: 'gone', productId: 'scope' })
    await at.desk.shops.add({ ...ONE, products: new Map([['a', 'gone']]) })
    await at.desk.deleteTemplate('gone')
    const { shop } = await at.desk.shops.set('one', { sells: new Map([['b', '']]) })
    expect([...shop.products]).toEqual([
      ['a', 'gone'],
      ['b', ''],
    ])
    const order = paid('o-2', [], { lines: [{ line: '1', item: 'a', quantity: 1 }] })
    await expect(at.vendor.orders.fill('one', order)).rejects.toMatchObject({ code: 'template-not-found' })
    await at.desk.shops.remove('one')
  })
})

describe('HT-04: its secrets', () => {
  test('are replaced, or hold beside a new one, up to four', async () => {
    await at.desk.shops.add(ONE)
    const secrets = async () => (await at.desk.shops.verifiedBy('one')).secrets
    await at.desk.shops.set('one', { secret: 'the-second-secret', keepSecrets: true })
    expect(await secrets()).toEqual(['the-second-secret', 'the-first-secret'])
    await at.desk.shops.set('one', { secret: 'the-first-secret', keepSecrets: true })
    expect(await secrets()).toEqual(['the-first-secret', 'the-second-secret'])
    for (const secret of ['the-third-secret', 'the-fourth-secret'])
      await at.desk.shops.set('one', { secret, keepSecrets: true })
    await expect(
      at.desk.shops.set('one', { secret: 'the-fifth-secret', keepSecrets: true }),
    ).rejects.toMatchObject({ code: 'invalid-value', details: { field: 'secret', got: 5 } })
    expect(await secrets()).toHaveLength(4)
    expect((await at.desk.shops.set('one', { secret: 'the-sixth-secret' })).secrets).toBe(1)
    expect(await secrets()).toEqual(['the-sixth-secret'])
    await at.desk.shops.remove('one')
    expect(await secrets()).toEqual([])
  })

  test('have one line, are never in an error, and never in an entry', async () => {
    for (const secret of ['', 'two\nlines', 'nul\u0000', 'x'.repeat(513)])
      await expect(at.desk.shops.add({ ...ONE, secret })).rejects.toMatchObject({
        code: 'invalid-value',
        details: { field: 'secret', got: undefined },
      })
    const entries = []
    for await (const entry of at.desk.log()) entries.push(entry)
    expect(JSON.stringify(entries)).not.toContain(SECRET)
    expect(JSON.stringify(entries)).not.toContain('secret')
    expect(JSON.stringify(await at.desk.shops.list())).not.toContain(SECRET)
  })
})
