/** Owns the reports: the same as `report`, as a table, for a spreadsheet, and as a page to print. */
import { wholeIn } from '../../../src/cli/command.ts'
import { BYTE_ORDER_MARK, csvOf } from '../../../src/cli/export.ts'
import { DAY_SECONDS } from '../../../src/core/terms/term.ts'
import {
  REPORT_GROUPS,
  REPORT_KINDS,
  type Report,
  type ReportBy,
  type ReportInput,
  type ReportKind,
} from '../../../src/vendor/door.ts'
import { type Html, html, verbatim } from '../../../src/web/html.ts'
import { styleSheet } from '../../../src/web/page-files.ts'
import { dayInput, link, minuteOf, table, upper } from '../../../src/web/parts.ts'
import { endOf, sinceOf } from '../../../src/words/dates.ts'
import { vendorWords } from '../../../src/words/vendor-tool.ts'
import { present } from '../../fields.ts'
import { COMPUTER_CELLS, groupCells, shownReport } from '../../report-text.ts'
import { reportPage } from '../../web/pages/report.ts'
import { reportChart } from '../../web/report-chart.ts'
import { nextPage, nextPart, numberCursor, PAGE_ROWS, partCursor } from '../paging.ts'
import type { FoundSum } from '../sums.ts'
import { type Asked, type ConsoleDesk, type Download, page, type Route } from '../visit.ts'

/** Rows of figures on a page. */
const GROUP_ROWS = 100
/** Seconds: ends within a shorter time say nothing by month. */
const MONTHS_TO_DRAW = 62 * DAY_SECONDS
/** Seconds after which a page comes again whose figures are being added up. */
const COMES_AGAIN_SECONDS = 1

export const REPORTS: readonly Route[] = [
  {
    method: 'GET',
    path: '/reports',
    async answer() {
      const words = vendorWords().console.reports
      return page(
        'reports',
        words.title,
        html`<p class="lead">${words.lead}</p>
<ul class="choices">${REPORT_KINDS.map(kind => html`<li><a class="button" href="/reports/${kind}">${titleOf(kind)}</a></li>`)}</ul>`,
      )
    },
  },
  {
    method: 'GET',
    path: '/reports/:kind',
    async answer(desk, asked) {
      const kind = REPORT_KINDS.find(one => one === asked.part('kind')) ?? 'expiring'
      const input = inputIn(kind, asked)
      const as = asked.query('as')
      if (as === 'csv' || as === 'print') return fileOf(desk, kind, input, as)
      return isList(kind, input) ? listView(desk, kind, asked, input) : sumsView(desk, kind, asked, input)
    },
  },
]

/** Those that are lists unless something is added up. */
type ListKind = 'expiring' | 'renewals'

function isList(kind: ReportKind, { by }: ReportInput): kind is ListKind {
  return by === undefined && (kind === 'expiring' || kind === 'renewals')
}

/** The whole of it. */
async function fileOf(
  { vendor, sums, now }: ConsoleDesk,
  kind: ReportKind,
  input: ReportInput,
  as: 'csv' | 'print',
): Promise<Download> {
  const report = isList(kind, input) ? await vendor.report(input) : await sums.whole(input, now())
  if (as === 'csv')
    return {
      kind: 'download',
      name: `${kind}.csv`,
      type: 'text/csv; charset=utf-8',
      bytes: BYTE_ORDER_MARK + csvText(report),
    }
  return {
    kind: 'download',
    name: `${kind}.html`,
    type: 'text/html; charset=utf-8',
    bytes: `${reportPage(report, vendor.identity.name, styleSheet())}`,
  }
}

function titleOf(kind: ReportKind): string {
  return upper(vendorWords().report.titles[kind])
}

function csvText(report: Report): string {
  if (report.by === undefined) return csvOf({ rows: report.computers, columns: COMPUTER_CELLS })
  return csvOf({ rows: report.groups, columns: groupCells(report) })
}

/** Errors: invalid-value. */
function inputIn(kind: ReportKind, { query }: Asked): ReportInput {
  const [since, until, within] = ['since', 'until', 'within'].map(name => query(name).trim())
  const by = REPORT_GROUPS.find(one => one === query('by'))
  return {
    kind,
    ...present({
      by: by as ReportBy | undefined,
      since: since ? sinceOf('since', since) : undefined,
      until: until ? endOf('until', until) : undefined,
      withinDays: kind === 'expiring' && within && !until ? wholeIn('days', within) : undefined,
    }),
  }
}

/** A part of the list. Ends over months are drawn as well. */
async function listView(
  { vendor, sums, now }: ConsoleDesk,
  kind: ListKind,
  asked: Asked,
  input: ReportInput,
) {
  const { by: _, ...question } = input
  const part = await vendor.reportPage({
    ...question,
    kind,
    most: PAGE_ROWS,
    after: partCursor(asked.query),
  })
  const { span } = part
  const isLong = span !== undefined && span.until - span.since > MONTHS_TO_DRAW
  const months = isLong ? await sums.find({ ...input, by: 'month' }, now(), againOf(asked)) : undefined
  // what is all together, nobody has counted
  const report: Report = { ...part, by: undefined, groups: [], totals: {}, orders: [] }
  return reportView(kind, asked, report, {
    chart: months && monthsChart(kind, asked, months),
    next: nextPart(part.next, `/reports/${kind}`, queryOf(asked)),
  })
}

