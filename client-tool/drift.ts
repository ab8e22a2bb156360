/**
 * Owns how the computer that a license is bound to is shown against this one: each kind of reading as same, changed,
 * missing or new, and the score against the rule. It was compared by the rule `computer`, whose figures stand in the
 * trace when it passed and in the details of `wrong-computer` when it refused; nothing is read or compared here.
 */
import type { Comparison, Step } from '../src/client/door.ts'

/** Undefined for a license that is bound to no computer, and for one that was refused: its details have it. */
function comparisonIn(trace: readonly Step[]): Comparison | undefined {
  return trace
    .flatMap(step => (step.outcome === 'pass' && step.found === 'same-computer' ? [step.figures] : []))
    .at(0)
}

/** `readings` and `score`, to be spread into the answer; nothing for a license that is bound to no computer. */
export function driftJson(trace: readonly Step[]): Record<string, unknown> {
  const comparison = comparisonIn(trace)
  if (comparison === undefined) return {}
  const { readings, same, counted, required, fragile } = comparison
  return { readings, score: { same, counted, required: required ?? null }, fragile }
}

/** What to do before the next change; undefined while the license would survive one. */
export function fragileText(trace: readonly Step[]): string | undefined {
  const comparison = comparisonIn(trace)
  if (comparison === undefined || comparison.fragile.length === 0) return undefined
  const { readings, fragile } = comparison
  const warning = `this license would not survive another ${fragile.join(' or ')}`
  const isHidden = readings.some(({ counts, outcome }) => counts && outcome === 'missing')
  return isHidden
    ? `${warning}: this account cannot read all that it counts; run as administrator, or have the seat given back and ask again with "airlatch request KEY --every-account"`
    : `${warning}; when it changes, make a new request here: the seat moves, and the vendor counts it`
}

/** The lines of the score, and of each kind once anything has changed; nothing for a license bound to no computer. */
export function driftText(trace: readonly Step[]): readonly (readonly [label: string, value: string])[] {
  const comparison = comparisonIn(trace)
  if (comparison === undefined) return []
  const { readings, same, counted, required } = comparison
  const needed = required === undefined ? 'more than half' : `${required.k} of ${required.n}`
  const score = `${Math.round(same * 100) / 100} of ${counted} readings the same, ${needed} needed`
  if (readings.every(({ outcome }) => outcome === 'same')) return [['computer', score]]
  const each = readings.map(
    ({ kind, outcome, counts }) =>
      ['', `${kind}: ${WORDS[outcome]}${counts ? '' : ' (it does not count)'}`] as const,
  )
  return [['computer', score], ...each]
}

const WORDS: Readonly<Record<Comparison['readings'][number]['outcome'], string>> = {
  same: 'same',
  partly: 'some of it is the same',
  changed: 'changed',
  missing: 'missing: this account cannot read it here now',
  new: 'new: the license does not know it',
}
