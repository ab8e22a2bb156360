/** Owns the reports that only count: what was sold, how many seats are in use, what was activated (checklist DY-08). */
import type { Span } from '../ledger/held-seat.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { Grouping, Summed } from '../ledger/sums.ts'
import { groupOf } from './groups.ts'
import { ReportTally } from './tally.ts'

/** Keys that were made, with their seats; seats that were added to keys or taken away; keys that were revoked. */
export const SALES_FIGURES = ['keys', 'seats', 'added', 'removed', 'revoked'] as const
/** Keys that count, their seats, and how many are held and free. */
export const SEATS_FIGURES = ['keys', 'seats', 'used', 'free'] as const
/** Seats that were taken, renewed, moved and released. */
export const ACTIVATIONS_FIGURES = ['new', 'renewed', 'moved', 'released'] as const

/** Entries and keys that are added up together: a few milliseconds, in which others wait. */
const AT_ONCE = 1000

/** Keys that were made, and seats that were added to keys or taken from them. */
export function sales(ledger: Ledger, span: Span, grouping: Grouping): Promise<ReportTally> {
  return addUp(ledger, { kind: 'sales', span }, grouping, SALES_FIGURES)
}

/** Of keys that licenses are issued for: neither revoked nor expired. A floating key has one computer, its server. */
export function seats(ledger: Ledger, grouping: Grouping, now: number): Promise<ReportTally> {
  return addUp(ledger, { kind: 'seats', now }, grouping, SEATS_FIGURES)
}

/** Seats that were taken, licenses that were renewed, seats that moved to other hardware, and seats that were released. */
export function activations(ledger: Ledger, span: Span, grouping: Grouping): Promise<ReportTally> {
  return addUp(ledger, { kind: 'activations', span }, grouping, ACTIVATIONS_FIGURES)
}

async function addUp(
  ledger: Ledger,
  summed: Summed,
  grouping: Grouping,
  names: readonly string[],
): Promise<ReportTally> {
  const tally = new ReportTally(names)
  const numbers = await ledger.numbers(summed.kind === 'seats' ? undefined : summed.span)
  for (let { after } = numbers; after < numbers.last; after += AT_ONCE) {
    const last = Math.min(after + AT_ONCE, numbers.last)
    // of all reports, that of sales alone names orders
    for (const { at, key, figures } of await ledger.sums(summed, grouping, { after, last }))
      tally.add(groupOf(grouping, key, at), figures, summed.kind === 'sales' ? key.orderReference : undefined)
  }
  return tally
}
