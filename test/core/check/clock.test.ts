/** The clock rule: what counts as set back, by which of the known times, and which of three things is wrong (checklist E). */

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { SeenTime } from '../../../src/core/check/case.ts'
import { CLOCK_TOLERANCE_SECONDS } from '../../../src/core/check/clock.ts'
import { detailOf } from '../../../src/core/errors.ts'
import { DAY, license, NOW } from '../../world/nouns.ts'
import { checked, KIT_MADE_AT, terms } from './check-case.ts'

const YEARS = 366 * DAY
const SOURCES = ['record', 'files', 'kit'] as const
/** It ends, far behind every clock of these tests. */
const ending = license({ expiresAt: 200_000_000_000 })

const clockOf = (now: number, seen: readonly SeenTime[], subject = ending, madeAt = KIT_MADE_AT) => {
  const { valid, reasons, warnings } = checked({ license: subject, terms: terms({ madeAt }), seen, now })
  return { valid, reasons, warnings }
}
const refused = (code: string, latest: string, by: string, clock = '2026-11-22T12:00:00Z') => ({
  valid: false,
  reasons: [{ rule: 'clock', code, details: { clock, latest, by } }],
  warnings: [],
})
const GOOD = { valid: true, reasons: [], warnings: [] }

test('the tolerance is a day', () => expect(CLOCK_TOLERANCE_SECONDS).toBe(DAY))

describe.each(SOURCES)('what is known by the %s', by => {
  test('may be a day ahead of the clock, and not a second more', () => {
    expect(clockOf(NOW, [{ at: NOW + DAY, by }])).toEqual(GOOD)
    expect(clockOf(NOW, [{ at: NOW + DAY + 1, by }])).toEqual(
      refused('clock-set-back', '2026-11-23T12:00:01Z', by),
    )
  })
})

test('the license itself says a time: a day before it was made, and not a second less', () => {
  expect(clockOf(NOW - DAY, [], ending, 0)).toEqual(GOOD)
  expect(clockOf(NOW - DAY - 1, [], ending, 0)).toEqual(
    refused('clock-set-back', '2026-11-22T12:00:00Z', 'license', '2026-11-21T11:59:59Z'),
  )
})

test('a clock that goes on is fine, however long ago the last time was seen', () => {
  fc.assert(
    fc.property(fc.nat(100 * YEARS), fc.nat(100 * YEARS), (since, later) => {
      expect(clockOf(NOW + since + later, [{ at: NOW + since, by: 'record' }])).toEqual(GOOD)
    }),
  )
})

test('of all known times the latest counts, in whatever order', () => {
  const time = fc.record({
    at: fc.integer({ min: NOW - 10 * DAY, max: NOW + 10 * DAY }),
    by: fc.constantFrom(...SOURCES),
  })
  fc.assert(
    fc.property(fc.array(time, { maxLength: 6 }), fc.integer({ min: 0, max: 20 * DAY }), (seen, back) => {
      const now = NOW + 10 * DAY - back
      const latest = Math.max(NOW, ...seen.map(({ at }) => at))
      const { valid, reasons } = clockOf(now, seen, ending, 0)
      expect(valid).toBe(now >= latest - DAY)
      if (valid) return
      const told = reasons[0] && detailOf(reasons[0].details, 'by')
      expect([{ at: NOW, by: 'license' }, ...seen]).toContainEqual({ at: latest, by: told })
      const backwards = clockOf(now, seen.toReversed(), ending, 0)
      expect(backwards.reasons.map(({ code }) => code)).toEqual(reasons.map(({ code }) => code))
    }),
  )
})

test('to set the clock back never makes a license valid that a right clock would not', () => {
  const end = NOW + 30 * DAY
  const subject = license({ expiresAt: end, graceDays: 3 })
  fc.assert(
    fc.property(fc.nat(YEARS), fc.nat(YEARS), (behind, back) => {
      // this client has run when grace was over already
      const seenAt = end + 3 * DAY + DAY + behind
      expect(clockOf(seenAt - back, [{ at: seenAt, by: 'record' }], subject).valid).toBe(false)
    }),
  )
})

