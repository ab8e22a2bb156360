/** Seats that the administrator keeps for groups. Nobody else gets them, even while the group does not use them. */
import { memberOf } from '../case.ts'
import { denies, grants, type LendingRule } from '../rule.ts'

export const reserve: LendingRule = {
  name: 'reserve',
  judge({ book, member, leases, own, site: { seats } }) {
    if (own !== undefined) return grants('seat-kept')
    let reserved = 0
    for (const rule of book.rules.reserve) {
      if (book.isMember(rule, member)) continue
      reserved += Math.max(0, rule.seats - leases.count(lease => book.isMember(rule, memberOf(lease))))
    }
    const held = leases.size
    if (reserved > 0 && held + reserved >= seats)
      return denies('no-seats-left', 'seats-reserved', { reserved })
    return grants('seat-free', { held, seats })
  },
}
