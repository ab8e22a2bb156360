/**
 * Owns the spans of time that use is shown over, each cut into equal parts of the calendar in UTC: 24 hours, 7 days, 30
 * days, 12 months. The part that is now is the last one, and is not over yet.
 */
import type { HourOfUse, SeatUsage } from '../../src/site/state/history.ts'

export const PERIODS = ['day', 'week', 'month', 'year'] as const
export type Period = (typeof PERIODS)[number]
/** What one bar stands for. */
export type PartKind = 'hour' | 'day' | 'month'

/** A part of a span. Undefined `usage`: the server did not run in it. */
export interface UsePart {
  /** Its first second and the one after its last, since 1970. */
  readonly from: number
  readonly to: number
  readonly usage: SeatUsage | undefined
}

const HOUR = 3600
const DAY = 86_400
const MONTHS = 12
const CUT: Readonly<
  Record<
    Exclude<Period, 'year'>,
    { readonly kind: PartKind; readonly seconds: number; readonly parts: number }
  >
> = {
  day: { kind: 'hour', seconds: HOUR, parts: 24 },
  week: { kind: 'day', seconds: DAY, parts: 7 },
  month: { kind: 'day', seconds: DAY, parts: 30 },
}

export function partKindOf(period: Period): PartKind {
  return period === 'year' ? 'month' : CUT[period].kind
}

/** Where the parts begin, and where the last one ends. `now`: seconds since 1970. */
export function edgesOf(period: Period, now: number): readonly number[] {
  if (period === 'year') {
    const date = new Date(now * 1000)
    const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()]
    return Array.from({ length: MONTHS + 1 }, (_, i) => Date.UTC(year, month - MONTHS + 1 + i, 1) / 1000)
  }
  const { seconds, parts } = CUT[period]
  const end = (Math.floor(now / seconds) + 1) * seconds
  return Array.from({ length: parts + 1 }, (_, i) => end - (parts - i) * seconds)
}

/** The hours, in the order of time, put together between the edges. */
export function partsOf(edges: readonly number[], hours: readonly HourOfUse[]): readonly UsePart[] {
  let next = 0
  return edges.slice(0, -1).map((from, i) => {
    const to = edges[i + 1] as number
    let usage: SeatUsage | undefined
    for (; next < hours.length && (hours[next] as HourOfUse).at < to; next++) {
      const hour = hours[next] as HourOfUse
      if (hour.at >= from) usage = usage === undefined ? hour : together(usage, hour)
    }
    return { from, to, usage }
  })
}

export function together(one: SeatUsage, other: SeatUsage): SeatUsage {
  return {
    seats: Math.max(one.seats, other.seats),
    borrowed: Math.max(one.borrowed, other.borrowed),
    granted: one.granted + other.granted,
    renewed: one.renewed + other.renewed,
    returned: one.returned + other.returned,
    denied: one.denied + other.denied,
  }
}