describe('three things may be wrong, each with its own way out', () => {
  test('a clock of before the kit is not set: the battery is empty, and it starts in 1970', () => {
    for (const now of [0, 3600, KIT_MADE_AT - DAY - 1])
      expect(clockOf(now, [{ at: KIT_MADE_AT, by: 'kit' }])).toMatchObject({
        valid: false,
        reasons: [{ code: 'clock-not-set', details: { latest: '2026-11-22T12:00:00Z', by: 'license' } }],
      })
    expect(clockOf(KIT_MADE_AT - DAY, []).reasons).toMatchObject([{ code: 'clock-set-back' }])
  })

  test('a kit that is newer than the license and than the clock says so, too', () => {
    const madeAt = NOW + 5 * DAY
    expect(clockOf(NOW, [{ at: madeAt, by: 'kit' }], ending, madeAt)).toEqual(
      refused('clock-not-set', '2026-11-27T12:00:00Z', 'kit'),
    )
  })

  test.each(['record', 'files'] as const)('366 days and a second behind the %s: it was ahead once', by => {
    const codeAt = (at: number) => clockOf(NOW, [{ at, by }]).reasons.map(({ code }) => code)
    expect(codeAt(NOW + YEARS)).toEqual(['clock-set-back'])
    expect(codeAt(NOW + YEARS + 1)).toEqual(['clock-was-ahead'])
    expect(codeAt(250_000_000_000)).toEqual(['clock-was-ahead'])
  })

  test("what the vendor's signature says was never this computer's clock", () => {
    const later = license({ issuedAt: NOW + 2 * YEARS, expiresAt: NOW + 9 * YEARS })
    expect(clockOf(NOW, [], later)).toMatchObject({ reasons: [{ code: 'clock-set-back' }] })
    // and what the record says no later than that, neither
    const same: SeenTime = { at: NOW + 2 * YEARS, by: 'record' }
    expect(clockOf(NOW, [same], later)).toMatchObject({
      reasons: [{ code: 'clock-set-back', details: { by: 'license' } }],
    })
  })

  test('not set goes before was ahead', () => {
    expect(clockOf(0, [{ at: NOW + 9 * YEARS, by: 'record' }])).toMatchObject({
      reasons: [{ code: 'clock-not-set', details: { by: 'record' } }],
    })
  })
})

describe('a license that never ends', () => {
  test.each([
    ['clock-not-set', 0, NOW],
    ['clock-set-back', NOW, NOW + 2 * DAY],
    ['clock-was-ahead', NOW, NOW + 9 * YEARS],
  ])('is valid, with the warning %s', (code, now, at) => {
    for (const graceDays of [undefined, 5])
      expect(clockOf(now, [{ at, by: 'record' }], license({ graceDays }))).toMatchObject({
        valid: true,
        reasons: [],
        warnings: [{ rule: 'clock', code }],
      })
  })

  test('is one without days from the first run: those are an end', () => {
    const firstRun = { days: 36_500, installation: '00'.repeat(8), activatedAt: undefined }
    expect(clockOf(NOW, [{ at: NOW + 2 * DAY, by: 'record' }], license({ firstRun }))).toMatchObject({
      valid: false,
      reasons: [{ code: 'clock-set-back' }],
    })
  })
})

test('the trace says what the clock was held against', () => {
  const { trace } = checked({ license: ending, seen: [{ at: NOW + 2 * DAY, by: 'files' }] })
  expect(trace.find(({ rule }) => rule === 'clock')).toEqual({
    rule: 'clock',
    outcome: 'refuse',
    code: 'clock-set-back',
    details: { clock: '2026-11-22T12:00:00Z', latest: '2026-11-24T12:00:00Z', by: 'files' },
  })
})
