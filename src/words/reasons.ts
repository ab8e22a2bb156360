/** Owns how the reasons of a verdict are told: as JSON, as warnings, and as the error of a command that was refused. */
import { AirlatchError, errorOf, withDetails } from '../core/errors.ts'
import type { Reason, Step } from '../core/rule.ts'
import { explain } from './explain.ts'

/** What a refusal is made of. */
export interface RefusedVerdict {
  readonly reasons: readonly Reason[]
  readonly trace: readonly Step[]
}

/** The first reason names the error; details have every reason and what each rule saw. */
export function refused({ reasons, trace }: RefusedVerdict): AirlatchError {
  const [first] = reasons
  if (first === undefined) return new AirlatchError('bug', { problem: 'refused without a reason' })
  return errorOf(withDetails(first, { reasons: reasons.map(reasonJson), trace }))
}

/** One sentence each, with what to do. */
export function warningTexts(reasons: readonly Reason[]): readonly string[] {
  return reasons.map(({ code, details }) => {
    const { message, hint } = explain(code, details)
    return `${message}; ${hint}`
  })
}

export function reasonJson({ rule, code, details }: Reason): Record<string, unknown> {
  return { rule, code, message: explain(code, details).message }
}
