/**
 * Owns how the computer that a license is bound to is shown against this one: each kind of reading as same, changed,
 * missing or new, and the score against the rule. It was compared by the rule `computer`, whose figures stand in the
 * trace when it passed and in the details of `wrong-computer` when it refused; nothing is read or compared here.
 */

import type { Comparison, Step } from '../src/client/door.ts'
import { clientWords } from '../src/words/client-tool.ts'
import { requiredJson, requiredText } from '../src/words/describe.ts'

/** Undefined for a license that is bound to no computer, and for one that was refused: its details have it. */
function comparisonIn(trace: readonly Step[]): Comparison | undefined {
  return trace
    .flatMap(step => (step.outcome === 'pass' && step.found === 'same-computer' ? [step.figures] : []))
    .at(0)
}

/** Null for a license that is bound to no computer. */
export function comparisonJson(trace: readonly Step[]): Record<string, unknown> | null {
  const comparison = comparisonIn(trace)
  if (comparison === undefined) return null
  const { readings, same, counted, required, fragile } = comparison
  return { same, counted, match: requiredJson(required), readings, fragile }
}

/** What to do before the next change; undefined while the license would survive one. */
export function fragileText(trace: readonly Step[]): string | undefined {
  const comparison = comparisonIn(trace)
  if (comparison === undefined || comparison.fragile.length === 0) return undefined
  const { readings, fragile } = comparison
  const say = clientWords().drift
  const isHidden = readings.some(({ counts, outcome }) => counts && outcome === 'missing')
  return `${say.fragile(fragile.join(say.or))}. ${isHidden ? say.fragileHidden : say.fragileMove}`
}

/** The lines of the score, and of each kind once anything has changed; nothing for a license bound to no computer. */
export function driftText(trace: readonly Step[]): readonly (readonly [label: string, value: string])[] {
  const comparison = comparisonIn(trace)
  if (comparison === undefined) return []
  const { readings, same, counted, required } = comparison
  const { labels, drift: say } = clientWords()
  const score = say.score(`${Math.round(same * 100) / 100}`, counted, requiredText(required))
  if (readings.every(({ outcome }) => outcome === 'same')) return [[labels.computer, score]]
  const each = readings.map(
    ({ kind, outcome, counts }) =>
      ['', `${kind}: ${say.outcomes[outcome]}${counts ? '' : ` (${say.notCounted})`}`] as const,
  )
  return [[labels.computer, score], ...each]
}
