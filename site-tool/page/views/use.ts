/** Owns the use of a product over time: peaks and denials as charts, every figure in a table, and as a spreadsheet. */
import { BYTE_ORDER_MARK, csvLine } from '../../../src/cli/export.ts'
import { type Chart, drawnChart } from '../../../src/web/chart/draw.ts'
import type { Bar } from '../../../src/web/chart/geometry.ts'
import { type Html, html, withCode } from '../../../src/web/html.ts'
import { minuteOf, section, table, upper } from '../../../src/web/parts.ts'
import { formatInstant } from '../../../src/words/dates.ts'
import { denialText } from '../../../src/words/en/denials.ts'
import { SITE_PAGE } from '../../../src/words/en/site-page.ts'
import { figure, pathIn } from '../parts.ts'
import {
  edgesOf,
  type PartKind,
  PERIODS,
  type Period,
  partKindOf,
  partsOf,
  type UsePart,
} from '../periods.ts'
import { nothingThere, type ProductVisit, type SiteAnswer, type SiteRoute } from '../visit.ts'

export const USE: readonly SiteRoute[] = [
  { method: 'GET', path: '/use', answer: usePage },
  { method: 'GET', path: '/use.csv', answer: useCsv },
  { method: 'GET', path: '/report', answer: reportFile },
]

/** Parts of which each has its label below it. */
const MOST_LABELLED = 12

function periodIn({ query }: ProductVisit): Period {
  return PERIODS.find(name => name === query('of')) ?? 'day'
}

async function usePage(looked: ProductVisit): Promise<SiteAnswer> {
  const { product, status } = looked.view
  const period = periodIn(looked)
  const kind = partKindOf(period)
  const edges = edgesOf(period, looked.now)
  const history = await product.lending.history(edges[0] as number, edges.at(-1) as number)
  const parts = partsOf(edges, history.hours)
  const hasUse = history.hours.length > 0
  const reasons = history.denials.map(([reason, count]) => [upper(denialText(reason)), figure(count)])
  return {
    kind: 'page',
    at: 'use',
    title: product.productName,
    content: html`<div role="group" aria-label="${SITE_PAGE.period}"><ul class="choices">${PERIODS.map(
      name =>
        html`<li><a class="button${name === period && html` primary`}" href="${pathIn(product, `/use?of=${name}`)}"${name === period && html` aria-current="true"`}>${SITE_PAGE.periods[name]}</a></li>\n`,
    )}</ul></div>
${
  hasUse
    ? html`<div class="columns"><section class="card stack">${drawnChart(peakChart(parts, kind, status?.seats))}</section>
<section class="card stack">${drawnChart(deniedChart(parts, kind))}</section></div>
<details class="card"><summary>${SITE_PAGE.figuresTitle}</summary>${figures(parts, kind)}</details>`
    : html`<p class="quiet">${SITE_PAGE.noUse}</p>`
}
${section(
  SITE_PAGE.byReason,
  html`${table(SITE_PAGE.byReason, SITE_PAGE.reasonHeadings, reasons, SITE_PAGE.noDenials)}${
    reasons.length > 1 && html`<p class="hint">${SITE_PAGE.reasonHint}</p>`
  }`,
)}
${files(looked, period)}`,
  }
}

function files({ view: { product, status } }: ProductVisit, period: Period): Html {
  return section(
    SITE_PAGE.files,
    html`<div class="actions"><a class="button" href="${pathIn(product, `/use.csv?of=${period}`)}" download>${SITE_PAGE.csvUse}</a>${
      status?.license !== undefined &&
      html`<a class="button" href="${pathIn(product, '/report')}" download>${SITE_PAGE.report}</a>`
    }</div>
<p class="hint">${withCode(SITE_PAGE.reportHint)}</p>`,
  )
}

