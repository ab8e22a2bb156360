/** An expired license says since when (checklist QC-25, E). */
import type { CheckCase } from '../check.ts'
import { pass, type Rule, refuse } from '../rule.ts'
import { formatEnd } from '../term.ts'

export const expiry: Rule<CheckCase> = {
  name: 'expiry',
  judge({ license, now }) {
    const { expiresAt } = license
    if (expiresAt === undefined) return pass('never expires')
    if (now < expiresAt) return pass(`until ${formatEnd(expiresAt)}`)
    return refuse(`ended ${formatEnd(expiresAt)}`, 'expired', { since: formatEnd(expiresAt) })
  },
}
