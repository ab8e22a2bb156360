/** What of a report is drawn, and where: from no group to a thousand, and names that a customer wrote. */
import { describe, expect, test } from 'vitest'
import type { Report, ReportBy, ReportGroup, ReportKind } from '../../../src/vendor/door.ts'
import { chartOf, reportChart } from '../../../vendor-tool/web/report-chart.ts'

const second = (day: string) => Date.parse(day) / 1000
const YEAR = { since: second('2026-01-01'), until: second('2027-01-01') }

function reportOf(
  groups: Readonly<Record<string, number>>,
  {
    kind = 'renewals',
    by = 'customer',
    span,
  }: { kind?: ReportKind; by?: ReportBy; span?: Report['span'] } = {},
): Report {
  const rows = Object.entries(groups).map(
    ([group, count]): ReportGroup => ({
      group: group === '' ? undefined : group,
      figures: { computers: count, used: count, free: 1, seats: count, added: 2 },
      orders: [],
    }),
  )
  return { kind, at: YEAR.since, span, by, computers: [], groups: rows, totals: {}, orders: [] }
}

describe('what is drawn', () => {
  test('nothing where a chart says nothing: no group, one, only zeros, a list', () => {
    expect(chartOf(reportOf({}))).toBeUndefined()
    expect(chartOf(reportOf({ a: 5 }))).toBeUndefined()
    expect(chartOf(reportOf({ a: 0, b: 0 }))).toBeUndefined()
    expect(chartOf({ ...reportOf({ a: 1, b: 2 }), by: undefined })).toBeUndefined()
    expect(chartOf(reportOf({}, { by: 'month', span: YEAR }))).toBeUndefined()
  })

  test('every month of the time in its order, those in which nothing was too', () => {
    const chart = chartOf(reportOf({ '2026-03': 4, '2026-11': 2 }, { by: 'month', span: YEAR }))
    expect(chart?.look).toBe('columns')
    expect(chart?.bars.map(({ values }) => values[0])).toEqual([0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 2, 0])
    expect(chart?.bars.map(({ label, second }) => `${label}${second}`).slice(0, 3)).toEqual([
      '012026',
      '02',
      '03',
    ])
    expect(chart?.gist).toContain('2026-03: 4')
    expect(chart?.gist).toContain('All together: 6')
  })

  test('of the present the months from the first to the last; of many months their years; of too many the largest', () => {
    const present = chartOf(reportOf({ '2026-11': 1, '2027-02': 1 }, { by: 'month' }))
    expect(present?.bars.map(({ title }) => title)).toEqual([
      '2026-11: 1',
      '2026-12: 0',
      '2027-01: 0',
      '2027-02: 1',
    ])
    const years = chartOf(reportOf({ '2024-03': 1, '2027-02': 1 }, { by: 'month' }))
    expect(years?.bars.flatMap(({ label, second }) => [label, second]).filter(Boolean)).toEqual([
      '2024',
      '2025',
      '2026',
      '2027',
    ])
    const wide = { since: 0, until: second('9999-12-31') }
    expect(chartOf(reportOf({ '2026-11': 1, '2027-02': 1 }, { by: 'month', span: wide }))?.bars).toHaveLength(
      4,
    )
    expect(chartOf(reportOf({ '1970-01': 1, '9999-12': 9 }, { by: 'month' }))).toMatchObject({
      look: 'rows',
      bars: [{ label: '9999-12' }, { label: '1970-01' }],
    })
  })

  test('of a thousand groups the largest twelve, and the others together', () => {
    const many = Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`customer ${i}`, i]))
    const chart = chartOf(reportOf(many))
    expect(chart?.bars).toHaveLength(13)
    expect(chart?.bars[0]?.label).toBe('customer 999')
    expect(chart?.bars.at(-1)?.title).toBe('988 others: 487,578')
    const all = chart?.bars.reduce((sum, { values }) => sum + (values[0] ?? 0), 0)
    expect(all).toBe(499_500)
  })

  test('two series where two figures belong together; nothing is below zero', () => {
    const chart = chartOf(reportOf({ a: 3, b: -2 }, { kind: 'seats' }))
    expect(chart?.series).toEqual(['in use', 'free'])
    expect(chart?.bars.map(({ values }) => values)).toEqual([
      [3, 1],
      [0, 1],
    ])
  })
})

describe('the drawing', () => {
  test('names are text, are cut where they are long, and cannot hide anything', () => {
    const hostile = '</text><script>alert(1)</script>" onload="x'
    const drawn = `${reportChart(reportOf({ [hostile]: 2, ['x'.repeat(5000)]: 1, ['\u202e'.repeat(50)]: 1 }))}`
    expect(drawn).not.toContain('<script')
    expect(drawn).toContain('&lt;/text&gt;&lt;script&gt;')
    expect(drawn).not.toContain('\u202e')
    const labels = [...drawn.matchAll(/<text x="0"[^>]*>([^<]*)</g)].map(([, label = '']) => label)
    expect(labels).toHaveLength(3)
    expect(drawn.length).toBeLessThan(3000)
    expect(labels.every(label => label.replace(/&[a-z0-9#]+;/g, '.').length <= 36)).toBe(true)
  })

  test('it is one picture with a name, has no style and no script, and its parts can be told without colours', () => {
    const drawn = `${reportChart(reportOf({ a: 3, b: 4 }, { kind: 'seats' }))}`
    expect(drawn).toMatch(/<svg role="img" aria-label="[^"]*The largest is b: 5[^"]*"/)
    expect(drawn).not.toMatch(/style=|on[a-z]+=|NaN|Infinity|undefined/)
    expect(drawn.match(/class="bar outline"/g)).toHaveLength(3)
    expect(drawn).toContain('free')
  })

  test('nothing for a chart that says nothing', () => {
    expect(reportChart(reportOf({}))).toBeUndefined()
  })
})
