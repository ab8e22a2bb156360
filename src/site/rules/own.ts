/**
 * To renew or return a lease, the client must name its newest number (SPEC.md 17.6, rule 5). This reveals copies of a
 * client and captured requests. A lease that the administrator took back is not renewed, and its holder gets no other
 * one.
 */
import { denies, grants, type LendingRule } from '../rule.ts'

export const own: LendingRule = {
  name: 'lease',
  judge({ own, request: { operation, leaseId = '', sequence = 0 } }) {
    const names = operation === 'renew' || operation === 'return'
    if (own === undefined) {
      if (!names) return grants('lease-not-held')
      return denies('lease-unknown', 'lease-not-found', { lease: leaseId })
    }
    if (names && sequence !== own.sequence)
      return denies('lease-superseded', 'lease-number-old', { lease: leaseId, sequence })
    if (own.recalled !== undefined && operation !== 'return')
      return denies('recalled', 'lease-recalled', { lease: own.leaseId })
    return grants('lease-held', { lease: own.leaseId })
  },
}
