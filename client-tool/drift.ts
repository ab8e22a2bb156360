/**
 * Owns how the computer that a license is bound to is shown against this one: each kind of reading as same, changed,
 * missing or new, and the score against the rule. It was compared by the rule `computer`, whose figures stand in the
 * trace when it passed and in the details of `wrong-computer` when it refused; nothing is read or compared here.
 */
import type { Comparison, Step } from '../src/client/door.ts'

/** Undefined for a license that is bound to no computer, and for one that was refused: its details have it. */
function comparisonIn(trace: readonly Step[]): Comparison | undefined {
  return trace.find(({ rule }) => rule === 'computer')?.details as Comparison | undefined
}

/** `readings` and `score`, to be spread into the answer; nothing for a license that is bound to no computer. */
export function driftJson(trace: readonly Step[]): Record<string, unknown> {
  const comparison = comparisonIn(trace)
  if (comparison === undefined) return {}
  const { readings, same, compared, needed, required, bound } = comparison
  return { readings, score: { same, compared, needed, required, bound } }
}

/** The lines of the score, and of each kind once anything has changed; nothing for a license bound to no computer. */
export function driftText(trace: readonly Step[]): readonly (readonly [label: string, value: string])[] {
  const comparison = comparisonIn(trace)
  if (comparison === undefined) return []
  const { readings, same, compared, needed } = comparison
  const score = `${same} of ${compared} readings the same, ${needed} needed`
  if (readings.every(({ outcome }) => outcome === 'same')) return [['computer', score]]
  const each = readings.map(({ kind, outcome }) => ['', `${kind}: ${WORDS[outcome]}`] as const)
  return [['computer', score], ...each]
}

const WORDS: Readonly<Record<Comparison['readings'][number]['outcome'], string>> = {
  same: 'same',
  changed: 'changed',
  missing: 'missing (not to be read here, now, by this user; it does not count)',
  new: 'new (the license does not know it; it does not count)',
}
