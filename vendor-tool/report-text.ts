/**
 * Owns how a report stands in text, in columns and in JSON. A report is a list of computers, or rows of figures with a
 * total; each form is made of the same table.
 */
import type { Column } from '../src/cli/export.ts'
import type {
  Due,
  PresentEnds,
  Report,
  ReportedComputer,
  ReportFigures,
  ReportGroup,
} from '../src/vendor/door.ts'
import { formatDay, formatEnd, formatInstant } from '../src/words/dates.ts'
import { type CellValue, fields, table } from '../src/words/output.ts'
import { vendorWords } from '../src/words/vendor-tool.ts'
import { endOrNothing, endOrNull, endText, LICENSE_CELLS, newestLicenseJson } from './ends.ts'

/** What a report shows on a terminal and on paper. */
export interface Shown {
  readonly title: string
  readonly headings: readonly string[]
  readonly rows: readonly (readonly CellValue[])[]
  /** The last row of figures; none below a list of computers. */
  readonly total: readonly CellValue[] | undefined
  /** Below a list of computers: how many there are of each kind. */
  readonly sums: readonly (readonly [label: string, count: number])[]
  /** What is said where there are no rows. */
  readonly none: string
}

export function shownReport(report: Report): Shown {
  const say = vendorWords().report
  const { kind, by, computers, groups, totals } = report
  const none = say.none[kind]
  const title = titleOf(report)
  if (by === undefined) {
    const columns = computerColumns(report)
    return {
      title,
      headings: columns.map(({ heading }) => heading),
      rows: computers.map(row => columns.map(({ cell }) => cell(row))),
      total: undefined,
      sums: figureNames(report).map(name => [figureText(report, name), totals[name] ?? 0]),
      none,
    }
  }
  const columns = groupColumns(report)
  const all: ReportGroup = { group: say.total, figures: totals, orders: report.orders }
  return {
    title,
    headings: columns.map(({ heading }) => heading),
    rows: groups.map(row => columns.map(({ cell }) => cell(row))),
    total: columns.map(({ cell }) => cell(all)),
    sums: [],
    none,
  }
}

export function reportText(report: Report): string {
  const { title, headings, rows, total, sums, none } = shownReport(report)
  const all = total === undefined || rows.length === 0 ? rows : [...rows, total]
  const shown = table(
    headings.map(heading => heading.toUpperCase()),
    all,
    none,
  )
  const parts = [title, shown, rows.length === 0 ? '' : fields(sums)]
  return parts.filter(part => part !== '').join('\n\n')
}

function titleOf({ kind, span, at }: Report): string {
  const say = vendorWords().report
  const title = say.titles[kind]
  if (span === undefined) return say.asOf(title, formatInstant(at))
  return say.during(title, sinceText(span.since), formatEnd(span.until))
}

/** `2026-12-01` for its first second, or the instant. */
function sinceText(since: number): string {
  const day = formatDay(since)
  const instant = formatInstant(since)
  return instant === `${day}T00:00:00Z` ? day : instant
}

function figureNames({ totals }: Report): readonly string[] {
  return Object.keys(totals)
}

function figureText({ kind }: Report, name: string): string {
  const texts: Readonly<Record<string, string>> = vendorWords().report.figures[kind]
  return texts[name] ?? name
}

/** Orders that a row of a terminal names. */
const FEW_ORDERS = 3

function groupColumns(report: Report): readonly Column<ReportGroup>[] {
  const say = vendorWords().report
  return [
    { heading: say.groups[report.by ?? 'product'], cell: ({ group }) => group },
    ...figureNames(report).map(
      (name): Column<ReportGroup> => ({
        heading: figureText(report, name),
        cell: ({ figures }) => figures[name],
      }),
    ),
    ...(hasOrders(report)
      ? [{ heading: say.columns.orders, cell: ({ orders }: ReportGroup) => ordersText(orders) }]
      : []),
  ]
}

/** A report by order has the orders in its first column. */
function hasOrders({ kind, by }: Report): boolean {
  return kind === 'sales' && by !== 'order'
}

function ordersText(orders: readonly string[]): string | undefined {
  if (orders.length === 0) return undefined
  return vendorWords().report.orders(orders.slice(0, FEW_ORDERS), Math.max(0, orders.length - FEW_ORDERS))
}

function computerColumns({ kind }: Report): readonly Column<ReportedComputer>[] {
  const { columns } = vendorWords().report
  return [
    ...(kind === 'expiring' ? dueColumns() : endColumns()),
    { heading: columns.renewedTo, cell: renewedText },
    { heading: columns.computer, cell: ({ computerId }) => computerId },
    { heading: columns.keyId, cell: ({ keyId }) => keyId },
    { heading: columns.product, cell: ({ productId }) => productId },
    { heading: columns.customer, cell: ({ customer }) => customer },
  ]
}

