import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type BucketRules, TokenBuckets } from '../../src/http/buckets.ts'

const secret = new Uint8Array(32).fill(7)
const bucketsOf = (rules: BucketRules, now: () => number) => new TokenBuckets(rules, { now, secret })

/** Who comes, after how many seconds; several at the same moment. */
const visits = fc.array(
  fc.record({ name: fc.integer({ min: 0, max: 7 }).map(String), after: fc.integer({ min: 0, max: 40 }) }),
  { maxLength: 200 },
)
const rules = fc.record({
  burst: fc.integer({ min: 1, max: 5 }),
  everySeconds: fc.integer({ min: 1, max: 20 }),
})

describe('token buckets', () => {
  it('give nobody more in any while than the burst and what came since', () => {
    fc.assert(
      fc.property(visits, rules, (comings, rule) => {
        let time = 0
        const buckets = bucketsOf({ ...rule, most: 8 }, () => time)
        const taken = new Map<string, number[]>()
        for (const { name, after } of comings) {
          time += after
          if (buckets.take(name) === 0) taken.set(name, [...(taken.get(name) ?? []), time])
        }
        for (const times of taken.values())
          times.forEach((from, i) => {
            times.slice(i).forEach((until, more) => {
              expect(more + 1).toBeLessThanOrEqual(rule.burst + (until - from) / rule.everySeconds + 1e-9)
            })
          })
      }),
    )
  })

  it('say truly how long to wait', () => {
    fc.assert(
      fc.property(visits, rules, (comings, rule) => {
        let time = 0
        const buckets = bucketsOf({ ...rule, most: 8 }, () => time)
        for (const { name, after } of comings) {
          time += after
          const wait = buckets.take(name)
          if (wait === 0) continue
          time += wait
          expect(buckets.take(name)).toBe(0)
        }
      }),
    )
  })

  it('hold so many names and no more, and a flood of names locks nobody out who comes later', () => {
    const [most, burst] = [200, 10]
    let time = 0
    const buckets = bucketsOf({ burst, everySeconds: 60, most }, () => time)
    // one miss of each of 200 networks, and then many times what one shared bucket would hold
    for (let flood = 0; flood < most + 50 * burst; flood++) {
      time += 0.1
      buckets.take(`flood ${flood}`)
    }
    expect(buckets.size).toBe(most)
    const newcomers = Array.from({ length: 500 }, (_, i) => buckets.take(`new ${i}`))
    expect(newcomers.filter(wait => wait > 0)).toEqual([])
  })

  it('give many newcomers together no more than the spare buckets have', () => {
    const buckets = bucketsOf({ burst: 2, everySeconds: 60, most: 1 }, () => 0)
    buckets.take('known')
    const served = Array.from({ length: 9_000 }, (_, i) => buckets.take(`new ${i}`)).filter(
      wait => wait === 0,
    )
    expect(served.length).toBeLessThanOrEqual(2 * 4096)
    expect(buckets.size).toBe(1)
  })

  it('take more for what was expensive, into debt of one burst at most', () => {
    let time = 0
    const buckets = bucketsOf({ burst: 3, everySeconds: 10, most: 4 }, () => time)
    expect(buckets.take('a')).toBe(0)
    buckets.charge('a', 4)
    expect(buckets.take('a')).toBe(30)
    time = 30
    expect(buckets.take('a')).toBe(0)
    buckets.charge('a', 1_000)
    expect(buckets.take('a')).toBe(40)
    expect(buckets.take('b'), 'of others, nothing').toBe(0)
  })

  it('make room of whoever has a full bucket again, and lose nothing by it', () => {
    let time = 0
    const buckets = bucketsOf({ burst: 2, everySeconds: 10, most: 1 }, () => time)
    expect([buckets.take('a'), buckets.take('a'), buckets.take('a')]).toEqual([0, 0, 10])
    time = 19
    expect([buckets.take('b'), buckets.take('b'), buckets.take('b')], 'a spare one').toEqual([0, 0, 10])
    expect(buckets.take('a'), 'kept, as it was not full').toBe(0)
    time = 60
    expect(buckets.take('c')).toBe(0)
    expect(buckets.size).toBe(1)
  })

  it('give back what did not have to be taken, and never more than the burst', () => {
    const buckets = bucketsOf({ burst: 1, everySeconds: 10, most: 4 }, () => 0)
    buckets.giveBack('a')
    expect([buckets.take('a'), buckets.take('a')]).toEqual([0, 10])
    buckets.giveBack('a')
    buckets.giveBack('a')
    expect([buckets.take('a'), buckets.take('a')]).toEqual([0, 10])
  })
})
