/** A license is valid for one product only (checklist QC-03). */

import { pass, type Rule, refuse } from '../rule.ts'
import type { CheckCase } from './case.ts'

export const product: Rule<CheckCase> = {
  name: 'product',
  judge({ license, terms }) {
    const expected = terms.productId
    const got = license.productId
    if (got === expected) return pass('same-product', { product: got })
    return refuse('wrong-product', { expected, got })
  },
}
