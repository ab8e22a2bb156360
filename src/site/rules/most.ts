/** The most seats that the administrator lets a group, or a user as a group of one, hold at once. */
import { memberOf } from '../case.ts'
import { denies, grants, type LendingRule } from '../rule.ts'
import { ruleNumber } from '../site-rules.ts'

export const most: LendingRule = {
  name: 'most',
  judge({ book, member, leases, own }) {
    const { rules } = book
    const { most } = rules
    const reached = most.findIndex(
      rule =>
        own === undefined &&
        book.isMember(rule, member) &&
        leases.count(lease => book.isMember(rule, memberOf(lease))) >= rule.seats,
    )
    if (reached < 0) return grants('within-most')
    return denies('denied-by-rule', 'most-reached', {
      rule: ruleNumber(rules, 'most', reached),
      most: most[reached]?.seats ?? 0,
    })
  },
}
