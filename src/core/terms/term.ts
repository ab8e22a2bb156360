/**
 * Owns dates: how people write days, and when a license ends. All in UTC, and in whole seconds since 1970. A date
 * without a time means that whole day (checklist QC-27): a license that expires on it ends at the next midnight.
 */
import type { Maintenance } from '../message/license.ts'

export const DAY_SECONDS = 86_400

/** What the days of a key may start from. */
export const STARTS = ['creation', 'activation', 'first-run'] as const
/** What the days of a key start from. @useDeclaredType */
export type DurationStart = (typeof STARTS)[number]

/** A number of days, and what they start from. */
export interface Duration {
  /** 1 to 36,500, of 86,400 seconds each. */
  readonly days: number
  /** What they start from. */
  readonly from: DurationStart
}

/** The first second of a day, and the first second after it. */
export interface Day {
  readonly start: number
  readonly end: number
}

/** Reads `2027-02-28`; undefined for any other form and for dates that do not exist. Years 1970 to 9999. */
export function parseDay(text: string): Day | undefined {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text)
  if (parts === null) return undefined
  const milliseconds = Date.parse(`${text}T00:00:00Z`)
  if (Number.isNaN(milliseconds) || milliseconds < 0) return undefined
  // Date.parse turns 30 February into a day in March
  if (new Date(milliseconds).toISOString().slice(0, 10) !== text) return undefined
  const start = milliseconds / 1000
  return { start, end: start + DAY_SECONDS }
}

/** Reads `2027-02-28` as the end of that day, or an instant `2027-02-28T12:00:00Z` as itself; otherwise undefined. */
export function parseEnd(text: string): number | undefined {
  const day = parseDay(text)
  if (day !== undefined) return day.end
  const parts = /^(\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):[0-5]\d:[0-5]\dZ$/.exec(text)
  if (parts === null || parseDay(parts[1] as string) === undefined) return undefined
  return Date.parse(text) / 1000
}

/**
 * Returns the end of a day in another program's `format`, such as `MM/DD/YYYY`, where months and days may have one
 * digit. Ignores a time of day after it. Any other text is read as by `parseEnd`.
 */
export function parseEndAs(format: string, text: string): number | undefined {
  const pattern = format
    .replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')
    .replace('YYYY', '(?<year>\\d{4})')
    .replace('MM', '(?<month>\\d{1,2})')
    .replace('DD', '(?<day>\\d{1,2})')
  const { year, month = '', day = '' } = new RegExp(`^${pattern}(?:[ T].*)?$`).exec(text)?.groups ?? {}
  if (year === undefined || text.endsWith('Z')) return parseEnd(text)
  return parseDay(`${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`)?.end
}

/** Returns `2027-02-28` for an end at midnight (the last day that is covered), otherwise `2027-02-28T12:00:00Z`. */
export function formatEnd(end: number): string {
  return end % DAY_SECONDS === 0 ? formatDay(end - 1) : formatInstant(end)
}

/** Like `formatEnd`, or `unlimited`. */
export function formatMaintenance({ until }: Maintenance): string {
  return until === undefined ? 'unlimited' : formatEnd(until)
}

/** Formats a time as `2027-02-28T12:00:00Z`. */
export function formatInstant(at: number): string {
  return `${new Date(at * 1000).toISOString().slice(0, -'.000Z'.length)}Z`
}

/** Formats a day as `2027-02-28`. */
export function formatDay(at: number): string {
  return new Date(at * 1000).toISOString().slice(0, 10)
}

export interface TermStart {
  readonly createdAt: number
  readonly activatedAt: number
}

/**
 * Returns the first second that is no longer covered: the earlier of the date and the days (checklist QC-26, QC-27);
 * undefined if the license never expires. Days from the first run are left to the client (check/expiry.ts).
 */
export function endOfTerm(
  expiresAt: number | undefined,
  duration: Duration | undefined,
  start: TermStart,
): number | undefined {
  if (duration === undefined || duration.from === 'first-run') return expiresAt
  const from = duration.from === 'creation' ? start.createdAt : start.activatedAt
  return earlier(expiresAt, from + duration.days * DAY_SECONDS)
}

/** Returns the earlier end; undefined means never. */
export function earlier(end: number | undefined, other: number): number {
  return end === undefined ? other : Math.min(end, other)
}
