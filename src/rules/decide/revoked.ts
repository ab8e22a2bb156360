/** No license is issued for a revoked key, not even one that was issued before. */
import type { IssueCase } from '../decide.ts'
import { pass, type Rule, refuse } from '../rule.ts'
import { formatInstant } from '../term.ts'

export const revoked: Rule<Pick<IssueCase, 'key'>> = {
  name: 'revoked',
  judge({ key }) {
    if (key.revoked === undefined) return pass('no')
    const since = formatInstant(key.revoked.at)
    return refuse(`revoked ${since}`, 'key-revoked', { key: key.id, since })
  },
}
