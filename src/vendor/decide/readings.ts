/**
 * What a license is bound to must be of one computer (rules/readings.ts). Of a code the vendor sees how many kinds there
 * are; the license says that number, and the client holds the fingerprint that it kept against it and against the same
 * rule.
 */
import { KINDS } from '../../core/computer/reading.ts'
import { countFault, hashesOf, readingsFault } from '../../core/computer/readings.ts'
import { pass, type Rule, refuse } from '../../core/rule.ts'
import type { IssueCase } from './case.ts'

export const readings: Rule<IssueCase> = {
  name: 'readings',
  judge({ applicant, key }) {
    if (applicant.kind === 'on-behalf' || key.entitlement.generic) return pass('not bound to a computer')
    const fault =
      applicant.kind === 'by-code' ? countFault(applicant.kinds) : readingsFault(applicant.fingerprint)
    if (fault !== undefined) return refuse(fault.saw, fault.code, fault.details)
    if (applicant.kind === 'by-code') return pass(`${applicant.kinds} kinds, as the code says`)
    const { fingerprint } = applicant
    const disks = hashesOf(fingerprint, KINDS['disk-serial'])
    const adapters = hashesOf(fingerprint, KINDS['mac-address'])
    return pass(`${fingerprint.size} kinds; ${disks} disks, ${adapters} network adapters`)
  },
}
