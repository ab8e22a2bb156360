/** Owns asking before something is done that matters: on a terminal a question, elsewhere only --yes is an answer. */
import { askYes, canAsk } from '../src/cli/prompt.ts'
import { AirlatchError } from '../src/vendor/door.ts'

export interface Confirmation {
  /** What is the case, as a sentence without its full stop. */
  readonly problem: string
  readonly question: string
  /** What was not done if the answer is no, such as `accepted`. */
  readonly act: string
}

/** Passes on yes. Errors: confirmation-needed, stopped. */
export async function confirmed(isYes: boolean, { problem, question, act }: Confirmation): Promise<void> {
  if (isYes) return
  const asked = canAsk()
  if (asked && (await askYes(`${problem}. ${question}`))) return
  throw new AirlatchError('confirmation-needed', { problem, asked, act })
}
