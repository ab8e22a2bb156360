/**
 * Owns the notice before a license ends (checklist DY-07): which ends lie ahead, and when they become warnings. It
 * accompanies a verdict without being a part of it: neither the rules nor the choice among several licenses depend on
 * it.
 */

import type { Verdict } from './check/check.ts'
import { clock } from './check/clock.ts'
import type { License } from './message/license.ts'
import type { Reason } from './rule.ts'
import { daysUntil } from './terms/days-left.ts'
import { formatEnd } from './terms/term.ts'

/** By default, an end becomes a warning this many days before. */
const WARN_DAYS = 30

/** A future end of a valid license. */
export interface Ending {
  /** `term`: the license ends; `maintenance`: versions that are released later are not covered. */
  readonly what: 'term' | 'maintenance'
  /** The first second that is no longer covered, in seconds since 1970. */
  readonly at: number
  /** Days left, including the current day: 1 in the last 86,400 seconds. */
  readonly daysLeft: number
}

/** The parts of a verdict that are needed here. */
interface Judged extends Pick<Verdict, 'valid' | 'trace'> {
  readonly license: License | undefined
  readonly endsAt: number | undefined
}

/** `now`: seconds since 1970. `daysBegun`: false as long as days from a first run have not begun. */
export interface EndingsAt {
  readonly now: number
  readonly daysBegun: boolean
}

/**
 * Returns the future ends of a valid license, the term first. Empty if the clock is known to be wrong. Omits
 * maintenance that lasts at least as long as the term, because both are renewed together, and a term whose days have
 * not begun.
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

/** Returns warnings for the ends that are at most `warnDays` days away; `vendor` is shown as whom to contact. */
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
