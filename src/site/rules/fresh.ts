/**
 * A request is granted once. A captured request that is sent again gets nothing, even after its lease has ended and
 * even after the log has forgotten it (SPEC.md 17.6, rules 4 and 8). A renewal cannot be repeated because of its number
 * (own.ts).
 */
import { denies, grants, type LendingRule } from '../rule.ts'

export const fresh: LendingRule = {
  name: 'fresh',
  judge({ isUsed, isOutdated }) {
    if (isUsed) return denies('lease-superseded', 'request-used')
    if (isOutdated) return denies('client-clock-wrong', 'request-outdated')
    return grants('request-new')
  },
}
