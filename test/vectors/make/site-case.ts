/** Owns the form of a vector about a message of a site server. README.md tells the same to implementers. */
import { type Given, licenseCase, type Vector, type World } from './case.ts'
import { type Raw, toHex } from './raw.ts'
import { clientKey, NONCE, SEEN_LEASE, serverLicense, USER } from './site.ts'
import { kit, PRODUCT } from './world.ts'

/** Where a lease is read, if it is not Anna's session on Linux with the good license. */
export interface LeaseWorld extends Omit<World, 'firstRun' | 'asked'> {
  readonly license?: Raw
  readonly client?: Raw
  readonly instance?: Raw
  readonly heldFor?: number
  readonly returned?: Readonly<Record<string, number>>
  readonly last?: Raw
  /** No account has a name. */
  readonly nameless?: true
}

export function leaseCase(
  name: string,
  about: string,
  given: Given,
  expect: Vector['expect'],
  world: LeaseWorld = {},
): Vector {
  const { license, client, instance, heldFor, returned, last, nameless, ...common } = world
  const usual: World = {
    platform: 'linux',
    ...(nameless ? {} : { user: USER }),
    ...(expect === 'ok' ? { claims: SEEN_LEASE } : {}),
  }
  const beside = {
    ...(instance === undefined ? {} : { instance: toHex(instance) }),
    ...(heldFor === undefined ? {} : { heldFor }),
    ...(returned === undefined ? {} : { returned }),
    ...(last === undefined ? {} : { last: toHex(last) }),
  }
  return {
    ...licenseCase(name, about, given, expect, { ...usual, ...common }),
    reads: 'lease',
    license: toHex(license ?? serverLicense()),
    client: toHex(client ?? clientKey.publicKey),
    ...beside,
  }
}

/** A message that is opened by the key in it, and of which nothing else is asked. */
export function ownCase(
  reads: 'lease-request' | 'usage-report',
  name: string,
  about: string,
  given: Raw,
  expect: Vector['expect'],
  claims?: Vector['claims'],
): Vector {
  const common = { name, about, reads, expect, input: { hex: toHex(given) } }
  return claims === undefined ? common : { ...common, claims }
}

/** What a client has that an answer is handed to. */
export interface AnswerWorld {
  readonly kit?: Raw
  /** null: the request was not kept. */
  readonly nonce?: Raw | null
  readonly server?: Raw
  readonly claims?: Vector['claims']
}

export function answerCase(
  name: string,
  about: string,
  given: Raw | string,
  expect: Vector['expect'],
  world: AnswerWorld = {},
): Vector {
  const nonce = world.nonce === null ? {} : { nonce: toHex(world.nonce ?? NONCE) }
  return {
    name,
    about,
    reads: 'lease-answer',
    expect,
    input: typeof given === 'string' ? { text: given } : { hex: toHex(given) },
    kit: toHex(world.kit ?? kit()),
    product: PRODUCT,
    ...nonce,
    ...(world.server === undefined ? {} : { server: toHex(world.server) }),
    ...(world.claims === undefined ? {} : { claims: world.claims }),
  }
}
