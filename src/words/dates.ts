/** Owns reading a day or an instant from the command line. */
import { AirlatchError } from '../core/errors.ts'
import { formatEnd, parseDay, parseEnd } from '../core/terms/term.ts'
import { zoned } from './values.ts'

/** The first second behind `2027-12-31`, or the instant `2027-12-31T12:00:00Z`. Error: invalid-value. */
export function endOf(field: string, text: string): number {
  const end = parseEnd(text)
  if (end === undefined) throw wrongDate(field, text)
  return end
}

/** The first second of `2027-12-31`. Error: invalid-value. */
export function startOf(field: string, text: string): number {
  const day = parseDay(text)
  if (day === undefined) throw wrongDate(field, text)
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

function wrongDate(field: string, got: string): AirlatchError {
  return new AirlatchError('invalid-value', { field, expected: { is: 'date' }, got })
}

export { formatDay, formatEnd, formatInstant } from '../core/terms/term.ts'
