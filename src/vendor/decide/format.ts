/**
 * A key pinned to an older license format gets that one; terms that it cannot express are refused, not dropped
 * (checklist QC-30).
 */

import { pass, type Rule, refuse } from '../../core/rule.ts'
import { formatOf } from '../../core/terms/terms.ts'
import type { SeatedCase } from './case.ts'
import { bindingOf } from './granted.ts'

export const format: Rule<SeatedCase> = {
  name: 'format',
  judge({ applicant, key, product, place }) {
    const { format, unsaid: ofKey } = formatOf(key.entitlement, product)
    const byCode = bindingOf({ applicant, key, product, place }).kind === 'code' && format === 1
    const unsaid = byCode ? [...ofKey, 'request-by-code' as const] : ofKey
    if (unsaid.length === 0) return pass('format', { format })
    return refuse('engine-version-too-old', {
      engineVersion: format,
      needs: unsaid,
    })
  },
}
