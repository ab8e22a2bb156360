/** Where bars are drawn: from none to a thousand, and a line across them. */
import { describe, expect, test } from 'vitest'
import { type Bar, columnsOf, rowsOf } from '../../../src/web/chart/geometry.ts'

const bars = (...values: readonly number[]): readonly Bar[] =>
  values.map((value, i) => ({ label: `${i}`, title: `${i}: ${value}`, values: [value] }))

describe('where it is drawn', () => {
  test('one bar, and bars that are all empty, are within the chart', () => {
    for (const some of [bars(7), bars(0), bars(0, 0, 0), bars(1), []]) {
      const { height, ground, bars: drawn, ticks } = columnsOf(some)
      for (const { x, width, parts, top } of drawn) {
        expect(x).toBeGreaterThanOrEqual(0)
        expect(x + width).toBeLessThanOrEqual(100)
        expect(top).toBeGreaterThan(0)
        for (const { start, length } of parts) expect(start + length).toBeCloseTo(ground)
      }
      for (const { y } of ticks) expect(y).toBeLessThanOrEqual(height)
      expect(
        rowsOf(some).bars.every(({ parts }) => parts.every(({ start, length }) => start + length <= 100)),
      ).toBe(true)
    }
  })

  test('bars are as long as their figures are, and one lies on the other', () => {
    const rows = rowsOf([{ label: '', title: '', values: [1, 3] }, ...bars(2)])
    expect(rows.bars.map(({ parts }) => parts)).toEqual([
      [
        { series: 0, start: 0, length: 25 },
        { series: 1, start: 25, length: 75 },
      ],
      [{ series: 0, start: 0, length: 50 }],
    ])
    const [first] = columnsOf([{ label: '', title: '', values: [5, 5] }]).bars
    const [lower, upper] = first?.parts ?? []
    expect(lower?.start).toBeCloseTo((upper?.start ?? 0) + (upper?.length ?? 0))
    expect(upper?.start).toBeCloseTo(first?.top ?? 0)
  })

  test('the lines across are at whole figures, and huge ones are short', () => {
    expect(columnsOf(bars(1)).ticks.map(({ text }) => text)).toEqual(['0', '1'])
    const huge = columnsOf(bars(Number.MAX_SAFE_INTEGER, 1_234_567, 950))
    expect(huge.bars.map(({ sum }) => sum)).toEqual(['9000T', '1.2M', '950'])
    expect(huge.ticks.every(({ text }) => text.length <= 7)).toBe(true)
    for (const { x, width, parts } of huge.bars) {
      expect(Number.isFinite(x + width)).toBe(true)
      for (const { start, length } of parts) expect(Number.isFinite(start + length)).toBe(true)
    }
    expect(columnsOf(bars(...Array(60).fill(3))).bars.every(({ sum }) => sum === undefined)).toBe(true)
  })
})
