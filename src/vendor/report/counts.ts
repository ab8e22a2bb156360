/** Owns the reports that only count: what was sold, how many seats are in use, what was activated (checklist DY-08). */
import { computersOf } from '../../core/terms/terms.ts'
import { keyState } from '../catalog/key-state.ts'
import type { Change } from '../ledger/change.ts'
import type { PageAfter, Span } from '../ledger/held-seat.ts'
import type { KeyEvent, Ledger } from '../ledger/ledger.ts'
import { everyRow, PAGE } from '../ledger/pages.ts'
import { type Grouping, groupOf, isReported } from './groups.ts'
import { type ReportFigures, ReportTally } from './tally.ts'

/** Keys that were made, with their seats; seats that were added to keys or taken away; keys that were revoked. */
export const SALES_FIGURES = ['keys', 'seats', 'added', 'removed', 'revoked'] as const
/** Keys that count, their seats, and how many are held and free. */
export const SEATS_FIGURES = ['keys', 'seats', 'used', 'free'] as const
/** Seats that were taken, renewed, moved and released. */
export const ACTIVATIONS_FIGURES = ['new', 'renewed', 'moved', 'released'] as const

/** Keys that were made, and seats that were added to keys or taken from them. */
export async function sales(ledger: Ledger, span: Span, grouping: Grouping): Promise<ReportTally> {
  const tally = new ReportTally(SALES_FIGURES)
  for await (const { at, change, key, before, present } of events(ledger, SALES, span)) {
    const figures = salesIn(change, before)
    if (figures === undefined || key === undefined || !isReported(grouping, present)) continue
    tally.add(groupOf(grouping, key, at), figures, key.orderReference)
  }
  return tally
}

const SALES: readonly Change['kind'][] = ['key.created', 'key.changed', 'key.revoked']

/** Undefined for a change that is no sale. */
function salesIn(change: Change, before: KeyEvent['before']): ReportFigures | undefined {
  switch (change.kind) {
    case 'key.created':
      return { keys: 1, seats: change.key.entitlement.activations }
    case 'key.changed': {
      const more = change.key.entitlement.activations - (before ?? change.key).entitlement.activations
      if (more === 0) return undefined
      return more > 0 ? { added: more } : { removed: -more }
    }
    case 'key.revoked':
      return { revoked: 1 }
    default:
      return undefined
  }
}

/** Of keys that licenses are issued for: neither revoked nor expired. A floating key has one computer, its server. */
export async function seats(ledger: Ledger, grouping: Grouping, now: number): Promise<ReportTally> {
  const tally = new ReportTally(SEATS_FIGURES)
  const keys = everyRow(
    PAGE,
    (after: number | undefined) => ledger.keyPage(after, PAGE),
    ({ created }) => created,
  )
  for await (const { key, used } of keys) {
    const state = keyState(key, used, now)
    if (state === 'revoked' || state === 'expired' || !isReported(grouping, key)) continue
    const seats = computersOf(key.entitlement)
    const figures = { keys: 1, seats, used, free: seats - used }
    tally.add(groupOf(grouping, key, key.createdAt), figures, key.orderReference)
  }
  return tally
}

/** Seats that were taken, licenses that were renewed, seats that moved to other hardware, and seats that were released. */
export async function activations(ledger: Ledger, span: Span, grouping: Grouping): Promise<ReportTally> {
  const tally = new ReportTally(ACTIVATIONS_FIGURES)
  for await (const { at, change, key, present } of events(ledger, ACTIVATIONS, span))
    if (isReported(grouping, present))
      tally.add(groupOf(grouping, key, at), activated(change), key?.orderReference)
  return tally
}

const ACTIVATIONS: readonly Change['kind'][] = [
  'activation.recorded',
  'activation.renewed',
  'activation.released',
]

function activated(change: Change): ReportFigures {
  switch (change.kind) {
    case 'activation.recorded':
      return { new: 1 }
    case 'activation.renewed':
      return { renewed: 1 }
    case 'activation.released':
      // the activation that the seat moved to is recorded as well, and is no new one
      return change.activation.released?.by === 'move' ? { moved: 1, new: -1 } : { released: 1 }
    default:
      return {}
  }
}

function events(ledger: Ledger, kinds: readonly Change['kind'][], span: Span): AsyncGenerator<KeyEvent> {
  const read = (after: PageAfter | undefined) => ledger.events(kinds, span, after, PAGE)
  return everyRow(PAGE, read, ({ at, seq }) => ({ at, number: seq }))
}
