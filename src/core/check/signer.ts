/** Licenses that a retired key signed before its retirement stay valid; later ones are refused. */

import { pass, type Rule, refuse } from '../rule.ts'
import { formatInstant } from '../terms/term.ts'
import type { CheckCase } from './case.ts'

export const signer: Rule<CheckCase> = {
  name: 'signing-key',
  judge({ license, signedBy, terms }) {
    const retiredFrom = terms.retired.get(signedBy)
    if (retiredFrom === undefined) return pass('signed', { kid: signedBy })
    const from = formatInstant(retiredFrom)
    if (license.issuedAt < retiredFrom) return pass('signed-before-retired', { kid: signedBy, from })
    const issued = formatInstant(license.issuedAt)
    return refuse('signing-key-retired', { kid: signedBy, from, issued })
  },
}
