/** Owns what a bench says: one line a question, with its figure, its goal where there is one, and the times beside it. */
import type { Pair } from './pairs.ts'

export interface Line {
  readonly what: string
  /** The ratio or the size. */
  readonly figure: string
  /** What was aimed at, and whether it was reached. */
  readonly goal?: { readonly text: string; readonly met: boolean }
  /** Absolute figures: they hold for one machine at one time. */
  readonly beside: string
}

/** A bench, as main.ts runs it. */
export type Bench = () => Promise<readonly Line[]>

/** A line of a pair; `most` is the greatest ratio that is good. */
export function pairLine(what: string, pair: Pair, most?: number): Line {
  const { ratio, least, greatest, a, b } = pair
  const range = `rounds from ${least.toFixed(2)} to ${greatest.toFixed(2)}`
  return {
    what,
    figure: ratio.toFixed(2),
    ...(most === undefined
      ? {}
      : { goal: { text: `at most ${most.toFixed(2)}`, met: Number(ratio.toFixed(2)) <= most } }),
    beside: `${duration(a)} / ${duration(b)}, ${range}`,
  }
}

export function lineText({ what, figure, goal, beside }: Line): string {
  const aim = goal === undefined ? '' : `goal ${goal.text}: ${goal.met ? 'met' : 'MISSED'}`
  return `${what.padEnd(52)}${figure.padStart(6)}   ${aim.padEnd(26)}  ${beside}`
}

export function duration(milliseconds: number): string {
  if (milliseconds < 1) return `${(milliseconds * 1000).toFixed(0)} µs`
  return `${milliseconds.toFixed(milliseconds < 10 ? 1 : 0)} ms`
}
