import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createKeys } from '../../src/catalog/keys.ts'
import type { NewKeys } from '../../src/vendor.ts'
import { type Desk, openDesk } from '../world/desk.ts'
import { DAY, NOW } from '../world/nouns.ts'

let desk: Desk
beforeAll(async () => {
  desk = await openDesk()
  await desk.vendor.createProduct({
    id: 'versioned',
    name: 'V',
    release: { version: '3.7', releasedAt: NOW },
  })
})
afterAll(() => desk.close())

describe('making keys', () => {
  test('QC-01 QC-04: what is not said has its default, and the major version is the newest release', async () => {
    const [key] = await desk.vendor.createKeys({ productId: 'versioned' })
    expect(key?.entitlement).toEqual({
      productId: 'versioned',
      activations: 1,
      floatingSeats: undefined,
      features: new Map(),
      generic: false,
      maintenance: undefined,
      majorVersion: '3',
      expiresAt: undefined,
      duration: undefined,
      userData: undefined,
    })
    expect(await desk.vendor.key(key?.id as string)).toEqual(key)
    expect(await desk.vendor.key(key?.text as string)).toEqual(key)
  })

  test('QC-05: all keys of one call or none', async () => {
    const before = (await desk.vendor.stats()).keys
    const keys = await desk.vendor.createKeys({ productId: 'scope', count: 100 })
    expect(new Set(keys.map(({ text }) => text)).size).toBe(100)
    expect((await desk.vendor.stats()).keys).toBe(before + 100)
  })

  test('a repeated id, as chance would have it once in a long while, is drawn anew', async () => {
    const ledger = await desk.ledger()
    const draws = [1, 1, 2]
    const random = (bytes: number) => new Uint8Array(bytes).fill(200 + (draws.shift() ?? 9))
    const maker = { ledger, now: desk.now, random }
    const [first] = await createKeys(maker, { productId: 'scope' })
    const [second] = await createKeys(maker, { productId: 'scope' })
    expect(second?.id).not.toBe(first?.id)
    expect(draws).toEqual([])
  })

  test.each<[string, string, Partial<NewKeys>]>([
    ['QC-16', 'feature-unknown', { features: new Map([['x', true]]) }],
    ['QC-07', 'invalid-value', { activations: 0 }],
    ['QC-07', 'invalid-value', { activations: 1_000_001 }],
    ['QC-10', 'invalid-value', { floatingSeats: 0 }],
    ['QC-25', 'invalid-value', { expiresAt: NOW }],
    ['QC-26', 'invalid-value', { duration: { days: 0, from: 'creation' } }],
    ['QC-26', 'invalid-value', { duration: { days: 36_501, from: 'creation' } }],
    ['QC-32', 'invalid-value', { userData: 'x'.repeat(65_537) }],
    ['QC-33', 'invalid-value', { comment: 'x'.repeat(4097) }],
    ['QG-13', 'generic-not-allowed', { generic: true }],
    ['QC-03', 'product-not-found', { productId: 'nothing' }],
  ])('%s: %s, and nothing is written', async (_id, code, change) => {
    const { head } = await desk.vendor.stats()
    await expect(desk.vendor.createKeys({ productId: 'scope', ...change })).rejects.toMatchObject({ code })
    expect((await desk.vendor.stats()).head).toBe(head)
  })

  test('QC-26: a duration that outlasts the date is no mistake', async () => {
    const terms = { expiresAt: NOW + DAY, duration: { days: 100, from: 'creation' } } as const
    expect(await desk.vendor.createKeys({ productId: 'scope', ...terms })).toHaveLength(1)
  })
})
