/**
 * Owns the form of rules, and how a list of rules produces a trace. Rules are pure: they see only their case. Every
 * rule is applied, even after one has refused, so that people see all reasons at once. Rules return codes and figures;
 * src/words/trace.ts turns them into sentences.
 */
import { type Coded, coded, type ErrorCode, type ErrorDetails, type IfNoneNeeded } from './errors.ts'
import type { Figures, Finding, FindingCode } from './findings.ts'

/** The conclusion of one rule. `warn`: it passes, but users should know something (checklist E: in grace). */
export type Conclusion =
  | ({ readonly outcome: 'pass' } & Finding)
  | ({ readonly outcome: 'refuse' | 'warn' } & Coded)

export interface Rule<Case> {
  /** One or two words, hyphenated; stable, because programs read it. */
  readonly name: string
  judge(subject: Case): Conclusion
}

/** One line of a trace: a rule, and what it found or why it refused. */
export type Step = {
  /** One or two words, hyphenated; stable. */
  readonly rule: string
} & Conclusion

/** Why a rule refused or warned. */
export type Reason = {
  /** The rule that refused or warned: one or two words, hyphenated; stable. */
  readonly rule: string
} & Coded

/** The trace of all rules in order, and the reasons of those that refused or warned, in the same order. */
export interface Judgement {
  readonly trace: readonly Step[]
  readonly reasons: readonly Reason[]
  readonly warnings: readonly Reason[]
}

/** The figures may be omitted for a finding that has none. */
type FiguresOf<F extends FindingCode> =
  Record<never, never> extends Figures[F] ? [figures?: Figures[F]] : [figures: Figures[F]]

/** Concludes that the rule passes, with this finding. */
export function pass<F extends FindingCode>(found: F, ...[figures]: FiguresOf<F>): Conclusion {
  return { outcome: 'pass', found, figures: figures ?? {} } as Conclusion
}

/** The details may be omitted for a code that needs none. */
type Details<C extends ErrorCode> = IfNoneNeeded<C, [details?: ErrorDetails<C>], [details: ErrorDetails<C>]>

/** Concludes that the rule refuses, for this reason. */
export function refuse<C extends ErrorCode>(code: C, ...[details]: Details<C>): Conclusion {
  return { outcome: 'refuse', ...coded<ErrorCode>(code, details) }
}

/** Concludes that the rule passes, with this warning. */
export function warn<C extends ErrorCode>(code: C, ...[details]: Details<C>): Conclusion {
  return { outcome: 'warn', ...coded<ErrorCode>(code, details) }
}

/** Applies every rule, in order. */
export function judge<Case>(rules: readonly Rule<Case>[], subject: Case): Judgement {
  const trace: Step[] = []
  const reasons: Reason[] = []
  const warnings: Reason[] = []
  for (const rule of rules) {
    const conclusion = rule.judge(subject)
    trace.push({ rule: rule.name, ...conclusion })
    if (conclusion.outcome === 'pass') continue
    const { outcome, ...reason } = conclusion
    const list = outcome === 'refuse' ? reasons : warnings
    list.push({ rule: rule.name, ...reason })
  }
  return { trace, reasons, warnings }
}
