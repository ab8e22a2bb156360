/** Owns the flags that describe the calling program, and how a verdict becomes an answer or an error. */

import type { Args, Option } from '../src/cli/command.ts'
import {
  type AirlatchError,
  type Client,
  type ProgramInput,
  parseKeyId,
  type Reason,
  type Step,
} from '../src/client/door.ts'
import { clientWords } from '../src/words/client-tool.ts'
import { formatInstant, startOf } from '../src/words/dates.ts'
import { refused } from '../src/words/reasons.ts'
import type { ClientWorld } from './world.ts'

export { reasonJson, refused, warningTexts } from '../src/words/reasons.ts'

export const PROGRAM_OPTIONS: Readonly<Record<string, Option>> = {
  'app-version': { kind: 'text', value: 'VERSION', describe: 'check for this version of the program' },
  'release-date': {
    kind: 'text',
    value: 'DATE',
    describe: 'the day this version was released, for maintenance plans',
  },
  feature: { kind: 'list', value: 'NAME', describe: 'check that this feature is licensed' },
}

/** Returns the program that the flags describe. Errors: invalid-value. */
export function programOf(args: Args): ProgramInput {
  const released = args.optional('release-date')
  return {
    version: args.optional('app-version'),
    releasedAt: released === undefined ? undefined : startOf('--release-date', released),
    features: args.list('feature'),
  }
}

/** The reasons and the trace that every verdict has. */
export interface VerdictReasons {
  readonly reasons: readonly Reason[]
  readonly warnings: readonly Reason[]
  readonly trace: readonly Step[]
}

/** Like `refused`, for a status. If there is no license, the error names licenses that this command does not use. */
export function refusedStatus(status: VerdictReasons, client: Client, world: ClientWorld): AirlatchError {
  const error = refused(status)
  if (error.code !== 'no-license') return error
  const elsewhere = world.licensesElsewhere(client.kit.productId)
  return elsewhere.length === 0 ? error : error.with({ elsewhere })
}

/** Warns administrators who act only for their own account without having chosen where the files go. */
export function ownAccountOnly({ ownAccount }: ClientWorld): readonly Reason[] {
  if (ownAccount === undefined) return []
  return [{ rule: 'home', code: 'own-account-only', details: { account: ownAccount } }]
}

/** `in-grace` if the license has expired but still runs, else `valid`. */
export function stateOf({ warnings }: VerdictReasons): 'valid' | 'in-grace' {
  return warnings.some(({ code }) => code === 'in-grace') ? 'in-grace' : 'valid'
}

/**
 * Warns before a request for a key whose license was deactivated here. It is only a warning, because the vendor may
 * have the receipt already. Error: activation-key-malformed.
 */
export function deactivatedHere(client: Client, key: string): readonly string[] {
  const at = client.deactivatedAt(parseKeyId(key))
  if (at === undefined) return []
  return [clientWords().deactivatedBefore(formatInstant(at))]
}
