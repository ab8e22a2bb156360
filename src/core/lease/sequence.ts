/**
 * A server numbers its leases, and neither its numbers nor its time go back. If they do, the server was copied, set
 * back to an older state, or restored from a backup. The lease is still valid, and the two leases, signed by the
 * server, prove it.
 */
import { pass, type Rule, warn } from '../rule.ts'
import type { LeaseCase } from './case.ts'
import { LEASE_TOLERANCE_SECONDS } from './term.ts'

export const sequence: Rule<LeaseCase> = {
  name: 'sequence',
  judge({ lease, leaseHash, last }) {
    const { sequence, issuedAt } = lease
    if (last === undefined) return pass('newest-lease', { sequence, last: undefined })
    const isSame = leaseHash === last.hash
    const isLater = sequence > last.sequence && issuedAt >= last.issuedAt - LEASE_TOLERANCE_SECONDS
    if (isSame || isLater) return pass('newest-lease', { sequence, last: last.sequence })
    return warn('server-went-back', { sequence, seen: last.sequence, twice: sequence === last.sequence })
  },
}
