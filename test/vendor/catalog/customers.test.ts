import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  addCustomer,
  changeCustomer,
  eraseCustomer,
  mergeCustomers,
} from '../../../src/vendor/catalog/customers.ts'
import { createKeys } from '../../../src/vendor/catalog/keys.ts'
import type { KeyRecord } from '../../../src/vendor/door.ts'
import { type Desk, interrupted, openDesk } from '../../world/desk.ts'
import { NOW } from '../../world/nouns.ts'

let desk: Desk
beforeAll(async () => {
  desk = await openDesk()
})
afterAll(() => desk.close())

const add = async (name: string) => (await desk.vendor.addCustomer({ name })).id
async function sell(customer: string): Promise<KeyRecord> {
  const [key] = await desk.vendor.createKeys({ productId: 'scope', customer })
  return key as KeyRecord
}

describe('customers', () => {
  test('are checked by the names of their fields', async () => {
    const bad: unknown = { name: 'Ann', phone: '1' }
    await expect(desk.vendor.addCustomer(bad as { name: string })).rejects.toMatchObject({
      code: 'invalid-value',
      details: { field: 'phone' },
    })
    const nameless: unknown = { company: 'Labs' }
    for (const one of [nameless, { name: 7 }, undefined])
      await expect(desk.vendor.addCustomer(one as { name: string })).rejects.toMatchObject({
        code: 'invalid-value',
      })
  })

  test('an id that is taken is drawn again', async () => {
    const bytes = [Uint8Array.of(1, 2, 3, 4), Uint8Array.of(1, 2, 3, 4), Uint8Array.of(4, 3, 2, 1)]
    const random = () => bytes.shift() ?? new Uint8Array(4)
    const ledger = await desk.ledger()
    const first = await addCustomer(ledger, { name: 'Ann' }, { now: NOW, random })
    const second = await addCustomer(ledger, { name: 'Ann' }, { now: NOW, random })
    expect(second.id).not.toBe(first.id)
    expect(bytes).toEqual([])
  })

  test('the same again is not recorded', async () => {
    const id = await add('Bea')
    const { head } = await desk.vendor.stats()
    await desk.vendor.changeCustomer(id, { name: 'Bea', company: '' })
    expect((await desk.vendor.stats()).head).toBe(head)
  })

  test('a change meanwhile is kept, and the other one is made on top of it', async () => {
    const id = await add('Cy')
    const slow = interrupted(await desk.ledger(), () => desk.vendor.changeCustomer(id, { telephone: '1' }))
    const changed = await changeCustomer(slow, id, { company: 'Labs' }, NOW)
    expect(changed).toMatchObject({ name: 'Cy', company: 'Labs', telephone: '1' })
  })

  test('a key that is sold while its customer is merged belongs to the one that stays', async () => {
    const [from, into] = [await add('Di'), await add('Di')]
    const slow = interrupted(await desk.ledger(), attempt =>
      attempt === 0 ? desk.vendor.mergeCustomers(from, into) : undefined,
    )
    const maker = { ledger: slow, now: () => NOW, random: (n: number) => new Uint8Array(n).fill(9) }
    const [key] = await createKeys(maker, { productId: 'scope', customer: from })
    expect(key?.customer).toBe(into)
    expect((await desk.vendor.customer(from)).keys).toBe(1)
  })

  test('merged one into the other, all ids name the last, and none is merged in a circle', async () => {
    const [a, b, c] = [await add('A'), await add('B'), await add('C')]
    await sell(a)
    await desk.vendor.mergeCustomers(a, b)
    await desk.vendor.mergeCustomers(a, c)
    expect((await desk.vendor.customer(a)).customer).toMatchObject({ id: c, name: 'C' })
    expect(await desk.vendor.keys({ customer: b })).toMatchObject([{ key: { customer: c } }])
    for (const [from, into] of [
      [c, a],
      [a, c],
      [b, a],
    ] as const)
      await expect(desk.vendor.mergeCustomers(from, into)).rejects.toMatchObject({
        code: 'invalid-value',
        details: { field: 'into' },
      })
    await expect(desk.vendor.mergeCustomers(a, 'C-ZZZZZ')).rejects.toMatchObject({
      code: 'customer-not-found',
    })
    expect((await desk.vendor.audit()).problems).toEqual([])
  })

  test('two who are merged both ways at once are one, and the slower one is told', async () => {
    const [a, b] = [await add('A'), await add('B')]
    const slow = interrupted(await desk.ledger(), () => desk.vendor.mergeCustomers(a, b))
    await expect(mergeCustomers(slow, b, a, NOW)).rejects.toMatchObject({ code: 'invalid-value' })
  })

  test('what would be merged is told, and nothing is recorded', async () => {
    const [a, b] = [await add('A'), await add('B')]
    await sell(a)
    const { head } = await desk.vendor.stats()
    expect(await desk.vendor.tryMergeCustomers(a, b)).toMatchObject({ from: a, customer: { id: b }, keys: 1 })
    expect((await desk.vendor.stats()).head).toBe(head)
  })

  test('erased with all that were merged into it, and said anew afterwards', async () => {
    const [a, b, c] = [await add('A'), await add('B'), await add('C')]
    const { id } = await sell(a)
    await desk.vendor.changeKey(id, { email: 'a@lab' })
    await desk.vendor.mergeCustomers(a, b)
    await desk.vendor.mergeCustomers(b, c)
    const erased = await eraseCustomer(await desk.ledger(), a, NOW)
    expect({ ...erased, customers: erased.customers.toSorted() }).toMatchObject({
      customers: [a, b, c].toSorted(),
      keys: [id],
    })
    for (const one of [a, b, c])
      expect(JSON.stringify(await desk.vendor.customerHistory(one))).not.toMatch(/"name"/)
    expect((await desk.vendor.key(id)).email).toBeUndefined()
    await desk.vendor.changeCustomer(c, { name: 'Anew' })
    expect((await desk.vendor.customer(a)).customer.name).toBe('Anew')
    expect((await desk.vendor.audit()).problems).toEqual([])
  })
})
