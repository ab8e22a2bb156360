/** What was deactivated here stays so, also when the file is put back (checklist D); what the vendor revoked, too. */

import { pass, type Rule, refuse } from '../rule.ts'
import { formatInstant } from '../terms/term.ts'
import type { CheckCase } from './check.ts'

/** Why an activation counts no more, and since when: seconds since 1970. */
export interface Withdrawal {
  readonly why: 'deactivated' | 'revoked'
  readonly at: number
}

const CODES = { deactivated: 'deactivated', revoked: 'license-revoked' } as const

export const withdrawn: Rule<CheckCase> = {
  name: 'withdrawn',
  judge({ license, withdrawal }) {
    if (withdrawal === undefined) return pass('neither deactivated nor revoked')
    const { why, at } = withdrawal
    const since = formatInstant(at)
    return refuse(`${why} ${since}`, CODES[why], { activation: license.activationId, since })
  },
}
