/**
 * A request is granted once: a captured one that is sent again takes nothing, also when its lease has ended, and also when
 * the log has forgotten it (SPEC.md 17.6, rules 4 and 8). A renewal is granted once because of its number (own.ts).
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
