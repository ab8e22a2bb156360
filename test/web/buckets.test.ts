import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { tokenBuckets } from '../../vendor-tool/web/buckets.ts'
import { limitsOf, USUAL_LIMITS } from '../../vendor-tool/web/limits.ts'

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
        const buckets = tokenBuckets({ ...rule, most: 8 }, () => time)
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
        const buckets = tokenBuckets({ ...rule, most: 8 }, () => time)
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

  it('hold so many names and no more, and then all newcomers together get what one would', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 4 }), (most, burst) => {
        const buckets = tokenBuckets({ burst, everySeconds: 10, most }, () => 0)
        for (let known = 0; known < most; known++) buckets.take(`known ${known}`)
        const served = Array.from({ length: 200 }, (_, i) => buckets.take(`new ${i}`)).filter(
          wait => wait === 0,
        )
        expect(buckets.size).toBe(most)
        expect(served.length).toBe(burst)
      }),
    )
  })

  it('make room of whoever has a full bucket again, and lose nothing by it', () => {
    let time = 0
    const buckets = tokenBuckets({ burst: 2, everySeconds: 10, most: 1 }, () => time)
    expect([buckets.take('a'), buckets.take('a'), buckets.take('a')]).toEqual([0, 0, 10])
    time = 19
    expect([buckets.take('b'), buckets.take('b'), buckets.take('b')]).toEqual([0, 0, 10])
    expect(buckets.take('a'), 'kept, as it was not full').toBe(0)
    time = 60
    expect(buckets.take('c')).toBe(0)
    expect(buckets.size).toBe(1)
  })

  it('give back what did not have to be taken, and never more than the burst', () => {
    const buckets = tokenBuckets({ burst: 1, everySeconds: 10, most: 4 }, () => 0)
    buckets.giveBack('a')
    expect([buckets.take('a'), buckets.take('a')]).toEqual([0, 10])
    buckets.giveBack('a')
    buckets.giveBack('a')
    expect([buckets.take('a'), buckets.take('a')]).toEqual([0, 10])
  })
})

describe('the limits of the page', () => {
  it('count only misses, by address and by key', () => {
    const one = { burst: 2, everySeconds: 60, most: 10 }
    const limits = limitsOf({ ...USUAL_LIMITS, misses: one, missesOfKey: one }, () => 0)
    for (let times = 0; times < 20; times++) {
      expect(limits.attempt('1.1.1.1', 'KEY')).toBe(0)
      limits.hit('1.1.1.1', 'KEY')
    }
    expect([limits.attempt('1.1.1.1', 'KEY'), limits.attempt('2.2.2.2', 'KEY')]).toEqual([0, 0])
    expect(limits.attempt('3.3.3.3', 'KEY'), 'of the key, from anywhere').toBe(60)
    expect(limits.attempt('1.1.1.1', 'OTHER')).toBe(0)
    expect(limits.attempt('1.1.1.1', 'THIRD'), 'of the address, for any key').toBe(60)
    expect(limits.attempt('3.3.3.3', 'FOURTH'), 'a refusal for the key is no miss').toBe(0)
    expect(limits.attempt('3.3.3.3', 'FOURTH')).toBe(0)
  })
})
