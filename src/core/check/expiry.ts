/**
 * An expired license reports since when; in its days of grace it still runs, with a warning (checklist QC-25, E). Days
 * from the first run are measured from the first run that this installation recorded. On any other installation than
 * the one that the license was made for, they are measured from the first activation. So neither deleting the record
 * nor requesting the license again gains anything (checklist QC-27).
 */

import { pass, type Rule, refuse, warn } from '../rule.ts'
import { DAY_SECONDS, earlier, formatEnd } from '../terms/term.ts'
import type { CheckCase } from './case.ts'

export const expiry: Rule<CheckCase> = {
  name: 'expiry',
  judge(subject) {
    const { license, now } = subject
    const end = endOf(subject)
    if (end === undefined) return pass('never-ends')
    const since = formatEnd(end)
    if (now < end) return pass('in-term', { until: since })
    if (license.graceDays === undefined) return refuse('expired', { since })
    const graceEnd = end + license.graceDays * DAY_SECONDS
    const until = formatEnd(graceEnd)
    if (now < graceEnd) return warn('in-grace', { since, until })
    return refuse('expired', { since, until })
  },
}

/** Returns the first second after the term, without grace; undefined if the license never ends. */
export function endOf({
  license,
  firstRunAt,
}: Pick<CheckCase, 'license' | 'firstRunAt'>): number | undefined {
  const { expiresAt, firstRun, issuedAt } = license
  if (firstRun === undefined) return expiresAt
  const start = firstRunAt ?? firstRun.activatedAt ?? issuedAt
  return earlier(expiresAt, start + firstRun.days * DAY_SECONDS)
}
