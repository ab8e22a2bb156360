/**
 * Owns what a version means to a license: the major version it is good for, or the maintenance plan (checklist QC-04,
 * QC-22). Shared by the vendor's decision and the client's check, so that they cannot differ.
 */
import type { Maintenance } from '../message/license.ts'
import { type Conclusion, pass, refuse } from '../rule.ts'
import { formatDay, formatEnd } from './term.ts'

/** The major version: what stands before the first dot. */
export function majorOf(version: string): string {
  return version.split('.', 1)[0] as string
}

/** Digits, letters, `.`, `-`, `+` and `_`, at most 32; the first a digit or letter. */
export function isVersion(text: string): boolean {
  return /^[0-9A-Za-z][0-9A-Za-z.+_-]{0,31}$/.test(text)
}

/** The program in question, as far as it says. `releasedAt`: the first second of its release day. */
export interface ProgramVersion {
  /** Such as "2.1"; undefined: the program does not say it, and the rule of the major version then passes. */
  readonly version: string | undefined
  /** Seconds since 1970; undefined: not said, and the rule of the maintenance plan then passes. */
  readonly releasedAt: number | undefined
}

/** A maintenance plan covers what was released before its end; without a plan the major version must be the same. */
export function judgeVersion(
  program: ProgramVersion,
  maintenance: Maintenance | undefined,
  majorVersion: string | undefined,
): Conclusion {
  const { version, releasedAt } = program
  if (maintenance !== undefined) return judgeMaintenance(releasedAt, maintenance)
  if (majorVersion === undefined) return pass('any-version')
  if (version === undefined) return pass('version-not-given', { covered: majorVersion })
  if (majorOf(version) === majorVersion) return pass('version-covered', { version, covered: majorVersion })
  return refuse('wrong-version', {
    version,
    covered: majorVersion,
  })
}

function judgeMaintenance(releasedAt: number | undefined, { until }: Maintenance): Conclusion {
  if (until === undefined) return pass('maintenance-unlimited')
  const end = formatEnd(until)
  if (releasedAt === undefined) return pass('release-not-given', { until: end })
  const released = formatDay(releasedAt)
  if (releasedAt < until) return pass('in-maintenance', { released, until: end })
  return refuse('outside-maintenance', {
    released,
    until: end,
  })
}
