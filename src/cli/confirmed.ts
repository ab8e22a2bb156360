/** Owns asking before something is done that matters: on a terminal a question, elsewhere only --yes is an answer. */
import { AirlatchError } from '../core/errors.ts'
import type { Confirmation } from '../core/usage.ts'
import { confirmationQuestion } from '../words/confirmation.ts'
import { askYes, canAsk } from './prompt.ts'

/** Passes on yes. `more`: what a person is told beside the fact. Errors: confirmation-needed, stopped. */
export async function confirmed(
  isYes: boolean,
  problem: Confirmation,
  ...more: readonly string[]
): Promise<void> {
  if (isYes) return
  const { fact, question } = confirmationQuestion(problem)
  const asked = canAsk()
  if (asked && (await askYes([fact, ...more, question].join('. ')))) return
  throw new AirlatchError('confirmation-needed', { problem, asked })
}
