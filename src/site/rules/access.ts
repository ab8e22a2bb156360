/** The administrator's lists: a denied group gets no seat, and with an allow list only its groups do. */
import { denies, grants, type LendingRule } from '../rule.ts'
import { ruleNumber } from '../site-rules.ts'

export const access: LendingRule = {
  name: 'access',
  judge({ book, member }) {
    const { deny, allow } = book.rules
    const denied = deny.findIndex(one => book.isMember(one, member))
    if (denied >= 0)
      return denies('denied-by-rule', 'rule-denies', { rule: ruleNumber(book.rules, 'deny', denied) })
    if (allow.length === 0 || allow.some(one => book.isMember(one, member))) return grants('rules-allow')
    return denies('denied-by-rule', 'not-in-allow-list')
  },
}