function dueColumns(): readonly Column<ReportedComputer>[] {
  const { columns } = vendorWords().report
  return [
    { heading: columns.due, cell: ({ due }) => endOrNothing(due?.at) },
    { heading: columns.daysLeft, cell: ({ due }) => due?.daysLeft },
    { heading: columns.threshold, cell: ({ due }) => due?.threshold },
    { heading: columns.what, cell: whatText },
    { heading: columns.graceUntil, cell: ({ license }) => endOrNothing(license.graceUntil) },
  ]
}

function endColumns(): readonly Column<ReportedComputer>[] {
  const { columns } = vendorWords().report
  return [
    { heading: columns.ends, cell: ({ license }) => endText(license) },
    { heading: columns.maintenanceUntil, cell: ({ license }) => endOrNothing(license.maintenanceUntil) },
  ]
}

/** `license, maintenance`; the grace of a license that ends is in its own column. */
export function whatText({ due }: ReportedComputer): string | undefined {
  const say = vendorWords().report.what
  const what = due?.what.includes('term') ? due.what.filter(one => one !== 'grace') : due?.what
  return what?.map(one => say[one]).join(', ')
}

/** The end that its key sells by now; of the maintenance where the term is the same. */
export function renewedText({ license, renewed }: ReportedComputer): string | undefined {
  if (renewed === undefined) return undefined
  const say = vendorWords().report
  if (renewed.expiresAt !== license.expiresAt) return endOrNothing(renewed.expiresAt) ?? say.never
  return say.maintenanceTo(endOrNothing(renewed.maintenanceUntil) ?? say.never)
}

/** Every field, for a spreadsheet. */
export const COMPUTER_CELLS: readonly Column<ReportedComputer>[] = [
  { heading: 'due', cell: ({ due }) => endOrNothing(due?.at) },
  { heading: 'days left', cell: ({ due }) => due?.daysLeft },
  { heading: 'threshold', cell: ({ due }) => due?.threshold },
  { heading: 'what ends', cell: whatText },
  ...LICENSE_CELLS.map(
    ({ heading, cell }): Column<ReportedComputer> => ({ heading, cell: ({ license }) => cell(license) }),
  ),
  { heading: 'issued', cell: ({ license }) => formatInstant(license.issuedAt) },
  { heading: 'renewed to', cell: renewedText },
  { heading: 'computer id', cell: ({ computerId }) => computerId },
  { heading: 'activation', cell: ({ activationId }) => activationId },
  { heading: 'key id', cell: ({ keyId }) => keyId },
  { heading: 'product', cell: ({ productId }) => productId },
  { heading: 'customer', cell: ({ customer }) => customer },
  { heading: 'affiliate', cell: ({ affiliate }) => affiliate },
  { heading: 'order', cell: ({ order }) => order },
]

/** The same of figures: without a total, which a spreadsheet would add up once more, and with every order. */
export function groupCells(report: Report): readonly Column<ReportGroup>[] {
  const figures = groupColumns(report).slice(0, 1 + figureNames(report).length)
  if (!hasOrders(report)) return figures
  return [...figures, { heading: 'orders', cell: ({ orders }) => orders.join(', ') || undefined }]
}

export function reportJson(report: Report): Record<string, unknown> {
  const { kind, at, span, by, computers, groups, totals } = report
  return {
    reportKind: kind,
    madeAt: formatInstant(at),
    since: span === undefined ? null : sinceText(span.since),
    until: span === undefined ? null : formatEnd(span.until),
    timeZone: 'UTC',
    addedUpBy: by ?? null,
    ...(by === undefined ? { computers: computers.map(computerJson) } : {}),
    ...(by === undefined ? {} : { groups: groups.map(row => groupJson(row, report)) }),
    totals: totalsJson(totals),
  }
}

export function computerJson(computer: ReportedComputer): Record<string, unknown> {
  const { activationId, computerId, keyId, productId, customer, affiliate, order, license, due, renewed } =
    computer
  return {
    activationId,
    computerId,
    keyId,
    productId,
    customer: customer ?? null,
    affiliate: affiliate ?? null,
    orderReference: order ?? null,
    license: newestLicenseJson(license),
    ...(due === undefined ? {} : dueJson(due)),
    renewed: renewed === undefined ? null : presentJson(renewed),
  }
}

function dueJson({ at, what, daysLeft, threshold }: Due): Record<string, unknown> {
  return { due: formatEnd(at), daysLeft, threshold: threshold ?? null, dueFor: what }
}

function presentJson({ expiresAt, maintenanceUntil }: PresentEnds): Record<string, unknown> {
  return { expires: endOrNull(expiresAt), maintenanceUntil: endOrNull(maintenanceUntil) }
}

export function groupJson({ group, figures, orders }: ReportGroup, report: Report): Record<string, unknown> {
  return { group: group ?? null, ...totalsJson(figures), ...(hasOrders(report) ? { orders } : {}) }
}

function totalsJson(figures: ReportFigures): Record<string, number> {
  return { ...figures }
}
