/** A license that would be expired from the start is not issued (checklist QC-25, QC-26). */

import { pass, type Rule, refuse } from '../../core/rule.ts'
import { endOfTerm, formatEnd } from '../../core/terms/term.ts'
import type { SeatedCase } from './case.ts'

export const expiry: Rule<SeatedCase> = {
  name: 'expiry',
  judge(subject) {
    const end = termEnd(subject)
    if (end === undefined) return pass('never-ends')
    if (subject.now < end) return pass('in-term', { until: formatEnd(end) })
    return refuse('expired', { side: 'vendor', since: formatEnd(end) })
  },
}

/**
 * When the license would end. Days belong to the seat: they begin when it is first taken and go on however it changes
 * hands. Days from the first run count in the installation that took the seat, and nowhere else, and are over at the
 * latest so many days after the last one on which the program may run for the first time.
 */
export function termEnd(subject: SeatedCase): number | undefined {
  const { expiresAt, duration } = subject.key.entitlement
  if (duration === undefined) return expiresAt
  const begunAt = seatBegunAt(subject)
  const start = { createdAt: subject.key.createdAt, activatedAt: begunAt }
  if (duration.from !== 'first-run') return endOfTerm(expiresAt, duration, start)
  const days = tookSeat(subject) ? duration.days + subject.product.startByDays : duration.days
  return endOfTerm(expiresAt, { days, from: 'activation' }, start)
}

/** When the seat was first taken: now, for one that nobody had. */
export function seatBegunAt({ place, now }: SeatedCase): number {
  switch (place.kind) {
    case 'renewal':
      return place.held.begunAt
    case 'move':
      return place.from.begunAt
    case 'free':
      return place.begunAt ?? now
    case 'none':
      return now
  }
}

/** Whether the installation that asks is the one that took the seat first, and the seat is still where it was. */
export function tookSeat(subject: SeatedCase): boolean {
  const { place, former } = subject
  const installation = askingInstallation(subject)
  if (installation === undefined) return false
  if (place.kind === 'free') return place.begunAt === undefined
  if (place.kind !== 'renewal') return false
  const { seat, takenBy } = place.held
  return takenBy === installation && former.every(one => one.seat !== seat)
}

/** The public key of the installation that asks, or that asked last for the seat that is renewed; a code says none. */
export function askingInstallation({ applicant, place }: SeatedCase): string | undefined {
  switch (applicant.kind) {
    case 'computer':
      return applicant.installation
    case 'by-code':
      return undefined
    case 'on-behalf':
      return place.kind === 'renewal' ? place.held.installations.at(-1) : undefined
  }
}
