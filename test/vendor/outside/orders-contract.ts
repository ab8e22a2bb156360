/** HT-04 on any engine: an order becomes keys once, in whatever way its shop repeats it, and a refund suspends them. */
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { FilledOrder, Vendor } from '../../../src/vendor/door.ts'
import { runs } from '../../effort.ts'
import { DAY, NOW } from '../../world/nouns.ts'
import { type OrderDesk, paid, refunded } from './order-desk.ts'

export function ordersContract(open: () => Promise<OrderDesk>): void {
  let at: OrderDesk
  beforeAll(async () => {
    at = await open()
  })
  afterAll(() => at?.close())

  let orders = 0
  const next = () => `order-${++orders}`
  const keysOf = ({ lines }: FilledOrder) => lines.flatMap(({ keys }) => keys.map(({ text }) => text))
  const fill = (order: ReturnType<typeof paid>, vendor = at.vendor) => vendor.orders.fill('web', order)
  const stateOf = async (key: string) => (await at.desk.listedKey(key)).state
  const entriesOf = async (vendor: Vendor, order: string) => {
    const entries = []
    for await (const entry of vendor.log())
      if (JSON.stringify(entry.change).includes(`"${order}"`)) entries.push(entry)
    return entries
  }

  describe('HT-04: an order', () => {
    test('becomes a key for each of its units, by the template of its item, under the shop’s name', async () => {
      const order = next()
      const filled = await fill(paid(order, [2, 1]))
      expect(filled.outcome).toBe('filled')
      expect(filled.lines.map(({ line, keys }) => [line, keys.length])).toEqual([
        ['1', 2],
        ['2', 1],
      ])
      expect(new Set(keysOf(filled)).size).toBe(3)
      const key = await at.desk.key(keysOf(filled)[0] ?? '')
      expect(key).toMatchObject({
        orderReference: order,
        entitlement: { productId: 'scope', activations: 2 },
      })
      const entries = await entriesOf(at.desk, order)
      expect(entries.map(({ change }) => change.kind)).toEqual([
        ...['key.created', 'key.created', 'order.filled'],
        ...['key.created', 'order.filled'],
      ])
      expect(new Set(entries.map(({ operator }) => operator))).toEqual(new Set(['shop:web']))
    })

    test('that is sent again gets the same keys, whatever it says of item and quantity then', async () => {
      const order = next()
      const first = await fill(paid(order, [2]))
      at.time = NOW + 400 * DAY
      const again = await fill(paid(order, [2]))
      expect(again).toEqual({ outcome: 'known', lines: first.lines })
      const lines = [{ line: '1', item: 'viewer', quantity: 900 }]
      expect(keysOf(await fill(paid(order, [], { lines })))).toEqual(keysOf(first))
      expect((await entriesOf(at.desk, order)).length).toBe(3)
    })

    test('may come line by line, as key requests do', async () => {
      const order = next()
      const one = await fill(paid(order, [1]))
      const both = await fill(paid(order, [1, 1]))
      expect(both.outcome).toBe('filled')
      expect(keysOf(both)).toHaveLength(2)
      expect(keysOf(both)[0]).toBe(keysOf(one)[0])
    })

    test('of another shop with the same number is another order', async () => {
      const order = next()
      const products = new Map([['scope', 'Scope Pro']])
      await at.desk.shops.add({ name: 'other', kind: 'stripe', products, secret: 'another-secret-text' })
      const one = keysOf(await fill(paid(order)))
      const other = keysOf(await at.vendor.orders.fill('other', paid(order)))
      expect(other).not.toEqual(one)
      await at.desk.shops.remove('other')
    })

    test('that comes many times at once, over two connections, makes one set of keys', async () => {
      const order = next()
      const all = await Promise.all(
        Array.from({ length: 12 }, (_, i) => fill(paid(order, [2, 3]), i % 2 ? at.vendor : at.other)),
      )
      expect(new Set(all.map(filled => JSON.stringify(keysOf(filled)))).size).toBe(1)
      expect(all.filter(({ outcome }) => outcome === 'filled')).toHaveLength(1)
      expect((await at.desk.keys({ orderReference: order })).length).toBe(5)
    })

    test('with an item that nobody said what to make of makes nothing, also of its other lines', async () => {
      const order = next()
      const lines = [
        { line: '1', item: 'scope', quantity: 1 },
        { line: '2', item: 'what', quantity: 1 },
      ]
      await expect(fill(paid(order, [], { lines }))).rejects.toMatchObject({
        code: 'order-item-unknown',
        details: { shop: 'web', item: 'what', known: ['scope', 'viewer', 'mug'] },
      })
      expect(await at.vendor.orders.known('web', order)).toEqual([])
      // once it is said, the shop's next try succeeds
      await at.desk.shops.set('web', { sells: new Map([['what', 'Viewer']]) })
      expect(keysOf(await fill(paid(order, [], { lines })))).toHaveLength(2)
      await at.desk.shops.set('web', { sellsNot: ['what'] })
    })

    test('of something that no keys are made of has none', async () => {
      const lines = [{ line: '1', item: 'mug', quantity: 3 }]
      expect(await fill(paid(next(), [], { lines }))).toEqual({
        outcome: 'known',
        lines: [{ line: '1', item: 'mug', keys: [] }],
      })
    })

    test('that nobody paid for makes keys only where the shop takes such orders', async () => {
      const order = next()
      expect(await fill(paid(order, [1], { isTest: true }))).toEqual({ outcome: 'test', lines: [] })
      await at.desk.shops.set('web', { takesTests: true })
      expect(keysOf(await fill(paid(order, [1], { isTest: true })))).toHaveLength(1)
      await at.desk.shops.set('web', { takesTests: false })
    })

    test('starts from no saved defaults: they are of what the desk sells next', async () => {
      await at.desk.createKeys({ productId: 'scope', comment: 'for Bob', graceDays: 9, saveDefaults: true })
      const [line] = (await fill(paid(next()))).lines
      expect(line?.keys[0]).toMatchObject({ comment: undefined, entitlement: { graceDays: undefined } })
      await at.desk.clearDefaults()
    })
  })

  describe('HT-04: what an order may not be', () => {
    test.each<[string, Partial<ReturnType<typeof paid>>, string]>([
      ['a flood of keys', { lines: [{ line: '1', item: 'scope', quantity: 1001 }] }, 'quantity'],
      [
        'a flood of keys in parts',
        { lines: ['1', '2'].map(line => ({ line, item: 'scope', quantity: 600 })) },
        'quantity',
      ],
      ['nothing of something', { lines: [{ line: '1', item: 'scope', quantity: 0 }] }, 'quantity'],
      ['less than nothing', { lines: [{ line: '1', item: 'scope', quantity: -1 }] }, 'quantity'],
      ['a part of something', { lines: [{ line: '1', item: 'scope', quantity: 1.5 }] }, 'quantity'],
      ['no number', { lines: [{ line: '1', item: 'scope', quantity: Number.NaN }] }, 'quantity'],
      ['without lines', { lines: [] }, 'lines'],
      [
        'of too many lines',
        { lines: Array.from({ length: 101 }, (_, i) => ({ line: `${i}`, item: 'scope', quantity: 1 })) },
        'lines',
      ],
      ['a line twice', { lines: ['1', '1'].map(line => ({ line, item: 'scope', quantity: 1 })) }, 'line'],
      ['a line without a name', { lines: [{ line: '', item: 'scope', quantity: 1 }] }, 'line'],
      ['without a name', { order: '' }, 'order'],
      ['a name of several lines', { order: 'a\r\nSet-Cookie: b' }, 'order'],
      ['a name that is too long', { order: 'x'.repeat(201) }, 'order'],
      ['an item with a line end', { lines: [{ line: '1', item: 'scope\n', quantity: 1 }] }, 'item'],
    ])('%s', async (_, wrong, field) => {
      const order = { ...paid(next()), ...wrong }
      const entries = (await at.desk.stats()).entries
      await expect(fill(order)).rejects.toMatchObject({
        code: 'invalid-value',
        details: { field },
      })
      expect((await at.desk.stats()).entries).toBe(entries)
    })

    test('more than the plan has, in all of its lines together', async () => {
      const granted = await at.desk.report({ kind: 'seats' }).then(() => at.desk.keys({ archived: true }))
      const now = granted.reduce((sum, { key }) => sum + key.entitlement.activations, 0)
      await at.desk.setSetting('planActivations', now + 7)
      const order = next()
      await expect(fill(paid(order, [2, 2]))).rejects.toMatchObject({ code: 'plan-activations-exceeded' })
      await at.desk.setSetting('planActivations', now + 8)
      expect((await fill(paid(order, [2, 2]))).outcome).toBe('filled')
      await at.desk.setSetting('planActivations', 'unlimited')
    })

    test('of a desk that sells nothing now', async () => {
      await at.desk.setSetting('dormant', true)
      const order = next()
      await expect(fill(paid(order))).rejects.toMatchObject({ code: 'vendor-dormant' })
      await at.desk.setSetting('dormant', false)
      expect((await fill(paid(order))).outcome).toBe('filled')
    })

    test('of a shop that is not there', async () => {
      await expect(at.vendor.orders.fill('nobody', paid(next()))).rejects.toMatchObject({
        code: 'shop-not-found',
        details: { shop: 'nobody', known: ['web'] },
      })
    })
  })

  describe('HT-04: whose keys they become', () => {
    const boughtBy = async (customer: ReturnType<typeof paid>['customer']) => {
      const filled = await fill(paid(next(), [1], { customer }))
      return filled.lines[0]?.keys[0]?.customer
    }

    test('the customer with this address, whatever its case; else a new one', async () => {
      const { id } = await at.desk.addCustomer({ name: 'Ann', email: 'Ann@Example.com' })
      expect(await boughtBy({ email: 'ann@example.COM', name: 'Somebody Else' })).toBe(id)
      expect((await at.desk.customer(id)).customer.name).toBe('Ann')
      const fresh = await boughtBy({ email: 'bob@example.com', name: 'Bob', company: 'Delta' })
      expect((await at.desk.customer(fresh ?? '')).customer).toMatchObject({
        name: 'Bob',
        company: 'Delta',
        email: 'bob@example.com',
      })
      expect(await boughtBy({ email: 'bob@example.com' })).toBe(fresh)
    })

    test('of two with the address the first one, and never one that was merged away', async () => {
      const one = await at.desk.addCustomer({ name: 'Eve', email: 'eve@example.com' })
      const two = await at.desk.addCustomer({ name: 'Eva', email: 'eve@example.com' })
      expect(await boughtBy({ email: 'eve@example.com' })).toBe(one.id)
      await at.desk.mergeCustomers(one.id, two.id)
      expect(await boughtBy({ email: 'eve@example.com' })).toBe(two.id)
    })

    test('without an address it is called what the shop says, or is nobody', async () => {
      expect(await boughtBy({})).toBeUndefined()
      const named = await boughtBy({ company: 'Delta' })
      expect((await at.desk.customer(named ?? '')).customer).toMatchObject({
        name: 'Delta',
        company: 'Delta',
      })
    })

    test('what does not fit into the ledger costs nobody their keys', async () => {
      const odd = await boughtBy({ email: 'not an address', name: 'x'.repeat(500), company: ' Delta ' })
      expect((await at.desk.customer(odd ?? '')).customer).toMatchObject({ name: 'Delta', email: undefined })
      expect(await boughtBy({ email: '\r\nBcc: all@example.com', name: '\u0000' })).toBeUndefined()
    })

    test('two orders at once of somebody new make one customer', async () => {
      const customer = { email: 'zoe@example.com', name: 'Zoe' }
      const two = await Promise.all([
        fill(paid(next(), [1], { customer })),
        fill(paid(next(), [1], { customer }), at.other),
      ])
      expect(new Set(two.map(({ lines }) => lines[0]?.keys[0]?.customer)).size).toBe(1)
    })
  })

  describe('HT-04: a refund', () => {
    test('suspends the keys of its order with a reason, once', async () => {
      const order = next()
      const keys = keysOf(await fill(paid(order, [2, 1])))
      const refund = await at.vendor.orders.refund('web', refunded(order))
      expect(refund).toMatchObject({ outcome: 'refunded', suspended: { length: 3 } })
      for (const key of keys) expect(await stateOf(key)).toBe('suspended')
      const { suspended } = await at.desk.key(keys[0] ?? '')
      expect(suspended?.reason).toBe(`order ${order} of shop "web" was refunded`)
      expect(await at.vendor.orders.refund('web', refunded(order))).toEqual({
        outcome: 'known',
        hasKeys: true,
        suspended: [],
      })
      expect(await fill(paid(order, [2, 1]))).toMatchObject({
        outcome: 'refunded',
        lines: [{ keys: [] }, { keys: [] }],
      })
    })

    test('that comes again does not suspend what the desk has reinstated since', async () => {
      const order = next()
      const [key = ''] = keysOf(await fill(paid(order)))
      await at.vendor.orders.refund('web', refunded(order))
      await at.desk.reinstateKey(key)
      await at.vendor.orders.refund('web', refunded(order))
      expect(await stateOf(key)).not.toBe('suspended')
    })

    test('of a line leaves the others as they are', async () => {
      const order = next()
      const [one = '', two = ''] = keysOf(await fill(paid(order, [1, 1])))
      await at.vendor.orders.refund('web', refunded(order, ['2']))
      expect([await stateOf(one), await stateOf(two)]).toEqual(['unused', 'suspended'])
      expect(keysOf(await fill(paid(order, [1, 1])))).toEqual([one])
      await at.vendor.orders.refund('web', refunded(order))
      expect(await stateOf(one)).toBe('suspended')
    })

    test('that comes before its order is remembered: the order makes no keys', async () => {
      const order = next()
      expect(await at.vendor.orders.refund('web', refunded(order))).toEqual({
        outcome: 'refunded',
        hasKeys: false,
        suspended: [],
      })
      expect(await fill(paid(order, [3]))).toMatchObject({ outcome: 'refunded', lines: [{ keys: [] }] })
      expect(await at.desk.keys({ orderReference: order })).toEqual([])
      const entries = await entriesOf(at.desk, order)
      expect(entries.map(({ change }) => change.kind)).toEqual(['order.filled'])
      const late = next()
      await at.vendor.orders.refund('web', refunded(late, ['2']))
      expect(keysOf(await fill(paid(late, [1, 1])))).toHaveLength(1)
    })

    test('of a line that comes later than the refund of its order makes no keys either', async () => {
      const order = next()
      await fill(paid(order, [1]))
      await at.vendor.orders.refund('web', refunded(order))
      expect(keysOf(await fill(paid(order, [1, 1])))).toEqual([])
    })

    test('leaves a key that is revoked as it is', async () => {
      const order = next()
      const [key = ''] = keysOf(await fill(paid(order)))
      await at.desk.revokeKey(key, 'stolen')
      expect(await at.vendor.orders.refund('web', refunded(order))).toMatchObject({ suspended: [] })
      expect(await stateOf(key)).toBe('revoked')
    })
  })

  test('HT-04: any deliveries, in any order and at once, leave one set of keys a line and the right state', async () => {
    const lines = fc.subarray(['1', '2', '3'], { minLength: 1 })
    const event = fc.oneof(
      { weight: 3, arbitrary: lines.map(lines => ({ kind: 'paid' as const, lines })) },
      { weight: 1, arbitrary: lines.map(lines => ({ kind: 'refunded' as const, lines })) },
      { weight: 1, arbitrary: fc.constant({ kind: 'refunded' as const, lines: undefined }) },
    )
    const deliveries = fc.array(fc.array(event, { minLength: 1, maxLength: 4 }), {
      minLength: 1,
      maxLength: 4,
    })
    await fc.assert(
      fc.asyncProperty(deliveries, async rounds => {
        const order = next()
        const seen = new Map<string, Set<string>>()
        const sent = { paid: new Set<string>(), refunded: new Set<string>() }
        for (const round of rounds) {
          await Promise.all(
            round.map(async ({ kind, lines }, i) => {
              const vendor = i % 2 ? at.other : at.vendor
              if (kind === 'refunded') return void (await vendor.orders.refund('web', refunded(order, lines)))
              const said = lines.map(line => ({ line, item: 'scope', quantity: Number(line) }))
              for (const { line, keys } of (await fill(paid(order, [], { lines: said }), vendor)).lines) {
                if (keys.length === 0) continue
                const texts = keys.map(({ text }) => text).join()
                seen.set(line, (seen.get(line) ?? new Set()).add(texts))
              }
            }),
          )
          for (const { kind, lines = ['1', '2', '3'] } of round)
            for (const line of lines) sent[kind].add(line)
        }
        // whoever was answered with keys was answered with the same ones
        for (const texts of seen.values()) expect(texts.size).toBe(1)
        const rows = await at.vendor.orders.known('web', order)
        const keys = await at.desk.keys({ orderReference: order })
        expect(rows.flatMap(({ keyIds }) => keyIds).sort()).toEqual(keys.map(({ key }) => key.id).sort())
        const isWhole = rows.some(({ line }) => line === '')
        for (const line of sent.paid) {
          const row = rows.find(row => row.line === line)
          expect([undefined, 0, Number(line)]).toContain(row?.keyIds.length)
          const isOver = isWhole || sent.refunded.has(line)
          if (!isOver) expect(row?.keyIds).toHaveLength(Number(line))
          for (const id of row?.keyIds ?? []) expect(await stateOf(id)).toBe(isOver ? 'suspended' : 'unused')
        }
      }),
      { numRuns: runs(100) },
    )
    expect(await at.desk.audit()).toMatchObject({ problems: [] })
  })
}
