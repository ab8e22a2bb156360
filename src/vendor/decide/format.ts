/** A key pinned to an older license format gets that one; what it cannot say is refused, not dropped (checklist QC-30). */

import { pass, type Rule, refuse } from '../../core/rule.ts'
import { formatOf } from '../../core/terms/terms.ts'
import type { IssueCase } from './case.ts'

export const format: Rule<IssueCase> = {
  name: 'format',
  judge({ applicant, key, product }) {
    const { format, unsaid: ofKey } = formatOf(key.entitlement, product)
    const byCode = applicant.kind === 'by-code' && format === 1
    const unsaid = byCode ? [...ofKey, 'request-by-code' as const] : ofKey
    if (unsaid.length === 0) return pass('format', { format })
    return refuse('engine-version-too-old', {
      engineVersion: format,
      needs: unsaid,
    })
  },
}
