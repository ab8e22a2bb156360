/**
 * A client whose own record is damaged does not know which activations were deactivated here, or the latest time that
 * it has seen. Until the record is repaired, a bound license that ends is refused; one without an end is valid, with a
 * warning.
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
