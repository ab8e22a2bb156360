/** A license that would be expired from the start is not issued (checklist QC-25, QC-26). */

import { pass, type Rule, refuse } from '../../core/rule.ts'
import type { Entitlement, KeyRecord, Product } from '../../core/terms/entitlement.ts'
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

/** What determines when a license of a seat ends. */
export interface SeatTerm {
  readonly key: Pick<KeyRecord, 'createdAt'> & {
    readonly entitlement: Pick<Entitlement, 'expiresAt' | 'duration'>
  }
  readonly product: Pick<Product, 'startByDays'>
  /** When the seat was first taken. */
  readonly begunAt: number
  /** Whether days from the first run count in the installation that has it. */
  readonly countsFirstRun: boolean
}

/**
 * When a license of the seat ends. Days belong to the seat: they begin when it is first taken and go on however it
 * changes hands. Days from the first run count in the installation that took the seat, and nowhere else, and are over
 * at the latest so many days after the last one on which the program may run for the first time.
 */
export function endOfSeat({ key, product, begunAt, countsFirstRun }: SeatTerm): number | undefined {
  const { expiresAt, duration } = key.entitlement
  if (duration === undefined) return expiresAt
  const start = { createdAt: key.createdAt, activatedAt: begunAt }
  if (duration.from !== 'first-run') return endOfTerm(expiresAt, duration, start)
  const days = countsFirstRun ? duration.days + product.startByDays : duration.days
  return endOfTerm(expiresAt, { days, from: 'activation' }, start)
}

/** When the license that is asked for would end. */
export function termEnd(subject: SeatedCase): number | undefined {
  return endOfSeat({ ...subject, begunAt: seatBegunAt(subject), countsFirstRun: tookSeat(subject) })
}

/** Returns when the seat was first taken: now, for a seat that nobody had. */
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

/** Whether the applicant's installation took the seat first, and the seat has not moved since. */
export function tookSeat(subject: SeatedCase): boolean {
  const { place, former } = subject
  const installation = askingInstallation(subject)
  if (installation === undefined) return false
  if (place.kind === 'free') return place.begunAt === undefined
  if (place.kind !== 'renewal') return false
  const { seat, takenBy } = place.held
  return takenBy === installation && former.every(one => one.seat !== seat)
}

/**
 * Returns the public key of the requesting installation, or of the last one that requested for the renewed seat;
 * undefined for a code.
 */
export function askingInstallation({ applicant, place }: SeatedCase): string | undefined {
  switch (applicant.kind) {
    case 'computer':
      // a workload starts fresh each time, with nothing that would remember its first run
      return applicant.workload === undefined ? applicant.installation : undefined
    case 'by-code':
      return undefined
    case 'on-behalf':
      return place.kind === 'renewal' && place.held.activation.workload === undefined
        ? place.held.installations.at(-1)
        : undefined
  }
}
