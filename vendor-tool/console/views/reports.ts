/** Owns the reports: the same as `report`, as a table, for a spreadsheet, and as a page to print. */
import { wholeIn } from '../../../src/cli/command.ts'
import { BYTE_ORDER_MARK, csvOf } from '../../../src/cli/export.ts'
import {
  REPORT_GROUPS,
  REPORT_KINDS,
  type Report,
  type ReportBy,
  type ReportInput,
  type ReportKind,
  type Vendor,
} from '../../../src/vendor/door.ts'
import { endOf, sinceOf } from '../../../src/words/dates.ts'
import { vendorWords } from '../../../src/words/vendor-tool.ts'
import { styleSheet } from '../../commands/serve/page-files.ts'
import { present } from '../../fields.ts'
import { COMPUTER_CELLS, groupCells, shownReport } from '../../report-text.ts'
import { reportChart } from '../../web/chart/draw.ts'
import { type Html, html, verbatim } from '../../web/html.ts'
import { reportPage } from '../../web/pages/report.ts'
import { nextPage, nextPart, numberCursor, PAGE_ROWS, partCursor } from '../paging.ts'
import { dayInput, table, upper } from '../parts.ts'
import { type Asked, type Download, page, type Route } from '../visit.ts'

/** Rows of figures on a page. */
const GROUP_ROWS = 100
/** Seconds: ends within a shorter time say nothing by month. */
const MONTHS_TO_DRAW = 62 * 86_400

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
    async answer({ vendor }, asked) {
      const kind = REPORT_KINDS.find(one => one === asked.part('kind')) ?? 'expiring'
      const input = inputIn(kind, asked)
      const as = asked.query('as')
      if (as === 'csv' || as === 'print') return fileOf(vendor, await vendor.report(input), as)
      return isList(kind, input) ? listView(vendor, kind, asked, input) : sumsView(vendor, kind, asked, input)
    },
  },
]

/** Those that are lists unless something is added up. */
type ListKind = 'expiring' | 'renewals'

function isList(kind: ReportKind, { by }: ReportInput): kind is ListKind {
  return by === undefined && (kind === 'expiring' || kind === 'renewals')
}

/** The whole of it. */
function fileOf({ identity }: Vendor, report: Report, as: 'csv' | 'print'): Download {
  const { kind } = report
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
    bytes: `${reportPage(report, identity.name, styleSheet())}`,
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
async function listView(vendor: Vendor, kind: ListKind, asked: Asked, input: ReportInput) {
  const { by: _, ...question } = input
  const part = await vendor.reportPage({
    ...question,
    kind,
    most: PAGE_ROWS,
    after: partCursor(asked.query),
  })
  const { span } = part
  const isLong = span !== undefined && span.until - span.since > MONTHS_TO_DRAW
  const months = isLong ? await vendor.report({ ...input, by: 'month' }) : undefined
  // what is all together, nobody has counted
  const report: Report = { ...part, by: undefined, groups: [], totals: {}, orders: [] }
  return reportView(kind, asked, report, {
    chart: months && reportChart(months),
    next: nextPart(part.next, `/reports/${kind}`, queryOf(asked)),
  })
}

/** A part of the rows; the total is that of all. */
async function sumsView(vendor: Vendor, kind: ReportKind, asked: Asked, input: ReportInput) {
  const report = await vendor.report(input)
  const from = numberCursor(asked.query, 'from') ?? 0
  const groups = report.groups.slice(from, from + GROUP_ROWS)
  const more = from + GROUP_ROWS < report.groups.length
  return reportView(
    kind,
    asked,
    { ...report, groups },
    {
      chart: reportChart(report),
      next: more
        ? nextPage(`/reports/${kind}`, { ...queryOf(asked), from: `${from + GROUP_ROWS}` })
        : undefined,
    },
  )
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
  const search = new URLSearchParams(queryOf(asked)).toString()
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
<p class="actions"><a class="button" href="/reports/${kind}?${search}&as=csv" download>${words.csv}</a>
<a class="button" href="/reports/${kind}?${search}&as=print" download>${words.print}</a></p>`,
  )
}
