/**
 * A clock that is earlier than a time that this computer has already seen would make an ended license valid again
 * (checklist E). It is regarded as set back if it is more than a day behind. Time zones and summer time play no role,
 * but a second system on the same computer may keep the hardware clock in local time, and clocks without network drift.
 * A license without an end is valid by any clock, with a warning.
 */

import { pass, type Rule, refuse, warn } from '../rule.ts'
import { DAY_SECONDS, formatInstant } from '../terms/term.ts'
import type { CheckCase, SeenTime } from './case.ts'
import { endOf } from './expiry.ts'

/** How far the clock may be behind the latest time seen. */
export const CLOCK_TOLERANCE_SECONDS = DAY_SECONDS
/** Nobody gains time by setting a clock back this far: more likely it was once ahead. */
const WAS_AHEAD_SECONDS = 366 * DAY_SECONDS

export const clock: Rule<CheckCase> = {
  name: 'clock',
  judge(subject) {
    const { license, seen, terms, now } = subject
    const signed: readonly SeenTime[] = [
      { at: license.issuedAt, by: 'license' },
      { at: terms.madeAt, by: 'kit' },
    ]
    const latest = [...signed, ...seen].reduce((last, time) => (time.at > last.at ? time : last))
    if (now >= latest.at - CLOCK_TOLERANCE_SECONDS) return pass('clock-right', { clock: formatInstant(now) })
    const { at, by, files = [] } = latest
    const named = files.length === 0 ? {} : { files }
    const details = { clock: formatInstant(now), latest: formatInstant(at), by, ...named }
    return (endOf(subject) === undefined ? warn : refuse)(codeOf(now, latest, terms.madeAt), details)
  },
}

/** @param madeAt when the vendor made the kit: no clock that shows an earlier time can be right */
function codeOf(now: number, { at, by }: SeenTime, madeAt: number) {
  if (now < madeAt - CLOCK_TOLERANCE_SECONDS) return 'clock-not-set'
  const isOurs = by === 'record' || by === 'files'
  return isOurs && at - now > WAS_AHEAD_SECONDS ? 'clock-was-ahead' : 'clock-set-back'
}
