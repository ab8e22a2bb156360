/**
 * Owns what a rule is and how a list of rules becomes a trace. Rules are pure: all that they see is in their case.
 * Every rule is asked, also behind one that refuses, so that a person reads all reasons at once.
 */
import type { Comparison } from './error-details.ts'
import { type Coded, coded, type ErrorCode, type ErrorDetails, type IfNoneNeeded } from './errors.ts'

/** What one rule saw and concluded. `saw` is one short sentence for a person. */
export type Conclusion = { readonly saw: string } & (
  | { readonly outcome: 'pass'; readonly details?: Comparison }
  // warn: the answer is yes, and somebody should know (checklist E: in grace)
  | ({ readonly outcome: 'refuse' | 'warn' } & Coded)
)

export interface Rule<Case> {
  /** One or two words, hyphenated; stable, as programs read it. */
  readonly name: string
  judge(subject: Case): Conclusion
}

/** One line of a trace. */
export interface Step {
  readonly rule: string
  readonly outcome: 'pass' | 'warn' | 'refuse'
  readonly saw: string
  /** Figures behind what a rule that passed saw; those of one that refused or warned are in its reason. */
  readonly details?: Comparison
}

/** Why a rule refused or warned. */
export type Reason = { readonly rule: string } & Coded

/** The trace of all rules in order, and the reasons of those that refused or warned, the first one first. */
export interface Judgement {
  readonly trace: readonly Step[]
  readonly reasons: readonly Reason[]
  readonly warnings: readonly Reason[]
}

export function pass(saw: string, details?: Comparison): Conclusion {
  return { outcome: 'pass', saw, ...(details === undefined ? {} : { details }) }
}

/** A code that needs no details may be named alone. */
type Details<C extends ErrorCode> = IfNoneNeeded<C, [details?: ErrorDetails<C>], [details: ErrorDetails<C>]>

export function refuse<C extends ErrorCode>(saw: string, code: C, ...[details]: Details<C>): Conclusion {
  return { outcome: 'refuse', saw, ...coded<ErrorCode>(code, details) }
}

export function warn<C extends ErrorCode>(saw: string, code: C, ...[details]: Details<C>): Conclusion {
  return { outcome: 'warn', saw, ...coded<ErrorCode>(code, details) }
}

export function judge<Case>(rules: readonly Rule<Case>[], subject: Case): Judgement {
  const trace: Step[] = []
  const reasons: Reason[] = []
  const warnings: Reason[] = []
  for (const rule of rules) {
    const conclusion = rule.judge(subject)
    const { outcome, saw } = conclusion
    const figures = outcome === 'pass' ? conclusion.details : undefined
    trace.push({ rule: rule.name, outcome, saw, ...(figures === undefined ? {} : { details: figures }) })
    if (conclusion.outcome === 'pass') continue
    const { outcome: _outcome, saw: _saw, ...reason } = conclusion
    const list = outcome === 'refuse' ? reasons : warnings
    list.push({ rule: rule.name, ...reason })
  }
  return { trace, reasons, warnings }
}
