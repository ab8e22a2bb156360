/**
 * A client whose own record is damaged does not know what was deactivated here, and what time it has been. Until that is
 * mended, a license that ends does not count; one that never ends does, with a warning.
 */
import { codedOf } from '../errors.ts'
import { pass, type Rule } from '../rule.ts'
import type { CheckCase } from './case.ts'
import { endOf } from './expiry.ts'

export const record: Rule<CheckCase> = {
  name: 'record',
  judge(subject) {
    const { license, recordDamage } = subject
    if (recordDamage === undefined) return pass('record-intact')
    if (license.binding.kind === 'generic') return pass('record-not-needed')
    return { outcome: endOf(subject) === undefined ? 'warn' : 'refuse', ...codedOf(recordDamage) }
  },
}
