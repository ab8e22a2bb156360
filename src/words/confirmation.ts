/** Owns the question that a command asks before it does something that matters, and what of it the error repeats. */
import type { Confirmation } from '../core/usage.ts'
import { CONFIRMATIONS as GERMAN } from './de/explain/calls.ts'
import { CONFIRMATIONS as ENGLISH } from './en/explain/calls.ts'
import { inLang } from './lang.ts'
import type { ConfirmationText } from './sentence.ts'

/** `fact` and `question`, in the language of this process. */
export function confirmationQuestion(asked: Confirmation): {
  readonly fact: string
  readonly question: string
} {
  const text: ConfirmationText<Confirmation> = inLang({ en: ENGLISH, de: GERMAN })[asked.is]
  return { fact: text.fact(asked), question: text.question }
}
