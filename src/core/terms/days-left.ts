/** Owns how near an end is: the days that are left until it, and which of the thresholds has been reached (checklist DY-07). */
import { DAY_SECONDS } from './term.ts'

/** Days before an end at which an application and the vendor's desk are told of it, the first one first. */
export const THRESHOLDS = [90, 60, 30, 14, 7, 1] as const
/**
 * Days before an end at which a warning is given.
 * @useDeclaredType
 */
export type Threshold = (typeof THRESHOLDS)[number]

/** Days until an end, the one under way included: 1 in the last 86,400 seconds before it, 0 after it. */
export function daysUntil(end: number, now: number): number {
  return Math.max(0, Math.ceil((end - now) / DAY_SECONDS))
}

/** The smallest threshold that was reached; undefined while none was, and after the end. */
export function thresholdOf(daysLeft: number): Threshold | undefined {
  return daysLeft === 0 ? undefined : THRESHOLDS.findLast(days => daysLeft <= days)
}
