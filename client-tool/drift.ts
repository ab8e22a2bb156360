/**
 * Owns how this computer is shown in comparison with the one that the license is bound to: each kind of reading as
 * same, changed, missing or new, and the score against the rule. The rule `computer` made the comparison; its figures
 * are in the trace if it passed, and in the details of `wrong-computer` if it refused. Nothing is read or compared
 * here.
 */

import type { Comparison, Step } from '../src/client/door.ts'
import { clientWords } from '../src/words/client-tool.ts'
import { requiredJson, requiredText } from '../src/words/describe.ts'

/** Undefined if the license is bound to no computer, or was refused: then the error's details have it. */
function comparisonIn(trace: readonly Step[]): Comparison | undefined {
  return trace
    .flatMap(step => (step.outcome === 'pass' && step.found === 'same-computer' ? [step.figures] : []))
    .at(0)
}

/** Null if the license is not bound to a computer. */
export function comparisonJson(trace: readonly Step[]): Record<string, unknown> | null {
  const comparison = comparisonIn(trace)
  if (comparison === undefined) return null
  const { readings, same, counted, required, fragile } = comparison
  return { same, counted, match: requiredJson(required), readings, fragile }
}

/** Returns what to do before the next change; undefined if the license would survive one. */
export function fragileText(trace: readonly Step[]): string | undefined {
  const comparison = comparisonIn(trace)
  if (comparison === undefined || comparison.fragile.length === 0) return undefined
  const { readings, fragile } = comparison
  const say = clientWords().drift
  const isHidden = readings.some(({ counts, outcome }) => counts && outcome === 'missing')
  return `${say.fragile(fragile.join(say.or))}. ${isHidden ? say.fragileHidden : say.fragileMove}`
}

/** Returns a line with the score and, once anything has changed, one per kind; none if the license is not bound. */
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
