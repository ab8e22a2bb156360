/** Owns asking before something is done that matters: on a terminal a question, elsewhere only --yes is an answer. */
import { askYes, canAsk } from '../src/cli/prompt.ts'
import type { Confirmation } from '../src/core/usage.ts'
import { AirlatchError } from '../src/vendor/door.ts'
import { confirmationQuestion } from '../src/words/confirmation.ts'

/** Passes on yes. Errors: confirmation-needed, stopped. */
export async function confirmed(isYes: boolean, problem: Confirmation): Promise<void> {
  if (isYes) return
  const { fact, question } = confirmationQuestion(problem)
  const asked = canAsk()
  if (asked && (await askYes(`${fact}. ${question}`))) return
  throw new AirlatchError('confirmation-needed', { problem, asked })
}
