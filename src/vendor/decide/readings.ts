/**
 * The binding of a license must be of one computer (core/computer/readings.ts). The vendor sees only the hash of a
 * code; the client checks the request that it kept by the same rule.
 */

import { KINDS } from '../../core/computer/reading.ts'
import { hashesOf, readingsFault } from '../../core/computer/readings.ts'
import { pass, type Rule } from '../../core/rule.ts'
import type { IssueCase } from './case.ts'

export const readings: Rule<IssueCase> = {
  name: 'readings',
  judge({ applicant, key }) {
    if (key.entitlement.generic) return pass('not-bound')
    // the binding of a seat was checked by this rule when it was taken
    if (applicant.kind === 'on-behalf') return pass('readings-of-seat')
    if (applicant.kind === 'by-code')
      return pass('readings-by-code', { counted: applicant.counted, few: isFew(applicant.counted) })
    const fault = readingsFault(applicant.bound)
    if (fault !== undefined) return { outcome: 'refuse', ...fault }
    const { fingerprint, counted } = applicant.bound
    const disks = hashesOf(fingerprint, KINDS['disk-serial'])
    const adapters = hashesOf(fingerprint, KINDS['mac-address'])
    const figures = { kinds: fingerprint.size, counted: counted.length, disks, adapters }
    return pass('readings', { ...figures, few: isFew(counted.length) })
  },
}

/** Whether only one or two kinds count: on a virtual machine without root, a copy has the same. */
export function isFew(counted: number | undefined): boolean {
  return counted !== undefined && counted <= 2
}
