/** A license that would be expired from the start is not issued (checklist QC-25, QC-26). */
import type { IssueCase } from '../decide.ts'
import { pass, type Rule, refuse } from '../rule.ts'
import { endOfTerm, formatEnd } from '../term.ts'
import { heldSeat } from './seats.ts'

export const expiry: Rule<IssueCase> = {
  name: 'expiry',
  judge(subject) {
    const end = termEnd(subject)
    if (end === undefined) return pass('never expires')
    if (subject.now < end) return pass(`until ${formatEnd(end)}`)
    return refuse(`ended ${formatEnd(end)}`, 'expired', { since: formatEnd(end) })
  },
}

/** When the license would end; a computer that has its seat already keeps the start of its days. */
export function termEnd(subject: IssueCase): number | undefined {
  const { key, now } = subject
  const { expiresAt, duration } = key.entitlement
  const activatedAt = heldSeat(subject)?.firstAt ?? now
  return endOfTerm(expiresAt, duration, { createdAt: key.createdAt, activatedAt })
}
