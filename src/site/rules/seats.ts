/**
 * No more seats than the license says are in use. When a new license has fewer than are in use, nothing is lent and nothing
 * renewed until it fits (checklist SS-09): the leases that end first make room, and the others are renewed again.
 */
import { denies, grants, type LendingRule } from '../rule.ts'

export const seats: LendingRule = {
  name: 'seats',
  judge({ leases, own, site: { seats } }) {
    const held = leases.size
    if (held > seats || (own === undefined && held === seats))
      return denies('no-seats-left', 'no-seat-free', { held, seats })
    return own === undefined ? grants('seat-free', { held, seats }) : grants('seat-kept')
  },
}
