/** The record's times: they have an end, and what gives way is the earliest, whatever the order of the ids. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { coseKey } from '../../../src/core/cose/key.ts'
import type { TimesById } from '../../../src/core/message/ids.ts'
import {
  decodeState,
  encodeState,
  MOST_FIRST_RUNS,
  MOST_WITHDRAWN,
  type State,
  withTime,
} from '../../../src/core/message/state.ts'

const STATE: State = {
  productId: 'scope',
  installationKey: coseKey(new Uint8Array(32).fill(1)),
  writtenAt: 0,
  sequence: 1,
  latestAt: 0,
  firstRuns: new Map(),
  deactivated: new Map(),
  revoked: new Map(),
  returned: new Map(),
  reset: undefined,
  kitsSeen: new Map(),
  revocationsSeen: new Map(),
  copySeenAt: undefined,
  lookedAt: undefined,
}
const id = (number: number) => number.toString(16).padStart(16, '0')

describe.each([
  ['firstRuns', MOST_FIRST_RUNS],
  ['deactivated', MOST_WITHDRAWN],
  ['revoked', MOST_WITHDRAWN],
] as const)('%s (QC-27)', (name, most) => {
  const kept = (times: TimesById) => decodeState(encodeState({ ...STATE, [name]: times }))[name]
  const add = (times: TimesById, number: number, at: number) => withTime(times, id(number), at, most)

  test('one more is remembered beside the others', () => {
    const one = add(new Map(), 7, 100)
    expect(kept(add(one, 3, 50))).toEqual(new Map([[id(7), 100], [id(3), 50]])) // biome-ignore format: a row
  })

  test('of too many the earliest gives way, although the ids come back in another order', () => {
    // the higher the id, the earlier the time
    let times: TimesById = new Map()
    for (let i = 0; i < most; i++) times = add(times, 1000 - i, 5000 + i)
    times = kept(times)
    expect(times.size).toBe(most)
    const next = kept(add(times, 1, 9000))
    expect(next.size).toBe(most)
    expect([next.has(id(1000)), next.has(id(999)), next.get(id(1))]).toEqual([false, true, 9000])
  })

  test('the new one stays, also when a clock says that it is the earliest', () => {
    let times: TimesById = new Map()
    for (let i = 0; i < most; i++) times = add(times, i + 10, 5000 + i)
    const next = add(times, 1, 3)
    expect([next.size, next.get(id(1)), next.has(id(10))]).toEqual([most, 3, false])
  })

  test('one that is there already takes its new time, and nobody gives way for it', () => {
    let times: TimesById = new Map()
    for (let i = 0; i < most; i++) times = add(times, i, 5000 + i)
    const next = add(times, 20, 9000)
    expect([next.size, next.get(id(20)), next.get(id(0))]).toEqual([most, 9000, 5000])
  })
})

test('however it comes about, the latest ones and the newest are kept', () => {
  const entry = fc.tuple(fc.nat(99), fc.nat(1000))
  fc.assert(
    fc.property(
      fc.array(entry, { minLength: 1, maxLength: 60 }),
      fc.integer({ min: 2, max: 8 }),
      (all, most) => {
        let times: TimesById = new Map()
        for (const [number, at] of all) {
          const before = times
          times = withTime(times, id(number), at, most)
          expect(times.get(id(number))).toBe(at)
          expect(times.size).toBeLessThanOrEqual(most)
          const gone = [...before].filter(([one]) => !times.has(one)).map(([, then]) => then)
          const stayed = [...times].filter(([one]) => one !== id(number)).map(([, then]) => then)
          for (const then of gone)
            expect(then).toBeLessThanOrEqual(Math.min(...stayed, Number.POSITIVE_INFINITY))
        }
      },
    ),
  )
})

test('a full record fits into what is read of it', () => {
  const many = (count: number) => new Map(Array.from({ length: count }, (_, i) => [id(i), 4_000_000_000 + i]))
  const full: State = {
    ...STATE,
    firstRuns: many(MOST_FIRST_RUNS),
    deactivated: many(MOST_WITHDRAWN),
    revoked: many(MOST_WITHDRAWN),
  }
  const payload = encodeState(full)
  expect(decodeState(payload)).toEqual(full)
  expect(payload.length).toBeLessThan(16_384)
})
