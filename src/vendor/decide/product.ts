/** The key belongs to one product; a request for another one is refused (checklist QC-03). */

import { pass, type Rule, refuse } from '../../core/rule.ts'
import type { IssueCase } from './case.ts'

export const product: Rule<IssueCase> = {
  name: 'product',
  judge({ applicant, key }) {
    const expected = key.entitlement.productId
    if (applicant.kind === 'on-behalf') return pass('product-by-vendor', { product: expected })
    // its proof is of no use for another one
    if (applicant.kind === 'by-code') return pass('product-by-code', { product: expected })
    const got = applicant.productId
    if (got === expected) return pass('same-product', { product: got })
    return refuse('wrong-product', {
      expected,
      got,
    })
  },
}
