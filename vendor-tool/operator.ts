/**
 * Owns who works at the desk: whom the flag or the environment names, else the account that the tool runs as. Nobody is
 * asked, and nothing is proved by it: who can write the ledger can say any name.
 */
import { userInfo } from 'node:os'
import type { Args } from '../src/cli/command.ts'

type Environment = Readonly<Record<string, string | undefined>>

/**
 * Undefined where nobody says so and the account has no name that could stand in an entry. `otherwise`: in the place of
 * the account's name.
 */
export function operatorOf(args: Args, env: Environment, otherwise?: string): string | undefined {
  return args.optional('operator') ?? (env.AIRLATCH_OPERATOR || (otherwise ?? accountName()))
}

/** As the ledger takes names (catalog/limits.ts): an odd account must not keep anybody from working. */
function accountName(): string | undefined {
  try {
    const { username } = userInfo()
    return /^(?!\s)[^\p{Cc}]+(?<!\s)$/u.test(username) && Buffer.byteLength(username) <= 64
      ? username
      : undefined
  } catch {
    // in a container, an account without a name
    return undefined
  }
}
