/** What is said before a license ends (checklist DY-07): of which ends, from when on, and when nothing is said. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { CheckCase } from '../../src/core/check/case.ts'
import { endOf } from '../../src/core/check/expiry.ts'
import { type EndingsAt, endingsOf, endingWarnings } from '../../src/core/ending.ts'
import type { License } from '../../src/core/message/license.ts'
import { DAY, license, NOW } from '../world/nouns.ts'
import { checked } from './check/check-case.ts'

function endings(
  of: Partial<License>,
  change: Partial<CheckCase> = {},
  { now = NOW, daysBegun = true }: Partial<EndingsAt> = {},
) {
  const judged = license(of)
  const verdict = checked({ license: judged, now, ...change })
  const endsAt = endOf({ license: judged, firstRunAt: change.firstRunAt })
  return endingsOf({ ...verdict, license: judged, endsAt }, { now, daysBegun })
}

const term = (at: number, daysLeft: number) => ({ what: 'term', at, daysLeft })
const maintenance = (at: number, daysLeft: number) => ({ what: 'maintenance', at, daysLeft })
const FIRST_RUN = { days: 10, installation: '00'.repeat(8), activatedAt: undefined }

describe('DY-07: the ends that lie ahead', () => {
  test('the term, down to its last second, and none after it', () => {
    const expiresAt = NOW + 20 * DAY
    expect(endings({ expiresAt })).toEqual([term(expiresAt, 20)])
    expect(endings({ expiresAt }, {}, { now: expiresAt - 1 })).toEqual([term(expiresAt, 1)])
    expect(endings({ expiresAt }, {}, { now: expiresAt })).toEqual([])
    expect(endings({})).toEqual([])
  })

  test('in grace there is nothing ahead', () => {
    expect(endings({ expiresAt: NOW, graceDays: 10, maintenance: { until: NOW + DAY } })).toEqual([])
  })

  test('maintenance, if it ends before the term', () => {
    const until = NOW + 5 * DAY
    expect(endings({ maintenance: { until } })).toEqual([maintenance(until, 5)])
    expect(endings({ maintenance: { until }, expiresAt: until + 1 })).toEqual([
      term(until + 1, 6),
      maintenance(until, 5),
    ])
    expect(endings({ maintenance: { until }, expiresAt: until })).toEqual([term(until, 5)])
    expect(endings({ maintenance: { until: undefined } })).toEqual([])
    expect(endings({ maintenance: { until: NOW } })).toEqual([])
  })

  test('days from the first run, once they have begun; until then only an end that comes before theirs', () => {
    const license = { firstRun: FIRST_RUN, expiresAt: NOW + 40 * DAY }
    const ran = { firstRunAt: NOW }
    expect(endings(license, ran)).toEqual([term(NOW + 10 * DAY, 10)])
    expect(endings(license, ran, { daysBegun: false })).toEqual([])
    const nearer = { ...license, expiresAt: NOW + 3 * DAY }
    expect(endings(nearer, ran, { daysBegun: false })).toEqual([term(NOW + 3 * DAY, 3)])
  })

  test('of a license that is refused: none', () => {
    expect(endings({ expiresAt: NOW + DAY, vendor: 'Other' })).toEqual([])
    expect(endingsOf({ license: undefined, endsAt: undefined, valid: false, trace: [] }, AT)).toEqual([])
  })

  const AT = { now: NOW, daysBegun: true }

  test('by a clock that is known to be wrong: none, also of a license that runs all the same', () => {
    const wrong = { seen: [{ at: NOW + 3 * DAY, by: 'record' }] } as const
    expect(endings({ expiresAt: NOW + 20 * DAY }, wrong)).toEqual([])
    expect(endings({ maintenance: { until: NOW + 5 * DAY } }, wrong)).toEqual([])
  })

  test('whatever the license and the clock: an end that lies ahead, never the other way about', () => {
    const moment = fc.option(fc.integer({ min: NOW - 200 * DAY, max: NOW + 200 * DAY }), { nil: undefined })
    fc.assert(
      fc.property(moment, moment, moment, fc.nat(9), (expiresAt, until, seen, graceDays) => {
        const change = seen === undefined ? {} : { seen: [{ at: seen, by: 'record' } as const] }
        const found = endings({ expiresAt, graceDays, maintenance: { until } }, change)
        const isRight = seen === undefined || seen <= NOW + DAY
        const isAhead = isRight && expiresAt !== undefined && expiresAt > NOW
        expect(found.some(({ what }) => what === 'term')).toBe(isAhead)
        for (const { at, daysLeft } of found) {
          expect(at).toBeGreaterThan(NOW)
          expect(daysLeft).toBe(Math.ceil((at - NOW) / DAY))
        }
      }),
    )
  })
})

describe('DY-07: a warning', () => {
  const soon = { what: 'term', at: NOW + 30 * DAY, daysLeft: 30 } as const
  const codes = (...warnings: Parameters<typeof endingWarnings>) =>
    endingWarnings(...warnings).map(({ code }) => code)

  test('is given from 30 days on, with the end, the days and whom to ask', () => {
    expect(endingWarnings([soon], license())).toEqual([
      {
        rule: 'ending',
        code: 'expires-soon',
        details: { until: '2026-12-22T12:00:00Z', days: 30, vendor: 'Acme', generic: false },
      },
    ])
    expect(codes([{ ...soon, daysLeft: 31 }], license())).toEqual([])
    expect(codes([{ ...soon, what: 'maintenance' }], license())).toEqual(['maintenance-ends-soon'])
  })

  test('says whether another file takes the place of the license', () => {
    const [warning] = endingWarnings([soon], license({ binding: { kind: 'generic' } }))
    expect(warning?.details).toMatchObject({ generic: true })
  })

  test('is given from other days on, if they are set; 0 is never', () => {
    expect(codes([{ ...soon, daysLeft: 45 }], license(), 45)).toEqual(['expires-soon'])
    expect(codes([{ ...soon, daysLeft: 46 }], license(), 45)).toEqual([])
    expect(codes([{ ...soon, daysLeft: 1 }], license(), 0)).toEqual([])
  })
})
