/**
 * Owns how commands ask that cannot be undone (checklist DY-10): on a terminal they say what will happen and ask,
 * elsewhere they want --yes, and with --dry-run they only say it.
 */
import type { Answer, Args, Option } from '../src/cli/command.ts'
import { confirmed } from '../src/cli/confirmed.ts'
import type { Confirmation } from '../src/core/usage.ts'
import { confirmationQuestion } from '../src/words/confirmation.ts'
import { vendorWords } from '../src/words/vendor-tool.ts'

export const DANGER_OPTIONS: Readonly<Record<string, Option>> = {
  yes: { kind: 'flag', describe: 'do not ask' },
  'dry-run': { kind: 'flag', describe: 'show what would happen; nothing is changed' },
}

/**
 * The answer of a dry run, with `json` about what would happen; undefined when the command may go on. Nothing is asked
 * when `isDone`: it was done before, and is answered as then. Errors: confirmation-needed, stopped.
 */
export async function dryRunOrConfirmed(
  args: Args,
  problem: Confirmation,
  json: Readonly<Record<string, unknown>>,
  isDone = false,
): Promise<Answer | undefined> {
  if (args.flag('dry-run'))
    return {
      json: { dryRun: true, ...json },
      text: vendorWords().desk.dryRun(confirmationQuestion(problem).fact),
    }
  await confirmed(isDone || args.flag('yes'), problem)
  return undefined
}
