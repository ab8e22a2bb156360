/**
 * Owns the reports that list computers: whose licenses end within a span of time, and who was renewed and still runs on
 * the license before (checklist DY-06).
 */
import { daysUntil, type Threshold, thresholdOf } from '../../core/terms/days-left.ts'
import { endOfSeat } from '../decide/expiry.ts'
import type { HeldSeat, LicenseEnd, NewestLicense, PageAfter, Span } from '../ledger/held-seat.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { everyRow, PAGE } from '../ledger/pages.ts'
import { type Grouping, groupOf, isReported } from './groups.ts'
import { ReportTally } from './tally.ts'

/** The ends that the present terms of a key give to a license. Times are seconds since 1970. */
export interface PresentEnds {
  /** The first second that would no longer be covered; undefined: never. */
  readonly expiresAt: number | undefined
  /** The first second that maintenance would no longer cover; undefined: no maintenance, or for ever. */
  readonly maintenanceUntil: number | undefined
}

/** What of a license ends within a span of time. */
export interface Due {
  /** The first second that is no longer covered; seconds since 1970. */
  readonly at: number
  readonly what: readonly LicenseEnd[]
  /** When the report is made, the day under way included; 0 after the end. */
  readonly daysLeft: number
  /** The smallest of 90, 60, 30, 14, 7 and 1 days that was reached; undefined while none was, and after the end. */
  readonly threshold: Threshold | undefined
}

/** A computer in a report. */
export interface ReportedComputer {
  readonly activationId: string
  /** For people; any text for a generic license. */
  readonly computerId: string
  readonly keyId: string
  readonly productId: string
  /** Whose key it is; undefined: not known. */
  readonly customer: string | undefined
  readonly affiliate: string | undefined
  readonly order: string | undefined
  /** The newest license that was issued for it. */
  readonly license: NewestLicense
  /** Of `expiring`: the first end within the span, and what ends within it. */
  readonly due: Due | undefined
  /** What its key sells by now, if that ends on other days than its license: it is renewed, and has not fetched it. */
  readonly renewed: PresentEnds | undefined
}

export interface ComputerTally {
  readonly computers: readonly ReportedComputer[]
  readonly tally: ReportTally
}

/** Computers whose license or maintenance ends, and of them those that could have a longer one. */
export const EXPIRING_FIGURES = ['computers', 'terms', 'maintenance', 'notFetched'] as const
/** Computers that have not fetched the present terms of their key. */
export const RENEWALS_FIGURES = ['computers'] as const

/** In the order of the list: an end of the term matters more than one of maintenance. */
const ENDS: readonly LicenseEnd[] = ['term', 'grace', 'maintenance']

/** An end is the first second that is no longer covered: a license that ends on the last day of the span is within it. */
export async function expiring(
  ledger: Ledger,
  { since, until }: Span,
  grouping: Grouping,
  now: number,
): Promise<ComputerTally> {
  const span = { since: since + 1, until: until + 1 }
  const tally = new ReportTally(EXPIRING_FIGURES)
  const found: { readonly due: Due; readonly computer: ReportedComputer }[] = []
  for (const what of ENDS)
    for await (const held of endingSeats(ledger, what, span)) {
      const due = dueWithin(held, span, now)
      // what ends before it in the order of the list has listed it
      if (due?.what[0] !== what) continue
      const computer = reported(held, grouping, due)
      if (computer === undefined) continue
      tally.add(groupOf(grouping, held.key, due.at - 1), {
        computers: 1,
        terms: Number(due.what[0] !== 'maintenance'),
        maintenance: Number(due.what.includes('maintenance')),
        notFetched: Number(computer.renewed !== undefined),
      })
      if (grouping.by === undefined) found.push({ due, computer })
    }
  const computers = found.sort((a, b) => a.due.at - b.due.at).map(({ computer }) => computer)
  return { computers, tally }
}

function dueWithin(
  { activation: { license } }: HeldSeat,
  { since, until }: Span,
  now: number,
): Due | undefined {
  if (license === undefined) return undefined
  const ends = ENDS.flatMap(what => {
    const at = endOf(license, what)
    return at !== undefined && at >= since && at < until ? [{ what, at }] : []
  })
  const at = Math.min(...ends.map(({ at }) => at))
  const daysLeft = daysUntil(at, now)
  return { at, what: ends.map(({ what }) => what), daysLeft, threshold: thresholdOf(daysLeft) }
}

export async function renewals(ledger: Ledger, grouping: Grouping): Promise<ComputerTally> {
  const tally = new ReportTally(RENEWALS_FIGURES)
  const computers: ReportedComputer[] = []
  for await (const held of outdatedSeats(ledger)) {
    const computer = reported(held, grouping)
    if (computer?.renewed === undefined) continue
    const end = computer.license.expiresAt ?? computer.license.maintenanceUntil ?? computer.license.issuedAt
    tally.add(groupOf(grouping, held.key, end - 1), { computers: 1 })
    if (grouping.by === undefined) computers.push(computer)
  }
  return { computers, tally }
}

/** In the order of that end, which each of them has. */
function endingSeats(ledger: Ledger, what: LicenseEnd, span: Span): AsyncGenerator<HeldSeat> {
  const read = (after: PageAfter | undefined) => ledger.ending(what, span, after, PAGE)
  return everyRow(PAGE, read, ({ activation: { license }, created }) => ({
    at: (license && endOf(license, what)) ?? span.until,
    number: created,
  }))
}

function outdatedSeats(ledger: Ledger): AsyncGenerator<HeldSeat> {
  return everyRow(
    PAGE,
    (after: number | undefined) => ledger.outdated(after, PAGE),
    ({ created }) => created,
  )
}

function endOf(license: NewestLicense, what: LicenseEnd): number | undefined {
  switch (what) {
    case 'term':
      return license.expiresAt
    case 'grace':
      return license.graceUntil
    case 'maintenance':
      return license.maintenanceUntil
  }
}

/**
 * Undefined for a seat without a license, for a revoked key, because it gets no further licenses, and for one that
 * the report is not about.
 */
function reported(held: HeldSeat, grouping: Grouping, due?: Due): ReportedComputer | undefined {
  const { activation, key } = held
  const { id, computerId, license } = activation
  if (license === undefined || key.revoked !== undefined || !isReported(grouping, key)) return undefined
  return {
    activationId: id,
    computerId,
    keyId: key.id,
    productId: key.entitlement.productId,
    customer: grouping.customerOf(key),
    affiliate: key.affiliate,
    order: key.orderReference,
    license,
    due,
    renewed: renewedEnds(held),
  }
}

/** What a license would end by if its computer asked now; undefined when its newest one says the same, or cannot be read. */
export function renewedEnds({
  activation,
  key,
  product,
}: Omit<HeldSeat, 'created'>): PresentEnds | undefined {
  const { license, begunAt } = activation
  if (license?.format === undefined) return undefined
  // where its license has no days from the first run, nobody knows whether the next one would: the earlier end is safe
  const countsFirstRun = license.firstRunDays !== undefined
  const expiresAt = endOfSeat({ key, product, begunAt, countsFirstRun })
  const maintenanceUntil = key.entitlement.maintenance?.until
  if (expiresAt === license.expiresAt && maintenanceUntil === license.maintenanceUntil) return undefined
  return { expiresAt, maintenanceUntil }
}
