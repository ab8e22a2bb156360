/**
 * Owns the verb `report`: what a report is asked, the span of time that it is about, and what it answers. All that it
 * reads is of one moment. Days are days in UTC.
 */
import { AirlatchError } from '../../core/errors.ts'
import { DAY_SECONDS, formatEnd } from '../../core/terms/term.ts'
import type { PageAfter, Span } from '../ledger/held-seat.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { Grouping, ReportBy } from '../ledger/sums.ts'
import {
  type ComputersWanted,
  expiring,
  expiringPage,
  type ReportedComputer,
  renewals,
  renewalsPage,
} from './computers.ts'
import { activations, sales, seats } from './counts.ts'
import { customerNames } from './groups.ts'
import type { ReportFigures, ReportGroup, ReportTally } from './tally.ts'

/** Every report. */
export const REPORT_KINDS = ['expiring', 'renewals', 'sales', 'seats', 'activations'] as const
/** What a report is about. @useDeclaredType */
export type ReportKind = (typeof REPORT_KINDS)[number]

/** What is asked, with moments in seconds since 1970. */
export interface ReportQuestion {
  readonly kind: ReportKind
  readonly by?: ReportBy | undefined
  readonly since?: number | undefined
  readonly until?: number | undefined
  readonly withinDays?: number | undefined
  /** Archived keys as well (default: no). */
  readonly archived?: boolean | undefined
}

/** What a report found. Times are seconds since 1970. */
export interface Report {
  readonly kind: ReportKind
  /** When it was made. */
  readonly at: number
  /** The first second that it is about, and the first one after it; undefined: it is about the present. */
  readonly span: Span | undefined
  /** What it was added up by; undefined: it lists computers. */
  readonly by: ReportBy | undefined
  /** Of `expiring` and `renewals`, unless they were added up: `expiring` by the first end that is within the span. */
  readonly computers: readonly ReportedComputer[]
  /** In ascending order of their names; what belongs to none is the last. Empty unless something was added up. */
  readonly groups: readonly ReportGroup[]
  /** Of all together. */
  readonly totals: ReportFigures
  /** Of `sales`: the orders that all these keys name, in ascending order. */
  readonly orders: readonly string[]
}

/** Errors: invalid-value (until, withinDays). */
export function report(ledger: Ledger, question: ReportQuestion, at: number): Promise<Report> {
  const { kind } = question
  const span = spanOf(question, at)
  return ledger.longMoment(async moment => {
    const by = question.by ?? BY[kind]
    const grouping = { by, archived: question.archived ?? false }
    const { tally, computers = [] } = await found(moment, kind, span, grouping, at)
    const { totals, orders } = tally
    const owners = by === 'customer' ? tally.names : computers.map(({ customer }) => customer)
    const nameOf = await customerNames(moment, owners)
    return {
      kind,
      at,
      span: OF_THE_PRESENT.includes(kind) ? undefined : span,
      by,
      computers: computers.map(one => ({ ...one, customer: nameOf(one.customer) })),
      groups: tally.groups(by === 'customer' ? nameOf : group => group),
      totals,
      orders: kind === 'sales' ? orders : [],
    }
  })
}

/** A part of a report that lists computers. */
export interface ReportPage extends Pick<Report, 'kind' | 'at' | 'span' | 'computers'> {
  /** What the part after it begins after; undefined: this is the last one. */
  readonly next: PageAfter | undefined
}

/** What of a report is asked, and which part of its list. */
export interface ReportPageQuestion extends Omit<ReportQuestion, 'by'> {
  readonly kind: 'expiring' | 'renewals'
  readonly most: number
  /** `next` of the part before it; undefined: the first one. */
  readonly after?: PageAfter | undefined
}

/** Errors: invalid-value (until, withinDays). */
export function reportPage(ledger: Ledger, question: ReportPageQuestion, at: number): Promise<ReportPage> {
  const { kind, most, after } = question
  const span = spanOf(question, at)
  const wanted: ComputersWanted = { most, after }
  const grouping = { by: undefined, archived: question.archived ?? false }
  return ledger.moment(async moment => {
    const { computers, next } =
      kind === 'expiring'
        ? await expiringPage(moment, span, grouping, at, wanted)
        : await renewalsPage(moment, grouping, wanted)
    const nameOf = await customerNames(
      moment,
      computers.map(({ customer }) => customer),
    )
    const named = computers.map(one => ({ ...one, customer: nameOf(one.customer) }))
    return { kind, at, span: kind === 'expiring' ? span : undefined, computers: named, next }
  })
}

/** What they are added up by when nobody says it. */
const BY: Readonly<Partial<Record<ReportKind, ReportBy>>> = {
  sales: 'month',
  seats: 'product',
  activations: 'month',
}
const OF_THE_PRESENT: readonly ReportKind[] = ['renewals', 'seats']

async function found(
  ledger: Ledger,
  kind: ReportKind,
  span: Span,
  grouping: Grouping,
  at: number,
): Promise<{ readonly tally: ReportTally; readonly computers?: readonly ReportedComputer[] }> {
  switch (kind) {
    case 'expiring':
      return expiring(ledger, span, grouping, at)
    case 'renewals':
      return renewals(ledger, grouping)
    case 'sales':
      return { tally: await sales(ledger, span, grouping) }
    case 'seats':
      return { tally: await seats(ledger, grouping, at) }
    case 'activations':
      return { tally: await activations(ledger, span, grouping) }
  }
}

const WITHIN_DAYS = 30
const MOST_DAYS = 36_500
const MONTHS_BEFORE = 11

/**
 * What will end: from the beginning of today on, by default 30 days. What happened: by default this month and the eleven
 * before it. A report on the present has a span as well, and does not look at it.
 */
function spanOf({ kind, since, until, withinDays = WITHIN_DAYS }: ReportQuestion, now: number): Span {
  if (!(withinDays >= 0 && withinDays <= MOST_DAYS))
    throw new AirlatchError('invalid-value', {
      field: 'withinDays',
      expected: { is: 'number', least: 0, most: MOST_DAYS },
      got: withinDays,
    })
  const today = now - (now % DAY_SECONDS)
  const ahead = kind === 'expiring'
  const from = since ?? (ahead ? today : monthStart(now, MONTHS_BEFORE))
  const to = until ?? (ahead ? Math.max(from, today) + (withinDays + 1) * DAY_SECONDS : today + DAY_SECONDS)
  if (to > from) return { since: from, until: to }
  throw new AirlatchError('invalid-value', {
    field: 'until',
    expected: { is: 'after-since' },
    got: formatEnd(to),
  })
}

/** The first second of the month, so many months ago. */
function monthStart(now: number, before: number): number {
  const date = new Date(now * 1000)
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() - before, 1) / 1000
}
