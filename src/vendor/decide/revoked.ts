/** No license is issued for a revoked key, not even one that was issued before. */

import { pass, type Rule, refuse } from '../../core/rule.ts'
import { formatInstant } from '../../core/terms/term.ts'
import type { IssueCase } from './case.ts'

export const revoked: Rule<Pick<IssueCase, 'key'>> = {
  name: 'revoked',
  judge({ key }) {
    if (key.revoked === undefined) return pass('not-revoked')
    const since = formatInstant(key.revoked.at)
    return refuse('key-revoked', { key: key.id, since })
  },
}
