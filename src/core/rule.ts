/**
 * Owns what a rule is and how a list of rules becomes a trace. Rules are pure: all that they see is in their case. Every
 * rule is asked, also after one that refuses, so that a person reads all reasons at once. Rules give codes and figures;
 * the sentences are made in src/words/trace.ts.
 */
import { type Coded, coded, type ErrorCode, type ErrorDetails, type IfNoneNeeded } from './errors.ts'
import type { Figures, Finding, FindingCode } from './findings.ts'

/** What one rule concluded. `warn`: the answer is yes, but the user should know something (checklist E: in grace). */
export type Conclusion =
  | ({ readonly outcome: 'pass' } & Finding)
  | ({ readonly outcome: 'refuse' | 'warn' } & Coded)

export interface Rule<Case> {
  /** One or two words, hyphenated; stable, as programs read it. */
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

/** The trace of all rules in order, and the reasons of those that refused or warned, the first one first. */
export interface Judgement {
  readonly trace: readonly Step[]
  readonly reasons: readonly Reason[]
  readonly warnings: readonly Reason[]
}

/** A finding without figures may be named alone. */
type FiguresOf<F extends FindingCode> =
  Record<never, never> extends Figures[F] ? [figures?: Figures[F]] : [figures: Figures[F]]

/** The rule passes, and has found this. */
export function pass<F extends FindingCode>(found: F, ...[figures]: FiguresOf<F>): Conclusion {
  return { outcome: 'pass', found, figures: figures ?? {} } as Conclusion
}

/** A code that needs no details may be named alone. */
type Details<C extends ErrorCode> = IfNoneNeeded<C, [details?: ErrorDetails<C>], [details: ErrorDetails<C>]>

/** The rule refuses, for this reason. */
export function refuse<C extends ErrorCode>(code: C, ...[details]: Details<C>): Conclusion {
  return { outcome: 'refuse', ...coded<ErrorCode>(code, details) }
}

/** The rule passes, with this warning. */
export function warn<C extends ErrorCode>(code: C, ...[details]: Details<C>): Conclusion {
  return { outcome: 'warn', ...coded<ErrorCode>(code, details) }
}

/** Asks every rule, in order. */
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
