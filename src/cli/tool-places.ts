/** Owns where a tool keeps its files: what a person named, else what is for all users of the computer, else the account's own. */
import { AirlatchError } from '../core/errors.ts'
import { isThere } from '../disk/files.ts'
import type { Args } from './command.ts'
import { dataFolder, machineFolders, recordFolder } from './places.ts'

/** Files, and the copies of the record: a home that somebody names has all in it. */
export interface ToolPlaces {
  readonly home: string
  readonly copies: readonly string[]
  /** Whether they are for the account that runs this, by nobody's wish. */
  readonly isOwn: boolean
}

/** What tells the files of one tool from those of another. */
export interface ToolName {
  /** Of the folders. */
  readonly name: string
  /** The environment variable that names the home. */
  readonly variable: string
}

/**
 * What an administrator keeps for all users is used where a user has nothing of their own. Errors: usage; home-missing, for
 * an account without a home folder.
 */
export function toolPlaces(
  { name, variable }: ToolName,
  args: Args,
  platform: NodeJS.Platform,
  env: NodeJS.ProcessEnv,
): ToolPlaces {
  const named = args.optional('home') ?? (env[variable] || undefined)
  if (named !== undefined && args.flag('machine'))
    throw new AirlatchError('usage', {
      problem: { is: 'machine-with-home' },
    })
  if (named !== undefined) return { home: named, copies: [], isOwn: false }
  const machine = machineFolders(name, platform, env)
  const own = dataFolder(name, platform, env)
  const hasOwn = own !== undefined && isThere(own)
  if (args.flag('machine') || (!hasOwn && isThere(machine.home)))
    return { home: machine.home, copies: [machine.record], isOwn: false }
  if (own === undefined) throw new AirlatchError('home-missing', { variable })
  const record = recordFolder(name, platform, env)
  return { home: own, copies: record === undefined ? [] : [record], isOwn: true }
}
