import { describe, expect, it } from 'vitest'
import { type Attempt, Limits, USUAL_LIMITS } from '../../../vendor-tool/web/limits.ts'

const secret = new Uint8Array(32)
const one = { burst: 2, everySeconds: 60, most: 10 }
const limitsOf = () =>
  new Limits({ ...USUAL_LIMITS, misses: one, missesOfKey: one }, { now: () => 0, secret })

function decided(attempt: Attempt, proved: boolean): void {
  if (attempt.kind !== 'go') throw new Error(`expected to go, got ${attempt.kind}`)
  attempt.decided(proved)
}

describe('the limits of the page', () => {
  it('count only misses, by address and by key', () => {
    const limits = limitsOf()
    const miss = (address: string, key: string) => {
      const attempt = limits.visitor(address).attempt(key)
      if (attempt.kind === 'go') attempt.decided(false)
      return attempt
    }
    const wait = { kind: 'wait', seconds: 60 }
    for (let times = 0; times < 20; times++) decided(limits.visitor('1.1.1.1').attempt('KEY'), true)
    decided(limits.visitor('1.1.1.1').attempt('KEY'), false)
    decided(limits.visitor('2.2.2.2').attempt('KEY'), false)
    expect(miss('3.3.3.3', 'KEY'), 'of the key, from anywhere').toEqual(wait)
    expect(miss('1.1.1.1', 'OTHER').kind).toBe('go')
    expect(miss('1.1.1.1', 'THIRD'), 'of the address, for any key').toEqual(wait)
    expect(miss('3.3.3.3', 'FOURTH').kind, 'a refusal for the key is not a miss').toBe('go')
    expect(miss('3.3.3.3', 'FOURTH').kind).toBe('go')
  })

  it('ask an office to come back when only those that are being looked at are in its way', () => {
    const limits = limitsOf()
    const [first, second] = [1, 2].map(() => limits.visitor('1.1.1.1').attempt('KEY')) as [Attempt, Attempt]
    expect(limits.visitor('1.1.1.1').attempt('OTHER')).toEqual({ kind: 'busy' })
    expect(limits.visitor('2.2.2.2').attempt('KEY')).toEqual({ kind: 'busy' })
    decided(first, true)
    expect(limits.visitor('1.1.1.1').attempt('OTHER').kind).toBe('go')
    decided(second, false)
  })

  it('have room for an office: a hundred phones in a minute, each with three pages', () => {
    let time = 0
    const limits = new Limits(USUAL_LIMITS, { now: () => time, secret })
    for (let phone = 0; phone < 100; phone++, time += 0.6) {
      const visitor = limits.visitor('1.1.1.1')
      expect([visitor.visit(), visitor.visit(), visitor.visit()]).toEqual([0, 0, 0])
      decided(visitor.attempt(`KEY ${phone}`), true)
    }
  })

  it('give everything back, once, when the page failed', () => {
    const limits = new Limits(
      { visits: one, readings: one, misses: one, missesOfKey: one },
      { now: () => 0, secret },
    )
    for (let times = 0; times < 20; times++) {
      const visitor = limits.visitor('1.1.1.1')
      expect([visitor.visit(), visitor.reading()]).toEqual([0, 0])
      visitor.chargeReading(1)
      const attempt = visitor.attempt('KEY')
      visitor.undo()
      visitor.undo()
      // the work went on when its answer was given up
      decided(attempt, true)
    }
    const visitor = limits.visitor('1.1.1.1')
    expect([visitor.visit(), visitor.visit(), visitor.visit()]).toEqual([0, 0, 60])
    decided(visitor.attempt('KEY'), false)
    decided(visitor.attempt('KEY'), false)
    expect(visitor.attempt('KEY').kind).toBe('wait')
  })
})
