/** Owns reading a day or an instant from the command line. */
import { AirlatchError } from '../core/errors.ts'
import type { Expected } from '../core/expected.ts'
import { formatEnd, parseDay, parseEnd } from '../core/terms/term.ts'
import { zoned } from './values.ts'

/** The first second behind `2027-12-31`, or the instant `2027-12-31T12:00:00Z`. Error: invalid-value. */
export function endOf(field: string, text: string): number {
  const end = parseEnd(text)
  if (end === undefined) throw wrongDate({ is: 'date', instant: true }, field, text)
  return end
}

/** The first second of `2027-12-31`. Error: invalid-value. */
export function startOf(field: string, text: string): number {
  const day = parseDay(text)
  if (day === undefined) throw wrongDate({ is: 'date' }, field, text)
  return day.start
}

/** The first second of `2027-12-31`, or the instant `2027-12-31T12:00:00Z`. Error: invalid-value. */
export function sinceOf(field: string, text: string): number {
  return parseDay(text)?.start ?? endOf(field, text)
}

/** An end for people, with its time zone: `2027-12-31 (UTC)`. */
export function shownEnd(end: number): string {
  return zoned(formatEnd(end))
}

/** The first second of `2027-12`, and the first one after it. Error: invalid-value. */
export function monthOf(field: string, text: string): { readonly start: number; readonly end: number } {
  const start = /^\d{4}-\d{2}$/.test(text) ? parseDay(`${text}-01`)?.start : undefined
  if (start === undefined) throw wrongDate({ is: 'date', format: 'YYYY-MM' }, field, text)
  const date = new Date(start * 1000)
  return { start, end: Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1) / 1000 }
}

function wrongDate(expected: Expected, field: string, got: string): AirlatchError {
  return new AirlatchError('invalid-value', { field, expected, got })
}

export { formatDay, formatEnd, formatInstant, formatMaintenance } from '../core/terms/term.ts'
