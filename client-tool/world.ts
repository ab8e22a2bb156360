/** Owns what the client's commands see of the world: a client over the home and the kit that the flags name. */
import type { Args, Option } from '../src/cli/command.ts'
import { naming, readInput } from '../src/cli/input.ts'
import { dataFolder } from '../src/cli/places.ts'
import { type Client, messageFromInput, openClient, type Probe } from '../src/client.ts'

export const GLOBALS: Readonly<Record<string, Option>> = {
  home: { kind: 'text', value: 'DIR', describe: 'where this client keeps its files (or AIRLATCH_HOME)' },
  kit: {
    kind: 'text',
    value: 'FILE',
    describe: "the vendor's kit, when it is not kept in the home yet (or AIRLATCH_KIT)",
  },
}

export interface ClientWorld {
  readonly home: string
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
  const home = args.optional('home') ?? (env.AIRLATCH_HOME || dataFolder('airlatch', platform, env))
  const kitFile = args.optional('kit') ?? (env.AIRLATCH_KIT || undefined)
  return {
    home,
    probe,
    async client(switches = {}) {
      if (kitFile === undefined) return openClient({ ...switches, home, probe })
      return naming(kitFile, async () =>
        openClient({ ...switches, home, kit: await messageFromInput(readInput(kitFile)), probe }),
      )
    },
  }
}
