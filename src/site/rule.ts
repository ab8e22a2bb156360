/**
 * Owns what a rule of the site server is. Rules are pure and are all asked, so that the trace of a denial shows every
 * reason. A rule names what it found by a code; src/words/en/site.ts has the sentences.
 */
import type { DenialReason } from '../words/en/denials.ts'
import type { LendingFinding } from '../words/en/site.ts'
import type { LendingCase } from './case.ts'

/** What one rule concluded. */
export type LendingConclusion = LendingFinding &
  ({ readonly outcome: 'pass' } | { readonly outcome: 'deny'; readonly reason: DenialReason })

export interface LendingRule {
  /** One or two words, hyphenated; stable, because programs read it. */
  readonly name: string
  judge(subject: LendingCase): LendingConclusion
}

/** One line of a trace. */
export type LendingStep = { readonly rule: string } & LendingConclusion

type FiguresOf<C extends LendingFinding['saw']> = Extract<LendingFinding, { readonly saw: C }>['figures']

/** The figures may be left out when the finding has none. */
type Given<C extends LendingFinding['saw']> =
  Record<never, never> extends FiguresOf<C> ? [figures?: FiguresOf<C>] : [figures: FiguresOf<C>]

/** The rule passes and has found this. */
export function grants<C extends LendingFinding['saw']>(saw: C, ...[figures]: Given<C>): LendingConclusion {
  return { outcome: 'pass', saw, figures: figures ?? {} } as LendingConclusion
}

/** The rule denies the request for this reason. */
export function denies<C extends LendingFinding['saw']>(
  reason: DenialReason,
  saw: C,
  ...[figures]: Given<C>
): LendingConclusion {
  return { outcome: 'deny', reason, saw, figures: figures ?? {} } as LendingConclusion
}
