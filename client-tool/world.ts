/** Owns what the client's commands see of the world: a client over the home and the kit that the flags select. */

import { type Args, type Option, wholeIn } from '../src/cli/command.ts'
import { administratorHere, dataFolder, machineFolders, sudoFolders } from '../src/cli/places.ts'
import { type ToolPlaces, toolPlaces } from '../src/cli/tool-places.ts'
import {
  AirlatchError,
  type Client,
  type ClientOptions,
  isLicenseKept,
  messageFromInput,
  openClient,
  type Probe,
} from '../src/client/door.ts'
import type { LicenseElsewhere } from '../src/core/error-details.ts'
import { isThere } from '../src/disk/files.ts'
import { isWritable } from '../src/disk/look.ts'
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
  workload: {
    kind: 'text',
    value: 'NAME',
    describe:
      'the name that the site gives to this container, in place of a computer; the vendor must allow it (or AIRLATCH_WORKLOAD)',
  },
  product: {
    kind: 'text',
    value: 'ID',
    describe: 'the product that is meant, where several have a kit here (or AIRLATCH_PRODUCT)',
  },
  'warn-days': {
    kind: 'whole',
    value: 'DAYS',
    describe: 'warn this many days before a license ends; 0 never warns (or AIRLATCH_WARN_DAYS; default: 30)',
  },
}

export interface ClientWorld {
  readonly probe: Probe
  /** Opens the client. Commands that need no kit do not call this. */
  client(switches?: ClientSwitches): Promise<Client>
  /** Returns the client's options. Errors: usage, home-missing, and those of reading the kit of the flag. */
  options(): Promise<ClientOptions>
  /** Returns other licenses of a product: those for all users, and those of the accounts on both sides of sudo. */
  licensesElsewhere(productId: string): readonly LicenseElsewhere[]
  /** The account of an administrator whose files are only for this account although nobody asked for that. */
  readonly ownAccount: string | undefined
  /** How to reach the vendor, from the opened client's kit; undefined before that, or if the kit has no contact. */
  contact(): string | undefined
}

/** Options of a client besides the places of its files. */
export interface ClientSwitches {
  /** Limit the user sessions that run the program here at the same time to the floating seats of the license. */
  readonly limitTerminalServerInstances?: boolean
}

/** Makes the world of a command. `probe` reads the computer; tests and demonstrations pass simulated ones. */
export function clientWorld(args: Args, probe: Probe): ClientWorld {
  const { env, platform } = process
  const product = args.optional('product') ?? (env.AIRLATCH_PRODUCT || undefined)
  const kitFile = args.optional('kit') ?? (env.AIRLATCH_KIT || undefined)

  async function options(): Promise<ClientOptions> {
    const { home, copies } = placesOf(args, platform, env)
    return {
      home,
      copies,
      leaseHome: leaseHomeOf(home, platform, env),
      product,
      probe,
      kit:
        kitFile === undefined ? undefined : await messageFromInput(readInput(kitFile), { wanted: ['kit'] }),
      // files for all users must be usable by each of them
      everyAccount: args.flag('machine'),
      bakedKit: bakedKit(),
      shareReader: ownShareReader(),
      workload: args.optional('workload'),
      warnDays: args.whole('warn-days') ?? wholeIn('AIRLATCH_WARN_DAYS', env.AIRLATCH_WARN_DAYS || undefined),
    }
  }
  const namingKit = <T>(work: () => Promise<T>) => (kitFile === undefined ? work() : naming(kitFile, work))
  let contact: string | undefined
  return {
    probe,
    contact: () => contact,
    options: () => namingKit(options),
    licensesElsewhere: productId => elsewhere(placesOf(args, platform, env).home, productId, platform, env),
    get ownAccount() {
      return placesOf(args, platform, env).isOwn ? administratorHere(platform, env) : undefined
    },
    client: (switches = {}) =>
      namingKit(async () => {
        const client = openClient({ ...(await options()), ...switches })
        const { productId } = client.kit
        contact = client.kit.contact
        if (product !== undefined && product !== productId)
          throw new AirlatchError('wrong-product', { expected: product, got: productId })
        return client
      }),
  }
}

function elsewhere(
  used: string,
  productId: string,
  platform: NodeJS.Platform,
  env: NodeJS.ProcessEnv,
): readonly LicenseElsewhere[] {
  const machine = { home: machineFolders(NAME, platform, env).home, machine: true }
  const others = sudoFolders(NAME, platform, env).map(home => ({ home, machine: false }))
  return [machine, ...others].filter(({ home }) => home !== used && isLicenseKept(home, productId))
}

/**
 * If an account may not write to the computer's files, its leases and their key are in a separate folder. It must not
 * be the folder of its own licenses, which would then be used instead of the computer's.
 */
function leaseHomeOf(home: string, platform: NodeJS.Platform, env: NodeJS.ProcessEnv): string | undefined {
  return isThere(home) && !isWritable(home) ? dataFolder(`${NAME}-leases`, platform, env) : undefined
}

const NAME = 'airlatch'

function placesOf(args: Args, platform: NodeJS.Platform, env: NodeJS.ProcessEnv): ToolPlaces {
  return toolPlaces({ name: NAME, variable: 'AIRLATCH_HOME' }, args, platform, env)
}
