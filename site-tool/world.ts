/** Owns what the commands of the site server see of the world: its home and the products in it. */
import type { Args, Option } from '../src/cli/command.ts'
import { type ToolPlaces, toolPlaces } from '../src/cli/tool-places.ts'
import {
  AirlatchError,
  type Client,
  type ClientOptions,
  messageFromInput,
  openClient,
  type Probe,
} from '../src/client/door.ts'
import { wholePath } from '../src/disk/look.ts'
import { naming, readInput } from '../src/exchange/input.ts'
import { withSite } from './site/access.ts'
import type { SiteAccess } from './site/verbs.ts'

export const GLOBALS: Readonly<Record<string, Option>> = {
  home: {
    kind: 'text',
    value: 'DIR',
    describe: 'the folder for the files of this server (or AIRLATCH_SITE_HOME)',
  },
  machine: {
    kind: 'flag',
    describe:
      'keep the files where a service of this computer keeps them, and not with those of this account',
  },
  kit: {
    kind: 'text',
    value: 'FILE',
    describe: "the vendor's kit, if it is not in the home folder yet (or AIRLATCH_KIT)",
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
    describe: 'the product that is meant, where several are served (or AIRLATCH_PRODUCT)',
  },
}

const SITE = { name: 'airlatch-site', variable: 'AIRLATCH_SITE_HOME' }

export interface SiteWorld {
  /** Absolute path. */
  readonly home: string
  /** Product id of the option or the variable; undefined means the only one. */
  readonly product: string | undefined
  /** Options to open a client over the home, without a kit and a product. */
  readonly options: ClientOptions
  /** Returns the kit of the option; undefined if there is none. Errors: those of reading it. */
  kit(): Promise<Uint8Array | undefined>
  /** Opens the client of the selected product. Errors: as in the client's tool. */
  client(): Promise<Client>
  /** Opens the client of a product that has a kit here. */
  clientOf(productId: string): Promise<Client>
  /** Does the work through the running server, or by opening the products. Errors: site-busy; those of `kit`. */
  site<T>(work: (site: SiteAccess) => Promise<T>, how?: { readonly isNew?: boolean }): Promise<T>
  /** How to reach the vendor, from the kit of the client that was opened. */
  contact(): string | undefined
}

/** Makes the world of a command. `probe` reads the computer; tests pass simulated ones. Errors: usage, home-missing. */
export function siteWorld(args: Args, probe: Probe): SiteWorld {
  const { env, platform } = process
  const kitFile = args.optional('kit') ?? (env.AIRLATCH_KIT || undefined)
  const product = args.optional('product') ?? (env.AIRLATCH_PRODUCT || undefined)
  const places = once((): ToolPlaces => toolPlaces(SITE, args, platform, env))
  const options = once((): ClientOptions => {
    const { home, copies } = places()
    return {
      home: wholePath(home),
      copies,
      probe,
      lends: true,
      workload: args.optional('workload'),
    }
  })
  let contact: string | undefined
  const kit = once(async (): Promise<Uint8Array | undefined> => {
    if (kitFile === undefined) return undefined
    return naming(kitFile, () => messageFromInput(readInput(kitFile), { wanted: ['kit'] }))
  })
  return {
    product,
    get home() {
      return options().home
    },
    get options() {
      return options()
    },
    kit,
    async client() {
      const kitMessage = await kit()
      const open = async () => openClient({ ...options(), kit: kitMessage, product })
      const client = await (kitFile === undefined ? open() : naming(kitFile, open))
      const { productId } = client.kit
      contact = client.kit.contact
      if (product !== undefined && product !== productId)
        throw new AirlatchError('wrong-product', { expected: product, got: productId })
      return client
    },
    clientOf: async productId => openClient({ ...options(), product: productId }),
    async site(work, how) {
      // a kit option that cannot be read is an error, even if the home has a usable kit
      await kit()
      return withSite({ client: options(), serves: false }, work, how)
    },
    contact: () => contact,
  }
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}
