/** The key belongs to one product; a request for another one is refused (checklist QC-03). */

import { pass, type Rule, refuse } from '../../core/rule.ts'
import type { IssueCase } from './case.ts'

export const product: Rule<IssueCase> = {
  name: 'product',
  judge({ applicant, key }) {
    const expected = key.entitlement.productId
    if (applicant.kind === 'on-behalf') return pass(`on the customer's behalf, for "${expected}"`)
    // its proof is of no use for another one
    if (applicant.kind === 'by-code') return pass(`not said by a code; the key is for "${expected}"`)
    const got = applicant.productId
    if (got === expected) return pass(`"${got}"`)
    return refuse(`the request is for "${got}", the key for "${expected}"`, 'wrong-product', {
      expected,
      got,
    })
  },
}
