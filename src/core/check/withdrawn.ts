/** A deactivated activation stays so here, even if its file is restored (checklist D); so does a revoked one. */

import { pass, type Rule, refuse } from '../rule.ts'
import { formatInstant } from '../terms/term.ts'
import type { CheckCase } from './case.ts'

const CODES = { deactivated: 'deactivated', revoked: 'license-revoked' } as const

export const withdrawn: Rule<CheckCase> = {
  name: 'withdrawn',
  judge({ license, withdrawal }) {
    if (withdrawal === undefined) return pass('not-withdrawn')
    const { why, at } = withdrawal
    const since = formatInstant(at)
    return refuse(CODES[why], { activation: license.activationId, since })
  },
}
