/** The requesting version must be one that the key covers (checklist QC-04, QC-22). */

import { pass, type Rule } from '../../core/rule.ts'
import { judgeVersion } from '../../core/terms/version.ts'
import type { IssueCase } from './case.ts'

export const version: Rule<IssueCase> = {
  name: 'version',
  judge({ applicant, key, product }) {
    if (applicant.kind !== 'computer') return pass('version-not-asked')
    const asking = applicant.version
    const release = product.releases.find(known => known.version === asking)
    const { maintenance, majorVersion } = key.entitlement
    return judgeVersion({ version: asking, releasedAt: release?.releasedAt }, maintenance, majorVersion)
  },
}
