/**
 * Owns when the computer is read once more before an answer is given: a system that is starting, or very busy, may not
 * answer in time, and nobody should be refused for that. What another account alone can read stays hidden however often
 * it is asked for.
 */
import type { Computer, UnreadableReason } from '../core/computer/computer.ts'
import { KINDS, type Kind } from '../core/computer/reading.ts'
import type { Reason } from '../core/rule.ts'

/** Before the second reading, in milliseconds. */
export const PAUSE_MS = 500

/** What comes of a reading in the same way each time. */
const LASTING: readonly (UnreadableReason | undefined)[] = ['needs-root', 'of-image']

/** Whether a license was refused for want of readings that a second try may find. */
export function mayFindMore(reasons: readonly Reason[]): boolean {
  return reasons.some(({ code, details }) => {
    if (code !== 'readings-missing') return false
    const readings = details.readings as readonly {
      counts: boolean
      outcome: string
      why?: UnreadableReason
    }[]
    return readings.some(one => one.counts && one.outcome === 'missing' && !LASTING.includes(one.why))
  })
}

/** Whether a kind that counted before is not read now, and a second try may find it. */
export function mayFindKinds(
  { unreadable }: Pick<Computer, 'unreadable'>,
  counted: readonly number[],
): boolean {
  return unreadable.some(({ kind, why }) => counted.includes(KINDS[kind]) && !LASTING.includes(why))
}

/** The one of two readings of this computer that shows more; the second when they show the same. */
export function fuller(first: Computer, second: Computer): Computer {
  return kindsOf(second).size >= kindsOf(first).size ? second : first
}

function kindsOf({ readings }: Computer): ReadonlySet<Kind> {
  return new Set(readings.map(({ kind }) => kind))
}
