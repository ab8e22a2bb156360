/** A request is granted once: a captured one that is sent again takes nothing, also when its lease has ended. */
import { denies, grants, type LendingRule } from '../rule.ts'

export const fresh: LendingRule = {
  name: 'fresh',
  judge: ({ isUsed }) => (isUsed ? denies('lease-superseded', 'request-used') : grants('request-new')),
}
