import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Desk, openDesk } from '../../world/desk.ts'

let desk: Desk
beforeAll(async () => {
  desk = await openDesk()
})
afterAll(() => desk.close())

describe('settings', () => {
  test.each([
    ['planActivations', -1],
    ['planActivations', 1.5],
    ['planActivations', 2 ** 53],
    ['planActivations', true],
    ['planActivations', 'none'],
    ['dormant', 1],
    ['dormant', 'unlimited'],
    ['allowGenericKeys', 'unlimited'],
  ] as const)('%s is never %s', async (name, value) => {
    const { head } = await desk.vendor.stats()
    await expect(desk.vendor.setSetting(name, value as never)).rejects.toMatchObject({
      code: 'invalid-value',
      details: { field: name },
    })
    expect((await desk.vendor.stats()).head).toBe(head)
  })

  test('are changed one by one, and told whole', async () => {
    expect(await desk.vendor.setSetting('planActivations', Number.MAX_SAFE_INTEGER)).toEqual({
      allowGenericKeys: false,
      planActivations: Number.MAX_SAFE_INTEGER,
      dormant: false,
    })
    expect(await desk.vendor.setSetting('planActivations', 'unlimited')).toMatchObject({
      planActivations: 'unlimited',
    })
  })
})
