/**
 * Owns which versions a license covers: a major version, or those in the maintenance plan (checklist QC-04, QC-22). The
 * vendor's decision and the client's check share it, so that they cannot differ.
 */
import type { Maintenance } from '../message/license.ts'
import { type Conclusion, pass, refuse } from '../rule.ts'
import { formatDay, formatEnd } from './term.ts'

/** Returns the major version: the part before the first dot. */
export function majorOf(version: string): string {
  return version.split('.', 1)[0] as string
}

/** Returns whether it is a version: at most 32 digits, letters, `.`, `-`, `+` and `_`; the first a digit or letter. */
export function isVersion(text: string): boolean {
  return /^[0-9A-Za-z][0-9A-Za-z.+_-]{0,31}$/.test(text)
}

/** The version of a program, as far as it is known. */
export interface ProgramVersion {
  /** Such as "2.1"; undefined: not given, so that the check of the major version passes. */
  readonly version: string | undefined
  /** The first second of the release day, seconds since 1970; undefined: not given, so that the plan's check passes. */
  readonly releasedAt: number | undefined
}

/** With a maintenance plan, a version must be released before its end; without, the major version must match. */
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
  return refuse('wrong-version', { version, covered: majorVersion })
}

function judgeMaintenance(releasedAt: number | undefined, { until }: Maintenance): Conclusion {
  if (until === undefined) return pass('maintenance-unlimited')
  const end = formatEnd(until)
  if (releasedAt === undefined) return pass('release-not-given', { until: end })
  const released = formatDay(releasedAt)
  if (releasedAt < until) return pass('in-maintenance', { released, until: end })
  return refuse('outside-maintenance', { released, until: end })
}
