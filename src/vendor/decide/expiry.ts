/** A license that would be expired from the start is not issued (checklist QC-25, QC-26). */

import { pass, type Rule, refuse } from '../../core/rule.ts'
import { endOfTerm, formatEnd } from '../../core/terms/term.ts'
import type { Judged } from './case.ts'

export const expiry: Rule<Judged> = {
  name: 'expiry',
  judge(subject) {
    const end = termEnd(subject)
    if (end === undefined) return pass('never expires')
    if (subject.now < end) return pass(`until ${formatEnd(end)}`)
    return refuse(`ended ${formatEnd(end)}`, 'expired', { side: 'vendor', since: formatEnd(end) })
  },
}

/**
 * When the license would end. A computer that has its seat already keeps the start of its days. Days from the first run
 * are counted by the installation; a computer that comes with another installation has lost the count of the one
 * before, or got rid of it, so they count from its first license then; so they do behind a release.
 */
export function termEnd(subject: Judged): number | undefined {
  const { key } = subject
  const { expiresAt, duration } = key.entitlement
  const start = { createdAt: key.createdAt, activatedAt: firstActivation(subject) }
  if (duration?.from === 'first-run' && isReinstalled(subject))
    return endOfTerm(expiresAt, { ...duration, from: 'activation' }, start)
  return endOfTerm(expiresAt, duration, start)
}

/** When the applicant was first activated; a seat that was released in between does not begin its days anew. */
export function firstActivation({ held, had, now }: Judged): number {
  return Math.min(held?.firstAt ?? now, had?.firstAt ?? now)
}

function isReinstalled({ applicant, held, had }: Judged): boolean {
  // the record is kept under the activation, of which there is a new one
  if (had !== undefined) return true
  // a code does not say which installation asks
  if (applicant.kind === 'by-code') return true
  if (held === undefined) return false
  if (held.installations > 1) return true
  return applicant.kind === 'computer' && applicant.installation.publicKey !== held.installationKey
}
