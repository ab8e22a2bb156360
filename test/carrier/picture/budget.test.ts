import { describe, expect, it } from 'vitest'
import { Budget } from '../../../src/carrier/picture/budget.ts'

describe('the time of one picture', () => {
  it('is over at its end, which is an error between two rows', async () => {
    let now = 1000
    const budget = new Budget(5000, () => now)
    now = 5999
    expect([budget.left(), budget.isOver()]).toEqual([1, false])
    await budget.pause()
    now = 6000
    expect([budget.left(), budget.isOver()]).toEqual([0, true])
    await expect(budget.pause()).rejects.toMatchObject({ code: 'picture-timeout', details: { seconds: 5 } })
    expect(() => budget.check()).toThrow()
  })

  it('lets everything else have its turn after 20 ms of work, and not before', async () => {
    let now = 0
    const budget = new Budget(5000, () => now)
    let turns = 0
    const count = async (work: number): Promise<number> => {
      setTimeout(() => turns++)
      now += work
      await budget.pause()
      return turns
    }
    expect(await count(19)).toBe(0)
    expect(await count(1)).toBe(2)
    expect(await count(19)).toBe(2)
    expect(await count(400)).toBe(4)
  })
})
