/**
 * Owns what of a report is drawn: months in the order of time, with those in which nothing was; all else the largest first,
 * and what is left together. What says nothing is not drawn: a single bar, or no figures.
 */
import type { Report, ReportFigures, ReportGroup, ReportKind } from '../../src/vendor/door.ts'
import { type Chart, drawnChart } from '../../src/web/chart/draw.ts'
import { type Bar, sumOf } from '../../src/web/chart/geometry.ts'
import type { Html } from '../../src/web/html.ts'
import { visible } from '../../src/words/output.ts'
import { vendorWords } from '../../src/words/vendor-tool.ts'

/** Which figures of a report its bars are made of; of two, their sum is something as well. */
const FIGURES: Readonly<Record<ReportKind, readonly string[]>> = {
  expiring: ['computers'],
  renewals: ['computers'],
  sales: ['seats', 'added'],
  seats: ['used', 'free'],
  activations: ['new', 'renewed'],
}
/** Bars that lie; the others are one more. */
const MOST_ROWS = 12
/** Months that stand beside each other; of more, the largest are shown. */
const MOST_MONTHS = 60
/** Months of which each has its label. */
const MOST_LABELLED = 12
/** Characters of a name: on a telephone, and where a pointer shows it. */
const MOST_LABEL = 36
const MOST_TITLE = 100

/** Undefined where a chart would say nothing. */
export function reportChart(report: Report): Html | undefined {
  const chart = chartOf(report)
  return chart === undefined ? undefined : drawnChart(chart)
}

/** Undefined: a chart would say nothing. */
export function chartOf(report: Report): Chart | undefined {
  const { kind, by, groups } = report
  if (by === undefined) return undefined
  const months = by === 'month' ? monthsOf(report) : undefined
  const bars = months ?? largest(kind, groups)
  const all = bars.reduce((sum, bar) => sum + sumOf(bar), 0)
  if (bars.length < 2 || all === 0) return undefined
  const say = vendorWords().report
  const names: Readonly<Record<string, string>> = say.chart.series[kind]
  const title = say.chart.title(say.titles[kind], say.groups[by])
  const most = bars.reduce((a, b) => (sumOf(b) > sumOf(a) ? b : a))
  return {
    look: months === undefined ? 'rows' : 'columns',
    title,
    series: FIGURES[kind].map(name => names[name] ?? name),
    bars,
    gist: say.chart.gist(title, bars.length, most.title, all),
  }
}

function barOf(kind: ReportKind, { group, figures }: ReportGroup): Bar {
  const name = group ?? vendorWords().desk.none
  return named(name, valuesOf(kind, figures))
}

function valuesOf(kind: ReportKind, figures: ReportFigures): readonly number[] {
  return FIGURES[kind].map(figure => Math.max(0, figures[figure] ?? 0))
}

function named(name: string, values: readonly number[]): Bar {
  const all = values.reduce((sum, value) => sum + value, 0)
  const figure = all.toLocaleString('en-US')
  return { label: cut(name, MOST_LABEL), title: `${cut(name, MOST_TITLE)}: ${figure}`, values }
}

/** By what is seen of it. */
function cut(text: string, most: number): string {
  if (visible(text).length <= most) return text
  let kept = ''
  for (const letter of text) {
    if (visible(kept + letter).length >= most) break
    kept += letter
  }
  return `${kept}…`
}

/** The table has them all. There may be a million, of which none but those that are drawn are more than looked at. */
function largest(kind: ReportKind, groups: readonly ReportGroup[]): readonly Bar[] {
  const most: { readonly group: ReportGroup; readonly sum: number }[] = []
  const all = FIGURES[kind].map(() => 0)
  for (const group of groups) {
    const values = valuesOf(kind, group.figures)
    let sum = 0
    for (const [i, value] of values.entries()) {
      sum += value
      all[i] = (all[i] ?? 0) + value
    }
    const before = most.findLastIndex(other => other.sum >= sum) + 1
    if (before === MOST_ROWS) continue
    most.splice(before, 0, { group, sum })
    most.length = Math.min(most.length, MOST_ROWS)
  }
  const bars = most.map(({ group }) => barOf(kind, group))
  const others = groups.length - bars.length
  if (others === 0) return bars
  const rest = all.map((sum, i) => bars.reduce((left, { values }) => left - (values[i] ?? 0), sum))
  return [...bars, named(vendorWords().report.chart.others(others), rest)]
}

/** Of the whole time that the report is about; undefined: there are too many. */
function monthsOf({ kind, groups, span }: Report): readonly Bar[] | undefined {
  const found = new Map(groups.map(({ group = '', figures }) => [group, { group, figures, orders: [] }]))
  const known = [...found.keys()].filter(month => month !== '').sort()
  const [first, last] = [known[0], known.at(-1)]
  if (first === undefined || last === undefined) return []
  const whole = span === undefined ? undefined : monthsFrom(monthAt(span.since), monthAt(span.until - 1))
  const months = whole ?? monthsFrom(first, last)
  return months?.map((month, i) => ({
    ...barOf(kind, found.get(month) ?? { group: month, figures: {}, orders: [] }),
    ...labelOf(month, i, months.length),
  }))
}

/** Seconds since 1970, in UTC, as `2026-12`. */
function monthAt(at: number): string {
  return new Date(at * 1000).toISOString().slice(0, '2026-12'.length)
}

function monthsFrom(first: string, last: string): readonly string[] | undefined {
  const [start, end] = [first, last].map(month => {
    const [year = 0, number = 0] = month.split('-').map(Number)
    return year * 12 + number - 1
  }) as [number, number]
  if (!(end - start < MOST_MONTHS)) return undefined
  return Array.from({ length: end - start + 1 }, (_, i) => {
    const [year, number] = [Math.floor((start + i) / 12), ((start + i) % 12) + 1]
    return `${`${year}`.padStart(4, '0')}-${`${number}`.padStart(2, '0')}`
  })
}

/** The year stands below its first month, unless there is no room before January; of many months it stands alone. */
function labelOf(month: string, i: number, of: number): Pick<Bar, 'label' | 'second'> {
  const [year = '', number = ''] = month.split('-')
  const isFew = of <= MOST_LABELLED
  const hasRoom = Number(number) <= (isFew ? 11 : 6)
  return { label: isFew ? number : '', second: number === '01' || (i === 0 && hasRoom) ? year : '' }
}