/** A list does not wait for its chart, and does not come again under the eyes of who reads it. */
function monthsChart(kind: ReportKind, asked: Asked, found: FoundSum): Html | undefined {
  const words = vendorWords().console.reports
  if (found.kind === 'adding')
    return html`<p class="quiet">${words.chartLater} ${link(addressOf(kind, asked), words.look)}</p>`
  return html`${chartOf(found.report)}${ageOf(kind, asked, found)}`
}

/** A part of the rows; the total is that of all. What takes longer than a moment is shown when it is there. */
async function sumsView({ sums, now }: ConsoleDesk, kind: ReportKind, asked: Asked, input: ReportInput) {
  const found = await sums.find(input, now(), againOf(asked))
  if (found.kind === 'adding') return waitingView(kind, asked, found.keys)
  const { report } = found
  const from = numberCursor(asked.query, 'from') ?? 0
  const groups = report.groups.slice(from, from + GROUP_ROWS)
  const more = from + GROUP_ROWS < report.groups.length
  return reportView(
    kind,
    asked,
    { ...report, groups },
    {
      chart: html`${ageOf(kind, asked, found)}${chartOf(report)}`,
      next: more
        ? nextPage(`/reports/${kind}`, { ...queryOf(asked), from: `${from + GROUP_ROWS}` })
        : undefined,
    },
  )
}

/** Drawn once for all visits: it looks at every row. */
const CHARTS = new WeakMap<Report, Html>()

function chartOf(report: Report): Html {
  const chart = CHARTS.get(report) ?? html`${reportChart(report)}`
  CHARTS.set(report, chart)
  return chart
}

/** Nothing is lost when it comes again: it has no form. */
function waitingView(kind: ReportKind, asked: Asked, keys: number) {
  const words = vendorWords().console.reports
  return page(
    'reports',
    titleOf(kind),
    html`<p class="notice open" role="status">${words.adding(keys.toLocaleString('en-US'))}</p>
<p>${words.addingHint}</p>
<p class="actions"><a class="button" href="${addressOf(kind, asked, asked.query('from'))}">${words.look}</a></p>`,
    { refresh: COMES_AGAIN_SECONDS },
  )
}

/** Of which time figures are that were kept; undefined: of now. */
function ageOf(
  kind: ReportKind,
  asked: Asked,
  found: FoundSum & { readonly kind: 'there' },
): Html | undefined {
  if (!found.isOld) return undefined
  const words = vendorWords().console.reports
  const again = `${addressOf(kind, asked)}&again=${found.number}`
  return html`<p class="notice open">${words.asOf(minuteOf(found.report.at))} ${link(again, words.again)}</p>`
}

/** The number of kept figures that are to be added up again. */
function againOf({ query }: Asked): number | undefined {
  return numberCursor(query, 'again')
}

function addressOf(kind: ReportKind, asked: Asked, from = ''): string {
  const more = from === '' ? {} : { from }
  return `/reports/${kind}?${new URLSearchParams({ ...queryOf(asked), ...more }).toString()}`
}

/** What the form of the page asked. */
function queryOf({ query }: Asked): Readonly<Record<string, string>> {
  return Object.fromEntries(['since', 'until', 'within', 'by'].map(name => [name, query(name)]))
}

function reportView(
  kind: ReportKind,
  asked: Asked,
  report: Report,
  { chart, next }: { readonly chart: Html | undefined; readonly next: Html | undefined },
) {
  const words = vendorWords().console.reports
  const { title, headings, rows, total, sums, none } = shownReport(report)
  const { query } = asked
  const field = (name: string, label: string, input = dayInput(name, query(name))) =>
    html`<div class="field"><label for="${name}">${label}</label>${input}</div>`
  const days = html`<input id="within" name="within" inputmode="numeric" value="${verbatim(query('within'))}" placeholder="30" autocomplete="off" size="12">`
  const all = total === undefined || rows.length === 0 ? rows : [...rows, total]
  return page(
    'reports',
    titleOf(kind),
    html`<form class="filter" action="/reports/${kind}">
${kind === 'expiring' && field('within', words.within, days)}
${kind !== 'seats' && kind !== 'renewals' && html`${field('since', words.since)}${field('until', words.until)}`}
<div class="field"><label for="by">${words.by}</label><select id="by" name="by"><option value=""></option>${REPORT_GROUPS.map(one => html`<option${one === query('by') && html` selected`}>${one}</option>`)}</select></div>
<button type="submit" class="primary">${words.show}</button>
</form>
<p class="quiet">${title}</p>
${chart}
${table(title, headings, all, upper(none))}
${next}
${sums.length > 0 && html`<dl class="facts">${sums.map(([label, count]) => html`<div><dt>${label}</dt><dd>${count}</dd></div>`)}</dl>`}
<p class="actions"><a class="button" href="${addressOf(kind, asked)}&as=csv" download>${words.csv}</a>
<a class="button" href="${addressOf(kind, asked)}&as=print" download>${words.print}</a></p>`,
  )
}
