/** A free seat is kept for those who wait longer, so that nobody who asks at the right moment goes ahead of the queue. */
import { denies, grants, type LendingRule } from '../rule.ts'

export const queue: LendingRule = {
  name: 'queue',
  judge({ ahead, own, leases, site: { seats } }) {
    if (own !== undefined) return grants('seat-kept')
    if (ahead === 0 || leases.size + ahead < seats) return grants('nobody-ahead', { ahead })
    return denies('no-seats-left', 'seats-awaited', { ahead })
  },
}
