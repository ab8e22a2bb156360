/**
 * A client whose own record is damaged does not know what was deactivated here, and what time it has been. Until that is
 * mended, a license that ends does not count; one that never ends does, with a warning.
 */
import { pass, type Rule, refuse, warn } from '../rule.ts'
import type { CheckCase } from './case.ts'
import { endOf } from './expiry.ts'

export const record: Rule<CheckCase> = {
  name: 'record',
  judge(subject) {
    const { license, recordDamage } = subject
    if (recordDamage === undefined) return pass('whole, or none yet')
    if (license.binding.kind === 'generic') return pass('damaged, and a generic license needs none')
    const { code, details } = recordDamage
    return (endOf(subject) === undefined ? warn : refuse)('damaged', code, details)
  },
}
