/** A lease that was returned stays ended here, even if its file is restored: someone else may have the seat by now. */
import { pass, type Rule, refuse } from '../rule.ts'
import { formatInstant } from '../terms/term.ts'
import type { LeaseCase } from './case.ts'

export const returned: Rule<LeaseCase> = {
  name: 'returned',
  judge({ lease, returnedAt }) {
    if (returnedAt === undefined) return pass('not-returned')
    return refuse('lease-returned', { lease: lease.leaseId, since: formatInstant(returnedAt) })
  },
}
