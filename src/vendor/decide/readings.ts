/**
 * What a license is bound to must be of one computer (core/computer/readings.ts). Of a code the vendor sees a hash alone:
 * the client holds what it kept of the request against the same rule.
 */

import { KINDS } from '../../core/computer/reading.ts'
import { hashesOf, readingsFault } from '../../core/computer/readings.ts'
import { pass, type Rule } from '../../core/rule.ts'
import type { IssueCase } from './case.ts'

export const readings: Rule<IssueCase> = {
  name: 'readings',
  judge({ applicant, key }) {
    if (key.entitlement.generic) return pass('not-bound')
    // those of a seat were held against this rule when it was taken
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

/** One or two that count: of a virtual machine without root, these are what a copy has as well. */
export function isFew(counted: number | undefined): boolean {
  return counted !== undefined && counted <= 2
}
