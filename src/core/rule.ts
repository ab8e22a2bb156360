/**
 * Owns what a rule is and how a list of rules becomes a trace. Rules are pure: all that they see is in their case.
 * Every rule is asked, also behind one that refuses, so that a person reads all reasons at once.
 */
import type { ErrorCode, ErrorDetails } from './errors.ts'

/** What one rule saw and concluded. `saw` is one short sentence for a person. */
export type Conclusion =
  | { readonly outcome: 'pass'; readonly saw: string; readonly details?: ErrorDetails }
  | {
      /** warn: the answer is yes, and somebody should know (checklist E: in grace). */
      readonly outcome: 'refuse' | 'warn'
      readonly saw: string
      readonly code: ErrorCode
      readonly details: ErrorDetails
    }

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
  readonly details?: ErrorDetails
}

export interface Reason {
  readonly rule: string
  readonly code: ErrorCode
  readonly details: ErrorDetails
}

/** The trace of all rules in order, and the reasons of those that refused or warned, the first one first. */
export interface Judgement {
  readonly trace: readonly Step[]
  readonly reasons: readonly Reason[]
  readonly warnings: readonly Reason[]
}

export function pass(saw: string, details?: ErrorDetails): Conclusion {
  return { outcome: 'pass', saw, ...(details === undefined ? {} : { details }) }
}

export function refuse(saw: string, code: ErrorCode, details: ErrorDetails = {}): Conclusion {
  return { outcome: 'refuse', saw, code, details }
}

export function warn(saw: string, code: ErrorCode, details: ErrorDetails = {}): Conclusion {
  return { outcome: 'warn', saw, code, details }
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
    const { code, details } = conclusion
    const list = conclusion.outcome === 'refuse' ? reasons : warnings
    list.push({ rule: rule.name, code, details })
  }
  return { trace, reasons, warnings }
}
