/**
 * Owns what is said before a license ends (checklist DY-07): which ends lie ahead, and from when on that is a warning. It is
 * said beside a verdict and is no part of it: no rule, and no choice among several licenses, sees it.
 */

import type { Verdict } from './check/check.ts'
import { clock } from './check/clock.ts'
import type { License } from './message/license.ts'
import type { Reason } from './rule.ts'
import { daysUntil } from './terms/days-left.ts'
import { formatEnd } from './terms/term.ts'

/** Days before an end from which on it is a warning, by default. */
const WARN_DAYS = 30

/** An end that lies ahead of a valid license. */
export interface Ending {
  /** `term`: the license ends; `maintenance`: versions that are released later are not covered. */
  readonly what: 'term' | 'maintenance'
  /** The first second that is no longer covered; seconds since 1970. */
  readonly at: number
  /** The day under way included: 1 in the last 86,400 seconds. */
  readonly daysLeft: number
}

/** A verdict of any of the doors, and what it is about. */
interface Judged extends Pick<Verdict, 'valid' | 'trace'> {
  readonly license: License | undefined
  readonly endsAt: number | undefined
}

/** When a license is looked at, in seconds since 1970; `daysBegun`: false while its days from the first run have not. */
export interface EndingsAt {
  readonly now: number
  readonly daysBegun: boolean
}

/**
 * The ends of a valid license that lie ahead, the term first. None by a clock that is known to be wrong. Maintenance that
 * the term does not outlast is not named: who renews the one renews the other. Days that have not begun end nothing.
 */
export function endingsOf(
  { license, endsAt, valid, trace }: Judged,
  { now, daysBegun }: EndingsAt,
): readonly Ending[] {
  const isClockWrong = trace.some(({ rule, outcome }) => rule === clock.name && outcome !== 'pass')
  if (license === undefined || !valid || isClockWrong) return []
  const isFixed = daysBegun || endsAt === license.expiresAt
  const term = (isFixed ? endsAt : undefined) ?? NEVER
  const maintenance = license.maintenance?.until ?? NEVER
  return [...ahead('term', term, now), ...(maintenance < term ? ahead('maintenance', maintenance, now) : [])]
}

const NEVER = Number.POSITIVE_INFINITY

function ahead(what: Ending['what'], at: number, now: number): readonly Ending[] {
  return at === NEVER || at <= now ? [] : [{ what, at, daysLeft: daysUntil(at, now) }]
}

/** Warnings of ends that are at most `warnDays` away; `vendor`: the name of whom to ask, for people. */
export function endingWarnings(
  endings: readonly Ending[],
  { vendor, binding }: Pick<License, 'vendor' | 'binding'>,
  warnDays = WARN_DAYS,
): readonly Reason[] {
  return endings
    .filter(({ daysLeft }) => daysLeft <= warnDays)
    .map(({ what, at, daysLeft }): Reason => {
      const details = { until: formatEnd(at), days: daysLeft, vendor }
      if (what === 'maintenance') return { rule: 'ending', code: 'maintenance-ends-soon', details }
      return {
        rule: 'ending',
        code: 'expires-soon',
        details: { ...details, generic: binding.kind === 'generic' },
      }
    })
}
