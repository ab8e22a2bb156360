/**
 * Owns where the parts of a bar chart lie. Lengths along a bar chart's width are percent, so that a chart is as wide as
 * its page and its text stays readable on a telephone; heights are em, so that they grow with the text.
 */
import { nice, ticks } from 'd3-array'

/** One bar: its parts lie one on the other, in the order of the chart's series. None is below 0. */
export interface Bar {
  /** Under or above it; empty: it has none. */
  readonly label: string
  /** A second line of it. */
  readonly second?: string
  /** What a pointer shows. */
  readonly title: string
  readonly values: readonly number[]
}

/** A part of a bar; `series` is the number of its series. */
export interface Part {
  readonly series: number
  /** Percent from the left for rows, em from the top for columns. */
  readonly start: number
  readonly length: number
}

export interface StandingBars {
  /** em */
  readonly height: number
  /** em from the top: where the bars stand. */
  readonly ground: number
  /** A line across for a round figure. */
  readonly ticks: readonly { readonly y: number; readonly text: string }[]
  readonly bars: readonly {
    readonly bar: Bar
    /** Percent */
    readonly x: number
    readonly width: number
    readonly parts: readonly Part[]
    /** The sum, where there is room for it, and where it stands. */
    readonly sum: string | undefined
    readonly top: number
  }[]
  /** em from the top: the line of the limit. */
  readonly limit: number | undefined
}

export interface LyingBars {
  /** em */
  readonly height: number
  readonly bars: readonly {
    readonly bar: Bar
    /** em from the top: the line of the label, and the top of the bar below it. */
    readonly textY: number
    readonly barY: number
    readonly parts: readonly Part[]
    readonly sum: string
  }[]
}

/** em: the bars of columns, what stands above the highest, and the labels below. */
const COLUMN = 11
const ABOVE = 1.5
const BELOW = 2.9
/** Percent: figures of the lines across. */
const AXIS = 11
const TICKS = 4
/** Of the room of one column, what is left empty. */
const GAP = 0.25
/** More have no room for their sums. */
const MOST_SUMS = 12

/** em: one row, its label, and its bar. */
const ROW = 2.9
const LABEL = 1.1
export const ROW_BAR = 0.9

/** Bars that stand, in their order: hours, days, months. `limit`: a value with a line across. */
export function columnsOf(bars: readonly Bar[], limit?: number): StandingBars {
  const ground = ABOVE + COLUMN
  // the round figure above the largest
  const [, most] = nice(0, Math.max(mostOf(bars), limit ?? 0), TICKS)
  const lengthOf = (value: number) => (value / most) * COLUMN
  const step = (100 - AXIS) / bars.length
  return {
    height: ground + BELOW,
    ground,
    ticks: ticks(0, most, TICKS)
      // no half computers
      .filter(Number.isInteger)
      .map(at => ({ y: ground - lengthOf(at), text: short(at) })),
    bars: bars.map((bar, i) => {
      const sum = sumOf(bar)
      return {
        bar,
        x: AXIS + step * (i + GAP / 2),
        width: step * (1 - GAP),
        parts: partsOf(bar, lengthOf).map(({ start, length, series }) => ({
          series,
          start: ground - start - length,
          length,
        })),
        sum: bars.length <= MOST_SUMS && sum > 0 ? short(sum) : undefined,
        top: ground - lengthOf(sum),
      }
    }),
    limit: limit === undefined ? undefined : ground - lengthOf(limit),
  }
}

/** Bars that lie, in their order. */
export function rowsOf(bars: readonly Bar[]): LyingBars {
  const most = mostOf(bars)
  return {
    height: bars.length * ROW,
    bars: bars.map((bar, i) => ({
      bar,
      textY: i * ROW + LABEL,
      barY: i * ROW + LABEL + 0.35,
      parts: partsOf(bar, value => (value / most) * 100),
      sum: sumOf(bar).toLocaleString('en-US'),
    })),
  }
}

/** Of bars that are all empty it is 1, so that there is a scale. */
function mostOf(bars: readonly Bar[]): number {
  return bars.reduce((most, bar) => Math.max(most, sumOf(bar)), 1)
}

export function sumOf({ values }: Bar): number {
  return values.reduce((sum, value) => sum + value, 0)
}

/** From the ground on; what is empty is no part. */
function partsOf({ values }: Bar, lengthOf: (value: number) => number): readonly Part[] {
  let start = 0
  return values.flatMap((value, series) => {
    if (value === 0) return []
    const part = { series, start, length: lengthOf(value) }
    start += part.length
    return [part]
  })
}

/** At most five characters: `950`, `1.2K`, `3M`. */
function short(value: number): string {
  return (value < 1000 ? EXACT : ROUND).format(value)
}

const EXACT = new Intl.NumberFormat('en-US')
const ROUND = new Intl.NumberFormat('en-US', { notation: 'compact', maximumSignificantDigits: 2 })
