/** Owns how near an end is: the days that are left, and which threshold has been reached (checklist DY-07). */
import { DAY_SECONDS } from './term.ts'

/** Days before an end at which applications and the vendor's desk are notified, in the order of time. */
export const THRESHOLDS = [90, 60, 30, 14, 7, 1] as const
/** Days before an end at which a warning is given. @useDeclaredType */
export type Threshold = (typeof THRESHOLDS)[number]

/** Returns the days until an end, including the current one: 1 in the last 86,400 seconds before it, 0 after it. */
export function daysUntil(end: number, now: number): number {
  return Math.max(0, Math.ceil((end - now) / DAY_SECONDS))
}

/** Returns the smallest threshold that was reached; undefined if none was, and after the end. */
export function thresholdOf(daysLeft: number): Threshold | undefined {
  return daysLeft === 0 ? undefined : THRESHOLDS.findLast(days => daysLeft <= days)
}
