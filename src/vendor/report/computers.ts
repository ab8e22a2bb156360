/**
 * Owns the reports that list computers: whose licenses end within a span of time, and who was renewed and still runs on
 * the license before (checklist DY-06).
 */
import { daysUntil, type Threshold, thresholdOf } from '../../core/terms/days-left.ts'
import { endOfSeat } from '../decide/expiry.ts'
import type { HeldSeat, LicenseEnd, NewestLicense, PageAfter, Span } from '../ledger/held-seat.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { everyRow } from '../ledger/pages.ts'
import type { Grouping } from '../ledger/sums.ts'
import { groupOf, isReported, ownerOf } from './groups.ts'
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

/** Computers that are read together: a few milliseconds, in which others wait. */
const AT_ONCE = 100

/** In the order of the list: an end of the term matters more than one of maintenance. */
const ENDS: readonly LicenseEnd[] = ['term', 'grace', 'maintenance']

/** An end is the first second that is no longer covered: a license that ends on the last day of the span is within it. */
export async function expiring(
  ledger: Ledger,
  span: Span,
  grouping: Grouping,
  now: number,
): Promise<ComputerTally> {
  const tally = new ReportTally(EXPIRING_FIGURES)
  const computers: ReportedComputer[] = []
  for await (const { held, due } of dueSeats(ledger, span, now, { most: AT_ONCE })) {
    const computer = reported(held, grouping, due)
    if (computer === undefined) continue
    tally.add(groupOf(grouping, held.key, due.at - 1), {
      computers: 1,
      terms: Number(due.what[0] !== 'maintenance'),
      maintenance: Number(due.what.includes('maintenance')),
      notFetched: Number(computer.renewed !== undefined),
    })
    if (grouping.by === undefined) computers.push(computer)
  }
  return { computers, tally }
}

/** A part of the list of a report: so many computers, after the last one of the part before it. */
export interface ComputersWanted {
  readonly most: number
  readonly after?: PageAfter | undefined
}

/** `next`: the part after it begins after this; undefined: there is none. */
export interface ComputersPage {
  readonly computers: readonly ReportedComputer[]
  readonly next: PageAfter | undefined
}

/** `expiring` of a part of the list. */
export function expiringPage(
  ledger: Ledger,
  span: Span,
  grouping: Grouping,
  now: number,
  wanted: ComputersWanted,
): Promise<ComputersPage> {
  return pageOf(dueSeats(ledger, span, now, { ...wanted, most: wanted.most + 1 }), wanted.most, one => {
    const computer = reported(one.held, grouping, one.due)
    return computer && { computer, place: { at: one.due.at, number: one.held.created } }
  })
}

/** `renewals` of a part of the list. */
export function renewalsPage(
  ledger: Ledger,
  grouping: Grouping,
  { most, after }: ComputersWanted,
): Promise<ComputersPage> {
  return pageOf(outdatedSeats(ledger, { most: most + 1, after: after?.number }), most, held => {
    const computer = reported(held, grouping)
    return computer?.renewed && { computer, place: { at: 0, number: held.created } }
  })
}

async function pageOf<Row>(
  rows: AsyncIterable<Row>,
  most: number,
  read: (row: Row) => { readonly computer: ReportedComputer; readonly place: PageAfter } | undefined,
): Promise<ComputersPage> {
  const computers: ReportedComputer[] = []
  let last: PageAfter | undefined
  for await (const row of rows) {
    const one = read(row)
    if (one === undefined) continue
    if (computers.length === most) return { computers, next: last }
    computers.push(one.computer)
    last = one.place
  }
  return { computers, next: undefined }
}

interface DueSeat {
  readonly held: HeldSeat
  readonly due: Due
}

/** Rows that are read together, and the last row of what was read before. */
interface Reading<After> {
  readonly most: number
  readonly after?: After | undefined
}

/** Each seat once, by its first end within the span: the seats of each kind of end come in the order of that end. */
async function* dueSeats(
  ledger: Ledger,
  whole: Span,
  now: number,
  reading: Reading<PageAfter>,
): AsyncGenerator<DueSeat> {
  const span = { since: whole.since + 1, until: whole.until + 1 }
  const streams = await Promise.all(ENDS.map(what => EndingSeats.of(ledger, what, span, reading)))
  for (;;) {
    const [first] = streams
      .filter(({ end }) => end !== undefined)
      .toSorted((a, b) => (a.end ?? 0) - (b.end ?? 0) || (a.held?.created ?? 0) - (b.held?.created ?? 0))
    if (first?.held === undefined) return
    const { held, end, what } = first
    const due = dueWithin(held, span, now)
    // at its first end, and of several at that time by the first kind
    const isFirst = due?.at === end && due?.what.find(one => endIn(held, one) === end) === what
    if (isFirst) yield { held, due }
    await first.next()
  }
}

/** The seats that end in one way, one at a time. */
class EndingSeats {
  readonly what: LicenseEnd
  readonly #rows: AsyncGenerator<HeldSeat>
  /** Undefined: there are no more. */
  held: HeldSeat | undefined

  constructor(what: LicenseEnd, rows: AsyncGenerator<HeldSeat>) {
    this.what = what
    this.#rows = rows
  }

  static async of(
    ledger: Ledger,
    what: LicenseEnd,
    span: Span,
    reading: Reading<PageAfter>,
  ): Promise<EndingSeats> {
    const seats = new EndingSeats(what, endingSeats(ledger, what, span, reading))
    await seats.next()
    return seats
  }

  get end(): number | undefined {
    return this.held && endIn(this.held, this.what)
  }

  async next(): Promise<void> {
    const { value, done } = await this.#rows.next()
    this.held = done === true ? undefined : value
  }
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
  for await (const held of outdatedSeats(ledger, { most: AT_ONCE })) {
    const computer = reported(held, grouping)
    if (computer?.renewed === undefined) continue
    const end = computer.license.expiresAt ?? computer.license.maintenanceUntil ?? computer.license.issuedAt
    tally.add(groupOf(grouping, held.key, end - 1), { computers: 1 })
    if (grouping.by === undefined) computers.push(computer)
  }
  return { computers, tally }
}

/** In the order of that end, which each of them has. */
function endingSeats(
  ledger: Ledger,
  what: LicenseEnd,
  span: Span,
  { most, after: start }: Reading<PageAfter>,
): AsyncGenerator<HeldSeat> {
  const read = (after = start) => ledger.ending(what, span, after, most)
  return everyRow(most, read, held => ({ at: endIn(held, what) ?? span.until, number: held.created }))
}

function outdatedSeats(ledger: Ledger, { most, after: start }: Reading<number>): AsyncGenerator<HeldSeat> {
  const read = (after = start) => ledger.outdated(after, most)
  return everyRow(most, read, ({ created }) => created)
}

function endIn({ activation: { license } }: HeldSeat, what: LicenseEnd): number | undefined {
  return license && endOf(license, what)
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
    customer: ownerOf(key),
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
