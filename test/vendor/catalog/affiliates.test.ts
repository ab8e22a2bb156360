import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addAffiliate } from '../../../src/vendor/catalog/affiliates.ts'
import { type Desk, interrupted, openDesk } from '../../world/desk.ts'
import { NOW } from '../../world/nouns.ts'

let desk: Desk
beforeAll(async () => {
  desk = await openDesk()
})
afterAll(() => desk.close())

describe('QC-18: affiliates', () => {
  test('are a list that the vendor keeps, in the order in which they were added', async () => {
    expect(await desk.vendor.affiliates()).toEqual([])
    for (const name of ['Zoë Ltd.', 'Alpha']) await desk.vendor.addAffiliate(name)
    expect(await desk.vendor.affiliates()).toEqual([
      { name: 'Zoë Ltd.', addedAt: NOW },
      { name: 'Alpha', addedAt: NOW },
    ])
  })

  test('an unknown one is refused with the list, at making and at changing, and nothing is written', async () => {
    const [key] = await desk.vendor.createKeys({ productId: 'scope', affiliate: 'Alpha' })
    const { head } = await desk.vendor.stats()
    const refused = {
      code: 'affiliate-unknown',
      details: { affiliate: 'alpha', known: ['Zoë Ltd.', 'Alpha'] },
    }
    await expect(desk.vendor.createKeys({ productId: 'scope', affiliate: 'alpha' })).rejects.toMatchObject(
      refused,
    )
    await expect(desk.vendor.changeKey(key?.id as string, { affiliate: 'alpha' })).rejects.toMatchObject(
      refused,
    )
    expect((await desk.vendor.stats()).head).toBe(head)
    expect((await desk.vendor.key(key?.id as string)).affiliate).toBe('Alpha')
  })

  test('keys are found by theirs', async () => {
    await desk.vendor.createKeys({ productId: 'scope', affiliate: 'Zoë Ltd.', count: 3 })
    await desk.vendor.createKeys({ productId: 'scope' })
    expect(await desk.vendor.keys({ affiliate: 'Zoë Ltd.' })).toHaveLength(3)
    expect(await desk.vendor.keys({ affiliate: 'Nobody' })).toEqual([])
  })

  test('each is added once, also by two at the same moment', async () => {
    await expect(desk.vendor.addAffiliate('Alpha')).rejects.toMatchObject({
      code: 'affiliate-exists',
      details: { affiliate: 'Alpha' },
    })
    const slow = interrupted(await desk.ledger(), () => desk.vendor.addAffiliate('Faster'))
    await expect(addAffiliate(slow, 'Faster', NOW)).rejects.toMatchObject({ code: 'affiliate-exists' })
  })

  test.each(['', ' a', 'a ', 'a\nb', 'x'.repeat(65), '\ud800'])('%j is no name', async name => {
    const before = await desk.vendor.affiliates()
    await expect(desk.vendor.addAffiliate(name)).rejects.toMatchObject({ code: 'invalid-value' })
    expect(await desk.vendor.affiliates()).toEqual(before)
  })
})
