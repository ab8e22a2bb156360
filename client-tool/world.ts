/** Owns what the client's commands see of the world: a client over the home and the kit that the flags name. */

import { type Args, type Option, wholeIn } from '../src/cli/command.ts'
import { dataFolder, machineFolders, recordFolder } from '../src/cli/places.ts'
import { AirlatchError, type Client, messageFromInput, openClient, type Probe } from '../src/client/door.ts'
import { isThere } from '../src/disk/files.ts'
import { naming, readInput } from '../src/exchange/input.ts'
import { bakedKit } from './baked-kit.ts'
import { ownShareReader } from './share-reader.ts'

export const GLOBALS: Readonly<Record<string, Option>> = {
  home: {
    kind: 'text',
    value: 'DIR',
    describe: 'the folder for the files of this client (or AIRLATCH_HOME)',
  },
  machine: {
    kind: 'flag',
    describe:
      'keep the files for all users of this computer; only an administrator can write them, everyone can read them',
  },
  kit: {
    kind: 'text',
    value: 'FILE',
    describe:
      "the vendor's kit, if it is neither in this program nor in the home folder yet (or AIRLATCH_KIT)",
  },
  'warn-days': {
    kind: 'whole',
    value: 'DAYS',
    describe: 'warn this many days before a license ends; 0 never warns (or AIRLATCH_WARN_DAYS; default: 30)',
  },
}

export interface ClientWorld {
  readonly probe: Probe
  /** Opens the client; only the commands that need a kit ask for one. */
  client(options?: ClientSwitches): Promise<Client>
}

/** What a command asks of its client beyond where its files are. */
export interface ClientSwitches {
  /** The floating seats of the license limit how many sessions of users run the program here at once. */
  readonly limitTerminalServerInstances?: boolean
}

/** `probe` reads the computer; stories and demonstrations bring simulated ones. */
export function clientWorld(args: Args, probe: Probe): ClientWorld {
  const { env, platform } = process
  const kitFile = args.optional('kit') ?? (env.AIRLATCH_KIT || undefined)
  return {
    probe,
    async client(switches = {}) {
      const options = {
        ...switches,
        ...placesOf(args, platform, env),
        probe,
        // what is kept for all users must hold for each of them
        everyAccount: args.flag('machine'),
        bakedKit: bakedKit(),
        shareReader: ownShareReader(),
        warnDays:
          args.whole('warn-days') ?? wholeIn('AIRLATCH_WARN_DAYS', env.AIRLATCH_WARN_DAYS || undefined),
      }
      if (kitFile === undefined) return openClient(options)
      return naming(kitFile, async () =>
        openClient({ ...options, kit: await messageFromInput(readInput(kitFile), { wanted: ['kit'] }) }),
      )
    },
  }
}

/** Files, and the copies of the record: a home that somebody names has all in it. */
interface Places {
  readonly home: string
  readonly copies: readonly string[]
}

/**
 * What an administrator keeps for all users is used where a user has nothing of their own. Errors: usage; home-missing, for
 * an account without a home folder.
 */
function placesOf(args: Args, platform: NodeJS.Platform, env: NodeJS.ProcessEnv): Places {
  const named = args.optional('home') ?? (env.AIRLATCH_HOME || undefined)
  if (named !== undefined && args.flag('machine'))
    throw new AirlatchError('usage', {
      problem: { is: 'machine-with-home' },
    })
  if (named !== undefined) return { home: named, copies: [] }
  const machine = machineFolders(NAME, platform, env)
  const own = dataFolder(NAME, platform, env)
  const hasOwn = own !== undefined && isThere(own)
  if (args.flag('machine') || (!hasOwn && isThere(machine.home)))
    return { home: machine.home, copies: [machine.record] }
  if (own === undefined) throw new AirlatchError('home-missing', { variable: 'AIRLATCH_HOME' })
  const record = recordFolder(NAME, platform, env)
  return { home: own, copies: record === undefined ? [] : [record] }
}

const NAME = 'airlatch'
