/**
 * Owns `traceText`: what a rule found, or why it refused, in one short sentence for a person. The sentences are in
 * en/trace.ts and de/trace.ts; a reason that has none there is told by the message of its error.
 */
import type { ErrorCode, ErrorDetails } from '../core/errors.ts'
import type { Figures, FindingCode } from '../core/findings.ts'
import type { Step } from '../core/rule.ts'
import { TRACE as GERMAN } from './de/trace.ts'
import { TRACE as ENGLISH } from './en/trace.ts'
import { type ExplainOptions, explain } from './explain.ts'
import { currentLang, type Lang } from './lang.ts'
import type { TraceSentences } from './sentence.ts'

const TRACES: Readonly<Record<Lang, TraceSentences>> = { en: ENGLISH, de: GERMAN }

/** What one step of a trace saw, in one sentence, lower case and without a full stop. */
export function traceText(step: Step, { lang = currentLang() }: ExplainOptions = {}): string {
  if (step.outcome === 'pass') return found(step.found, step.figures, lang)
  return refused(step.code, step.details, lang)
}

function found<F extends FindingCode>(code: F, figures: Figures[F], lang: Lang): string {
  return TRACES[lang].found[code](figures)
}

function refused<C extends ErrorCode>(code: C, details: ErrorDetails<C>, lang: Lang): string {
  const sentence: ((details: ErrorDetails<C>) => string) | undefined = TRACES[lang].refused[code]
  return sentence === undefined ? explain<ErrorCode>(code, details, { lang }).message : sentence(details)
}

/**
 * One step as JSON, which is the same in every language: `saw` is English. A comparison of this computer with the license
 * has its figures beside it.
 */
export function stepJson(step: Step): Readonly<Record<string, unknown>> {
  const { rule, outcome } = step
  const figures = step.outcome === 'pass' && step.found === 'same-computer' ? { details: step.figures } : {}
  return { rule, outcome, saw: traceText(step, { lang: 'en' }), ...figures }
}
