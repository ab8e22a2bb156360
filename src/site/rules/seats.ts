/**
 * At most as many seats are in use as the license has. If a new license has fewer than are in use, nothing is lent or
 * renewed until the number fits (checklist SS-09): the leases that end first make room, then the others are renewed
 * again.
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
