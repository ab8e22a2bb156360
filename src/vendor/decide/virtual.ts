/**
 * A key that allows no virtual machines is not issued to one, if the request has evidence of it (checklist LP-23). A
 * workload that the key allows is exempt.
 */

import { pass, type Rule } from '../../core/rule.ts'
import { allowsVirtual } from '../../core/terms/terms.ts'
import { judgeVirtual } from '../../core/terms/virtual.ts'
import type { IssueCase } from './case.ts'

export const virtual: Rule<IssueCase> = {
  name: 'virtual',
  judge({ applicant, key, product }) {
    if (applicant.kind === 'on-behalf') return pass('virtual-not-known')
    if (applicant.kind === 'computer' && applicant.workload !== undefined) return pass('workload-anywhere')
    return judgeVirtual(allowsVirtual(key.entitlement, product), applicant.virtual || undefined)
  },
}
