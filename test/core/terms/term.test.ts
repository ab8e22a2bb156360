import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  DAY_SECONDS,
  endOfTerm,
  formatDay,
  formatEnd,
  formatInstant,
  formatMaintenance,
  parseDay,
  parseEnd,
  parseEndAs,
} from '../../../src/core/terms/term.ts'

/** Days of the years 1970 to 9999, counted from the first. */
const dayNumber = fc.integer({ min: 0, max: 2_932_896 })

describe('a day', () => {
  test('QC-27: is its whole 24 hours, UTC', () => {
    expect(parseDay('1970-01-01')).toEqual({ start: 0, end: DAY_SECONDS })
    expect(parseDay('2026-11-22')?.start).toBe(Date.UTC(2026, 10, 22) / 1000)
  })

  test('of February exists when the year has it', () => {
    for (const year of ['2024', '2028', '2000', '2400']) expect(parseDay(`${year}-02-29`)).toBeDefined()
    for (const year of ['2026', '2027', '2100', '1900']) expect(parseDay(`${year}-02-29`)).toBeUndefined()
  })

  test.each([
    '2026-02-30',
    '2026-11-31',
    '2026-00-01',
    '2026-01-00',
    '2026-1-1',
    '1969-12-31',
    '10000-01-01',
    '',
  ])('"%s" is none', text => expect(parseDay(text)).toBeUndefined())

  test('is read as it is written, every one of them', () => {
    fc.assert(
      fc.property(dayNumber, n => {
        const start = n * DAY_SECONDS
        expect(parseDay(formatDay(start))).toEqual({ start, end: start + DAY_SECONDS })
      }),
    )
  })
})

describe('an end', () => {
  test.each([
    ['MM/DD/YYYY', '2/3/2099', '2099-02-03'],
    ['DD.MM.YYYY', '03.02.2099 23:59', '2099-02-03'],
    ['YYYY-MM-DD', '2099-02-03T10:00:00', '2099-02-03'],
    ['YYYY-MM-DD', '2099-02-03T10:00:00Z', '2099-02-03T10:00:00Z'],
    ['MM/DD/YYYY', '2099-02-03', '2099-02-03'],
  ])('of another program, as %s: %s is %s', (format, text, end) => {
    expect(parseEndAs(format, text)).toBe(parseEnd(end))
  })

  test.each([
    ['MM/DD/YYYY', '13/1/2099'],
    ['MM/DD/YYYY', '2/30/2099'],
    ['MM.DD.YYYY', '01x02x2099'],
    ['YYYY-MM-DD', ''],
  ])('of another program, as %s: "%s" is none', (format, text) => {
    expect(parseEndAs(format, text)).toBeUndefined()
  })

  test('of maintenance', () => {
    expect(formatMaintenance({ until: undefined })).toBe('unlimited')
    expect(formatMaintenance({ until: DAY_SECONDS })).toBe('1970-01-01')
  })

  test('QC-27: of a bare date is the next midnight, and is shown as that date', () => {
    expect(parseEnd('2027-02-28')).toBe(Date.UTC(2027, 2, 1) / 1000)
    fc.assert(
      fc.property(
        dayNumber,
        n => formatEnd(parseEnd(formatDay(n * DAY_SECONDS)) as number) === formatDay(n * DAY_SECONDS),
      ),
    )
  })

  test('of an instant is that second', () => {
    expect(parseEnd('2027-02-28T12:30:59Z')).toBe(Date.UTC(2027, 1, 28, 12, 30, 59) / 1000)
    expect(formatEnd(parseEnd('2027-02-28T12:30:59Z') as number)).toBe('2027-02-28T12:30:59Z')
    for (const text of [
      '2027-02-30T12:00:00Z',
      '2027-02-28T24:00:00Z',
      '2027-02-28T12:00:00',
      '2027-02-28 12:00:00Z',
    ])
      expect(parseEnd(text)).toBeUndefined()
  })

  test('instants are read as they are written', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 253_402_300_799 }), at => {
        if (at % DAY_SECONDS !== 0) expect(parseEnd(formatInstant(at))).toBe(at)
      }),
    )
  })
})

describe('endOfTerm', () => {
  const at = fc.integer({ min: 0, max: 4_000_000_000 })
  const duration = fc.record({
    days: fc.integer({ min: 1, max: 36_500 }),
    from: fc.constantFrom('creation' as const, 'activation' as const),
  })

  test('QC-25: neither a date nor days: never', () => {
    expect(endOfTerm(undefined, undefined, { createdAt: 1, activatedAt: 2 })).toBeUndefined()
  })

  test('QC-27: days from the first run are not counted here: the date alone ends it', () => {
    const duration = { days: 1, from: 'first-run' } as const
    const start = { createdAt: 1, activatedAt: 2 }
    expect(endOfTerm(undefined, duration, start)).toBeUndefined()
    expect(endOfTerm(9_000_000, duration, start)).toBe(9_000_000)
  })

  test('QC-26 QC-27: is the earlier of the date and the days from their start', () => {
    fc.assert(
      fc.property(
        fc.option(at, { nil: undefined }),
        duration,
        at,
        at,
        (expiresAt, days, createdAt, activatedAt) => {
          const start = days.from === 'creation' ? createdAt : activatedAt
          const byDays = start + days.days * DAY_SECONDS
          const end = endOfTerm(expiresAt, days, { createdAt, activatedAt })
          expect(end).toBe(expiresAt === undefined ? byDays : Math.min(expiresAt, byDays))
        },
      ),
    )
  })
})
