/**
 * Owns the definition of a site server's rule. Rules are pure, and every rule is evaluated even after a denial, so that
 * the trace shows every reason. A rule reports what it found by a code; src/words/en/site.ts has the sentences.
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
type FiguresArgument<C extends LendingFinding['saw']> =
  Record<never, never> extends FiguresOf<C> ? [figures?: FiguresOf<C>] : [figures: FiguresOf<C>]

/** Makes the conclusion that the rule passes with this finding. */
export function grants<C extends LendingFinding['saw']>(
  saw: C,
  ...[figures]: FiguresArgument<C>
): LendingConclusion {
  return { outcome: 'pass', saw, figures: figures ?? {} } as LendingConclusion
}

/** Makes the conclusion that the rule denies the request for this reason. */
export function denies<C extends LendingFinding['saw']>(
  reason: DenialReason,
  saw: C,
  ...[figures]: FiguresArgument<C>
): LendingConclusion {
  return { outcome: 'deny', reason, saw, figures: figures ?? {} } as LendingConclusion
}
