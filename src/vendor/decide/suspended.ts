/** No license is issued for a key that is suspended or archived, until it is reinstated (checklist DY-10). */

import { pass, type Rule, refuse } from '../../core/rule.ts'
import { formatInstant } from '../../core/terms/term.ts'
import type { IssueCase } from './case.ts'

export const suspended: Rule<Pick<IssueCase, 'key'>> = {
  name: 'suspended',
  judge({ key: { id: key, archivedAt, suspended } }) {
    if (archivedAt !== undefined) return refuse('key-archived', { key, since: formatInstant(archivedAt) })
    if (suspended !== undefined) return refuse('key-suspended', { key, since: formatInstant(suspended.at) })
    return pass('not-suspended')
  },
}
