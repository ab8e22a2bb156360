/** The requester must know the whole activation key, of which the request shows the id alone. */

import { pass, type Rule, refuse } from '../../core/rule.ts'
import type { IssueCase } from './case.ts'

export const proof: Rule<IssueCase> = {
  name: 'key-proof',
  judge({ applicant, key }) {
    if (applicant.kind === 'on-behalf') return pass('the vendor asks')
    if (applicant.proofHolds) return pass('made with the activation key')
    return refuse('not made with the activation key', 'key-proof-invalid', { key: key.id })
  },
}