/** The newest first, as what is read most. */
function figures(parts: readonly UsePart[], kind: PartKind): Html {
  const rows = parts.toReversed().map(({ from, usage }) => {
    const name = nameOf(from, kind)
    if (usage === undefined) return [name, SITE_PAGE.notRunning, ...Array(5).fill(undefined)]
    const { seats, borrowed, granted, renewed, returned, denied } = usage
    return [name, ...[seats, borrowed, granted, renewed, returned, denied].map(figure)]
  })
  return table(SITE_PAGE.figuresTitle, SITE_PAGE.useHeadings[kind], rows, '')
}

function peakChart(parts: readonly UsePart[], kind: PartKind, seats: number | undefined): Chart {
  const most = parts.reduce((best, part) => (peakOf(part) > peakOf(best) ? part : best))
  return {
    look: 'columns',
    title: SITE_PAGE.peaks,
    series: [''],
    bars: barsOf(parts, kind, peakOf),
    gist: SITE_PAGE.peakGist(peakOf(most), nameOf(most.from, kind)),
    limit: seats === undefined ? undefined : { value: seats, label: SITE_PAGE.allSeats(seats) },
  }
}

function peakOf({ usage }: UsePart): number {
  return usage?.seats ?? 0
}

function deniedChart(parts: readonly UsePart[], kind: PartKind): Chart {
  const deniedOf = ({ usage }: UsePart) => usage?.denied ?? 0
  const all = parts.reduce((sum, part) => sum + deniedOf(part), 0)
  return {
    look: 'columns',
    title: SITE_PAGE.deniedChart,
    series: [''],
    bars: barsOf(parts, kind, deniedOf),
    gist: SITE_PAGE.deniedGist(all),
  }
}

function barsOf(
  parts: readonly UsePart[],
  kind: PartKind,
  figureOf: (part: UsePart) => number,
): readonly Bar[] {
  // of many, as many as a phone has room for
  const step = Math.ceil(parts.length / MOST_LABELLED) * (parts.length > MOST_LABELLED ? 2 : 1)
  let shown = ''
  return parts.map((part, i) => {
    const name = nameOf(part.from, kind)
    const value = figureOf(part)
    const [own, common] = i % step === 0 ? labelOf(name, kind) : ['', shown]
    const isNew = common !== shown
    shown = common
    return {
      label: own,
      second: isNew ? common : '',
      title: `${name}: ${figure(value)}`,
      values: [value],
    }
  })
}

/** `2026-12-01 14:00`, `2026-12-01`, `2026-12` */
function nameOf(at: number, kind: PartKind): string {
  return minuteOf(at).slice(0, { hour: 16, day: 10, month: 7 }[kind])
}

/** `14` of `12-01`, `01` of `Dec`, `12` of `2026`: what stands below a bar, and what those beside it have in common. */
function labelOf(name: string, kind: PartKind): readonly [own: string, common: string] {
  if (kind === 'hour') return [name.slice(11, 13), name.slice(5, 10)]
  if (kind === 'month') return [name.slice(5), name.slice(0, 4)]
  return [name.slice(8), SITE_PAGE.months[Number(name.slice(5, 7)) - 1] ?? '']
}

async function useCsv(looked: ProductVisit): Promise<SiteAnswer> {
  const { product } = looked.view
  const edges = edgesOf(periodIn(looked), looked.now)
  const { hours } = await product.lending.history(edges[0] as number, edges.at(-1) as number)
  const lines = hours.map(({ at, seats, borrowed, granted, renewed, returned, denied }) =>
    csvLine([formatInstant(at), seats, borrowed, granted, renewed, returned, denied]),
  )
  return {
    kind: 'download',
    name: `${product.productId}-use.csv`,
    type: 'text/csv; charset=utf-8',
    bytes: BYTE_ORDER_MARK + csvLine(SITE_PAGE.csv.use) + lines.join(''),
  }
}

/** From the first entry on. */
const REPORT_FROM = 0

async function reportFile({ view: { product }, now }: ProductVisit): Promise<SiteAnswer> {
  const report = await product.lending.report(REPORT_FROM)
  if (report === undefined) return nothingThere('use')
  return {
    kind: 'download',
    name: `${product.productId}-${minuteOf(now).slice(0, 10)}.report`,
    type: 'application/octet-stream',
    bytes: report,
  }
}
