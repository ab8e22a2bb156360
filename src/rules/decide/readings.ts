/** A license bound to one reading alone would run on every computer that shares it. */
import { MIN_KINDS } from '../../computer/reading.ts'
import type { IssueCase } from '../decide.ts'
import { pass, type Rule, refuse } from '../rule.ts'

export const readings: Rule<IssueCase> = {
  name: 'readings',
  judge({ applicant, key }) {
    if (applicant.kind === 'on-behalf' || key.entitlement.generic) return pass('not bound to a computer')
    const kinds = applicant.fingerprint.size
    if (kinds >= MIN_KINDS) return pass(`${kinds} kinds of readings`)
    return refuse(`${kinds} kind of reading`, 'too-few-readings', { kinds, least: MIN_KINDS })
  },
}
