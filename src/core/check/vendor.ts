/** A license is valid only for the vendor that the kit names, even if two vendors share keys. */

import { pass, type Rule, refuse } from '../rule.ts'
import type { CheckCase } from './case.ts'

export const vendor: Rule<CheckCase> = {
  name: 'vendor',
  judge({ license, terms }) {
    if (license.vendor === terms.vendor) return pass('same-vendor', { vendor: terms.vendor })
    return refuse('wrong-vendor', { expected: terms.vendor, got: license.vendor })
  },
}
