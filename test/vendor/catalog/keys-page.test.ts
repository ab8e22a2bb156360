/** Pages of keys are the list of keys, in parts: whatever is asked, nothing is missing and nothing comes twice. */
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { KEY_STATES, type KeysPageInput } from '../../../src/vendor/door.ts'
import { runs } from '../../effort.ts'
import { type Desk, openDesk, requestOf } from '../../world/desk.ts'
import { DAY, NOW } from '../../world/nouns.ts'

let desk: Desk
const customers: string[] = []

beforeAll(async () => {
  desk = await openDesk()
  const { vendor } = desk
  await vendor.createProduct({ id: 'viewer', name: 'Viewer' })
  await vendor.addAffiliate('North')
  for (const name of ['Ann', 'Bob']) customers.push((await vendor.addCustomer({ name })).id)
  const made: string[] = []
  for (let i = 0; i < 60; i++) {
    const [key] = await vendor.createKeys({
      productId: i % 3 === 0 ? 'viewer' : 'scope',
      ...(i % 2 === 0 ? { email: i % 4 === 0 ? 'ann@lab.example' : 'Bob@Lab.example' } : {}),
      ...(i % 5 === 0 ? { affiliate: 'North' } : {}),
      ...(i % 7 === 0 ? { customer: customers[i % 2] as string } : {}),
      ...(i % 6 === 0 ? { orderReference: ['4711', '471', 'A-4711', '47', 'ÄÖ-9'][i % 5] as string } : {}),
      ...(i % 4 === 1 ? { expiresAt: NOW + i * DAY } : {}),
    })
    made.push(key?.text as string)
  }
  for (const [i, text] of made.entries()) {
    if (i % 10 === 2) await vendor.suspendKey(text)
    if (i % 10 === 4) await vendor.archiveKey(text)
    if (i % 10 === 6) await vendor.revokeKey(text)
  }
  desk.time = NOW + 20 * DAY
  await desk.signer.issue(requestOf('ada', made[1] as string, { now: desk.time }))
})
afterAll(() => desk.close())

/** All pages together. */
async function paged(wanted: Omit<KeysPageInput, 'before'>): Promise<readonly string[]> {
  const ids: string[] = []
  let before: string | undefined
  do {
    const { keys, next } = await desk.vendor.keysPage({ ...wanted, before })
    expect(keys.length).toBeLessThanOrEqual(wanted.most)
    ids.push(...keys.map(({ key }) => key.id))
    before = next
  } while (before !== undefined)
  return ids
}

const maybe = <T>(...values: readonly T[]) => fc.constantFrom(undefined, undefined, ...values)

test('HT-01: the pages of any list are the list, the newest first', async () => {
  const filters = fc.record({
    productId: maybe('scope', 'viewer'),
    email: maybe('ANN@lab.example', 'bob@lab.example', 'none@lab.example'),
    affiliate: maybe('North'),
    customer: fc.constantFrom(undefined, undefined, 0, 1),
    orderReference: maybe('4711', '471', '47', 'ÄÖ-9', 'none'),
    state: maybe(...KEY_STATES),
    archived: maybe(true, false),
    expiresBefore: maybe(NOW + 30 * DAY),
  })
  await fc.assert(
    fc.asyncProperty(filters, fc.integer({ min: 1, max: 70 }), async ({ customer, ...rest }, most) => {
      const wanted = { ...rest, customer: customer === undefined ? undefined : customers[customer] }
      const all = (await desk.vendor.keys(wanted)).map(({ key }) => key.id).toReversed()
      expect(await paged({ ...wanted, most })).toEqual(all)
    }),
    { numRuns: runs(300) },
  )
})

test('HT-01: a page of a list of which hardly any fit ends after some thousand, and says where', async () => {
  const keys = await desk.vendor.createKeys({ productId: 'scope', count: 4200 })
  const { keys: found, next } = await desk.vendor.keysPage({ most: 5, state: 'revoked' })
  expect(found).toEqual([])
  expect(keys.some(({ id }) => id === next)).toBe(true)
  expect(await paged({ most: 5, state: 'revoked' })).toHaveLength(6)
})

test('HT-01: a cursor that is no key is refused', async () => {
  await expect(desk.vendor.keysPage({ most: 5, before: 'x' })).rejects.toMatchObject({
    code: 'activation-key-malformed',
  })
})

test('HT-01: a page after a key that has another order by now is refused, and no list begins anew', async () => {
  const { vendor } = desk
  const made = await vendor.createKeys({ productId: 'scope', count: 3, orderReference: 'PO 9000' })
  const { next } = await vendor.keysPage({ orderReference: 'PO 9000', most: 1 })
  expect(made.map(({ id }) => id)).toContain(next)
  await vendor.changeKey(next as string, { orderReference: 'PO 9001' })
  await expect(vendor.keysPage({ orderReference: 'PO 9000', most: 1, before: next })).rejects.toMatchObject({
    code: 'invalid-value',
    details: { field: 'cursor' },
  })
})
