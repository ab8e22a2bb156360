/** SS-05: leases are measured by a clock that nobody sets, and that goes on while the computer sleeps. */
import { describe, expect, test } from 'vitest'
import { type ClockReadings, steadyClock } from '../../../src/client/lease/steady-clock.ts'

/** Clocks of a computer: one that stands still in sleep, one that goes on, and one that is set. */
class Clocks implements ClockReadings {
  awake = 1000
  since = 5000
  set = 1_800_000_000
  hidesUptime = false

  hrtime = () => BigInt(Math.round(this.awake * 1e9))
  uptime = () => {
    if (this.hidesUptime) throw new Error('EPERM')
    return this.since
  }
  wall = () => this.set * 1000

  runs(seconds: number): void {
    this.awake += seconds
    this.sleeps(seconds)
  }
  /** The clock that is set goes on as well. */
  sleeps(seconds: number): void {
    this.since += seconds
    this.set += seconds
  }
}

function measuring(platform: NodeJS.Platform) {
  const clocks = new Clocks()
  const clock = steadyClock(platform, clocks)
  const begin = clock()
  return { clocks, passed: () => Math.round((clock() - begin) * 1000) / 1000 }
}

describe.each(['linux', 'freebsd'] as const)('on %s', platform => {
  test('time goes by in sleep, too', () => {
    const { clocks, passed } = measuring(platform)
    clocks.runs(10)
    clocks.sleeps(3600)
    expect(passed()).toBe(3610)
    clocks.runs(5)
    expect(passed()).toBe(3615)
  })

  test('a clock that is set back takes nothing back', () => {
    const { clocks, passed } = measuring(platform)
    clocks.runs(10)
    clocks.set -= 5000
    expect(passed()).toBe(10)
    clocks.runs(10)
    expect(passed()).toBe(20)
  })

  test('to ask often makes it no faster', () => {
    const { clocks, passed } = measuring(platform)
    for (let i = 0; i < 1000; i++) {
      clocks.awake += 0.001
      // a hundredth of a second is all that it tells
      clocks.since = 5000 + Math.floor((clocks.awake - 1000) * 100) / 100
      clocks.set = 1_800_000_000 + (clocks.awake - 1000)
      passed()
    }
    expect(passed()).toBe(1)
  })
})

test('on Linux a file in the place of /proc/uptime, or none, stops nothing', () => {
  const { clocks, passed } = measuring('linux')
  clocks.awake += 10
  expect(passed()).toBe(10)
  clocks.hidesUptime = true
  clocks.awake += 10
  expect(passed()).toBe(20)
})

test('on Linux a clock that is set ahead ends nothing', () => {
  const { clocks, passed } = measuring('linux')
  clocks.set += 100_000
  clocks.runs(1)
  expect(passed()).toBe(1)
})

test.each(['darwin', 'win32'] as const)('on %s the one clock of the system does', platform => {
  const { clocks, passed } = measuring(platform)
  clocks.awake += 10
  clocks.set += 5000
  expect(passed()).toBe(10)
})

test('the clock of this computer goes on', () => {
  const clock = steadyClock()
  expect(clock()).toBeGreaterThanOrEqual(0)
})
