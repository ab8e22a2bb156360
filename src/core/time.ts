/**
 * Owns the form of times in the library's API: input is whole seconds since 1970 or a Date, output is seconds.
 * Milliseconds, which are usual in JavaScript, are refused: read as seconds, they are in the year 58,000.
 */
import { invalidValue } from './arguments.ts'
import { LATEST_TIME } from './message/claims.ts'

/** Whole seconds since 1970, or a Date, which is truncated to seconds. */
export type Time = number | Date

/** Returns whole seconds since 1970. Error: invalid-value {field, expected, got}. */
export function secondsOf(name: string, time: Time): number {
  const isDate = Object.prototype.toString.call(time) === '[object Date]'
  const seconds = isDate ? Math.floor(Number(time) / 1000) : time
  if (typeof seconds === 'number' && Number.isInteger(seconds) && seconds >= 0 && seconds <= LATEST_TIME)
    return seconds
  throw invalidValue(name, { is: 'time' }, isDate ? String(time) : time)
}
