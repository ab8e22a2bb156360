/** Owns what every ledger must do with customers, and with what a search looks through. */
import { describe, expect, test } from 'vitest'
import type { Change } from '../../../src/vendor/ledger/change.ts'
import type { Ledger } from '../../../src/vendor/ledger/ledger.ts'
import type { Hit } from '../../../src/vendor/ledger/search.ts'
import type { LedgerUnderTest } from './contract.ts'
import {
  AT,
  activation,
  customer,
  doubleCustomer,
  everyKind,
  fullKey,
  goneCustomer,
  keyRecord,
  product,
} from './sample.ts'

const basics: readonly Change[] = [
  ...everyKind.slice(0, 6),
  { kind: 'customer.added', customer },
  { kind: 'customer.added', customer: doubleCustomer },
]

const owned = (id: string, by: string | undefined): Change => ({
  kind: 'key.created',
  key: keyRecord(id, { customer: by }),
})

export function customersContract(engine: string, fresh: () => Promise<LedgerUnderTest>): void {
  const start = async (changes: readonly Change[] = basics) => {
    const ledger = await (await fresh()).open()
    expect(await ledger.append(changes, AT)).toBe('recorded')
    return ledger
  }
  const found = async (ledger: Ledger, ...phrases: readonly string[]) =>
    (await ledger.search(phrases, 100)).map(({ id }) => id).toSorted()

  describe(`customers in a ledger on ${engine}`, () => {
    test('are kept with all that is said of them, changed, and counted with their keys', async () => {
      const ledger = await start([...basics, owned('KEY-1', customer.id), owned('KEY-2', customer.id)])
      const kept = { ...customer, mergedInto: undefined }
      expect(await ledger.customer(customer.id)).toStrictEqual({ customer: kept, keys: 2, revision: 7 })
      expect(await ledger.customer('C-NONE')).toBeUndefined()
      const changed = { ...customer, name: 'Jo', company: undefined }
      await ledger.append([{ kind: 'customer.changed', customer: changed }], AT)
      expect(await ledger.customers()).toStrictEqual([
        { customer: { ...changed, mergedInto: undefined }, keys: 2 },
        { customer: { ...doubleCustomer, mergedInto: undefined }, keys: 0 },
      ])
      expect((await ledger.keys({ customer: customer.id })).map(({ key }) => key.id)).toEqual([
        'KEY-1',
        'KEY-2',
      ])
      expect((await ledger.history(customer.id)).map(({ change }) => change)).toStrictEqual([
        { kind: 'customer.added', customer },
        { kind: 'customer.changed', customer: changed },
      ])
      expect((await ledger.audit()).problems).toEqual([])
    })

    test('and their keys and activations, the newest first, a page at a time; their names by their ids', async () => {
      const ledger = await start([...basics, owned('KEY-1', customer.id), owned('KEY-2', undefined)])
      const more = ['KEY-3', 'KEY-4', 'KEY-5'].map(id => owned(id, customer.id))
      const ids = async (before?: string, of?: string) =>
        (await ledger.newestKeys({ most: 2, before, customer: of })).map(({ key }) => key.id)
      expect(await ids(undefined, customer.id)).toEqual(['KEY-1'])
      await ledger.append(more, AT)
      expect(await ids()).toEqual(['KEY-5', 'KEY-4'])
      // what is added meanwhile moves nothing
      await ledger.append([owned('KEY-6', customer.id)], AT)
      expect(await ids('KEY-4')).toEqual(['KEY-3', 'KEY-2'])
      expect(await ids('KEY-4', customer.id)).toEqual(['KEY-3', 'KEY-1'])
      expect(await ids('KEY-1', customer.id)).toEqual([])
      expect(await ids('KEY-NONE')).toEqual([])
      const [{ key } = {}] = await ledger.newestKeys({ most: 1 })
      const same = { productId: key?.entitlement.productId, email: key?.email?.toUpperCase() }
      expect(await ledger.newestKeys({ most: 9, ...same })).toEqual((await ledger.keys(same)).toReversed())
      for (const other of [{ productId: 'none' }, { email: 'none@lab.example' }, { affiliate: 'none' }])
        expect(await ledger.newestKeys({ most: 9, ...other })).toEqual([])
      const customers = async (before?: string) =>
        (await ledger.newestCustomers({ most: 1, before })).map(one => [one.customer.id, one.keys])
      expect(await customers()).toEqual([[doubleCustomer.id, 0]])
      expect(await customers(doubleCustomer.id)).toEqual([[customer.id, 5]])
      const names = await ledger.customerNames([customer.id, doubleCustomer.id, 'C-NONE'])
      expect(names.get(customer.id)).toBe(customer.company)
      expect([...names.keys()].toSorted()).toEqual([customer.id, doubleCustomer.id].toSorted())
      await ledger.append([{ kind: 'customer.merged', from: doubleCustomer.id, into: customer.id }], AT)
      expect(await customers()).toEqual([[customer.id, 5]])
      expect([...(await ledger.customerNames([doubleCustomer.id])).keys()]).toEqual([])
      const held = ['1', '2', '3'].map(id => activation(id.repeat(16), 'KEY-1'))
      await ledger.append(
        held.map(one => ({ kind: 'activation.recorded', activation: one }) as const),
        AT,
      )
      const seats = async (before?: string) =>
        (await ledger.newestActivations({ keyId: 'KEY-1', released: false, most: 2, before })).map(
          ({ id }) => id,
        )
      const [first, second, third] = held.map(({ id }) => id)
      expect(await seats()).toEqual([third, second])
      expect(await seats(second)).toEqual([first])
      expect(await ledger.newestActivations({ keyId: 'KEY-2', most: 2 })).toEqual([])
    })

    test('merged, one has the keys of both, also those made before and behind it in the same append', async () => {
      const ledger = await start([...basics, owned('KEY-1', doubleCustomer.id), owned('KEY-2', customer.id)])
      const revoked: Change = {
        kind: 'key.revoked',
        keyId: 'KEY-1',
        revocation: { at: AT, reason: undefined },
      }
      const merge: Change = { kind: 'customer.merged', from: doubleCustomer.id, into: customer.id }
      const changes = [revoked, owned('KEY-3', doubleCustomer.id), merge, owned('KEY-4', doubleCustomer.id)]
      expect(await ledger.append(changes, AT)).toBe('recorded')
      const ids = async (id: string) => (await ledger.keys({ customer: id })).map(({ key }) => key.id)
      expect(await ids(customer.id)).toEqual(['KEY-1', 'KEY-2', 'KEY-3'])
      expect(await ids(doubleCustomer.id)).toEqual(['KEY-4'])
      expect((await ledger.customers()).map(({ customer: { id } }) => id)).toEqual([customer.id])
      expect((await ledger.customers(customer.id)).map(({ customer: { id } }) => id)).toEqual([
        doubleCustomer.id,
      ])
      expect((await ledger.audit()).problems).toEqual([])
    })

    test.each<readonly [string, readonly Change[]]>([
      ['one that exists', [{ kind: 'customer.added', customer }]],
      ['a change of none', [{ kind: 'customer.changed', customer: goneCustomer }]],
      ['a key of none', [owned('KEY-1', goneCustomer.id)]],
      ['a change to none', [{ kind: 'key.changed', key: { ...fullKey, customer: goneCustomer.id } }]],
      ['an erasure of none', [{ kind: 'customer.erased', customerId: goneCustomer.id }]],
      ['a merge of none', [{ kind: 'customer.merged', from: goneCustomer.id, into: customer.id }]],
      ['a merge into none', [{ kind: 'customer.merged', from: customer.id, into: goneCustomer.id }]],
      ['a merge into itself', [{ kind: 'customer.merged', from: customer.id, into: customer.id }]],
      [
        'a merge in a circle',
        [
          { kind: 'customer.merged', from: customer.id, into: doubleCustomer.id },
          { kind: 'customer.merged', from: doubleCustomer.id, into: customer.id },
        ],
      ],
    ])('a conflict, and nothing is written: %s', async (_what, changes) => {
      const ledger = await start()
      const before = await ledger.stats()
      expect(await ledger.append(changes, AT)).toBe('conflict')
      expect(await ledger.stats()).toEqual(before)
    })

    test('what was decided on a customer is compared with it', async () => {
      const ledger = await start()
      const seen = { customers: new Map([[customer.id, 7]]) }
      await ledger.append([{ kind: 'customer.merged', from: doubleCustomer.id, into: customer.id }], AT)
      expect(await ledger.append([owned('KEY-1', customer.id)], AT, seen)).toBe('conflict')
    })

    test('erased, nothing is left of what was said, and the chain holds', async () => {
      const ledger = await start([
        ...basics,
        { kind: 'customer.changed', customer: { ...customer, name: 'Jo' } },
      ])
      const { head } = await ledger.stats()
      await ledger.append([{ kind: 'customer.erased', customerId: customer.id }], AT)
      expect(await ledger.scrub()).toMatch(/^(?:gone|on-server)$/)
      const entries = await ledger.entries(0, 100)
      expect(entries.map(({ hash }) => hash)).toContain(head)
      const said = JSON.stringify([await ledger.customers(), await ledger.history(customer.id), entries])
      expect(said).not.toMatch(/rgen|acme\.example|K 17|Tuesday|12 34|49891234/)
      expect(await found(ledger, 'acme')).toEqual([])
      expect((await ledger.audit()).problems).toEqual([])
    })
  })

  describe(`a search in a ledger on ${engine}`, () => {
    const everything: readonly Change[] = [
      ...basics,
      {
        kind: 'customer.added',
        customer: { ...goneCustomer, name: '100%_"safe" \\ Жук', notes: 'secret note' },
      },
      { kind: 'activation.recorded', activation: activation('00112233aabbccdd', fullKey.id) },
      {
        kind: 'activation.recorded',
        activation: activation('ffee00112233ffee', 'KEY-BARE', { computerId: 'rack 7' }),
      },
    ]

    test('finds any part, whatever its case and accents', async () => {
      const ledger = await start(everything)
      for (const part of [
        'Müller',
        'MULLER',
        'mu\u0308ll',
        'acme g',
        'JO@ACME',
        '(89)',
        '49891234',
        'k 17',
        '7f3',
      ])
        expect(await found(ledger, part), part).toEqual([customer.id])
      for (const part of ['PO 2026', 'kathe & s', 'ann@EX', 'on Monday', 'key-full'])
        expect(await found(ledger, part), part).toEqual([fullKey.id])
      expect(await found(ledger, 'rc9wh-5v')).toEqual(['00112233aabbccdd'])
      expect(await found(ledger, '2233aa')).toEqual(['00112233aabbccdd'])
      expect(await found(ledger, 'RACK')).toEqual(['ffee00112233ffee'])
      expect(await found(ledger, 'acme gmbh', 'rack 7')).toEqual([customer.id, 'ffee00112233ffee'])
    })

    test('takes nothing in a text for a pattern, and finds nothing across two fields', async () => {
      const ledger = await start(everything)
      for (const part of ['100%_', '"safe"', 'e" \\ ж', '\\ ЖУК'])
        expect(await found(ledger, part), part).toEqual([goneCustomer.id])
      for (const part of ['___', '%%%', '*ac', 'acm*', '" OR "', 'müller acme', 'NOT', 'secret note'])
        expect(await found(ledger, part), part).toEqual([])
    })

    test('follows every change, the newest first and at most so many', async () => {
      const ledger = await start(everything)
      const change = async (...changes: readonly Change[]) =>
        expect(await ledger.append(changes, AT)).toBe('recorded')
      await change({ kind: 'key.changed', key: { ...fullKey, orderReference: 'PO 9', comment: undefined } })
      expect([await found(ledger, 'PO 2026'), await found(ledger, 'on Monday')]).toEqual([[], []])
      expect(await found(ledger, 'PO 9')).toEqual([fullKey.id])
      const moved = activation('00112233aabbccdd', fullKey.id, { computerId: 'T315F-Q92ZX' })
      await change({ kind: 'activation.renewed', activation: moved })
      expect([await found(ledger, 'rc9wh'), await found(ledger, 't315f')]).toEqual([[], [moved.id]])
      await change({ kind: 'personal.erased', keyId: fullKey.id })
      expect([await found(ledger, 'ann@'), await found(ledger, 'PO 9')]).toEqual([[], [fullKey.id]])
      expect(await ledger.search(['KEY-'], 1)).toEqual<readonly Hit[]>([{ kind: 'key', id: 'KEY-BARE' }])
      expect(await ledger.activations({ computerId: 'rack 7' })).toHaveLength(1)
      expect(await ledger.activations({ computerId: 'rack' })).toEqual([])
      expect(await ledger.activations({ computerId: product.id })).toEqual([])
      expect((await ledger.audit()).problems).toEqual([])
    })
  })
}
