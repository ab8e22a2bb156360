/** Owns what a vector is, and the form that it has in its file. README.md tells the same to implementers. */
import { join, type Raw, toHex } from './raw.ts'
import {
  ACTIVATION_KEY,
  COMPUTER,
  type Fingerprint,
  installationKey,
  kit,
  NOW,
  PRODUCT,
  request,
} from './world.ts'

export const LAYERS = [
  'carrier',
  'armor',
  'base45',
  'link',
  'cbor',
  'cose',
  'typing',
  'signature',
  'claims',
  'rules',
] as const
export type Layer = (typeof LAYERS)[number]

export interface Refused {
  readonly layer: Layer
  readonly code: string
  /** With claims-malformed: the claims that are bad, all of them, as our errors name them. It is not in the files. */
  readonly claims?: readonly string[]
}

/** What a person hands over: bytes, text, or bytes with runs that are too long to write out. */
export type Input = { readonly hex: string } | { readonly text: string } | { readonly parts: readonly Part[] }
export type Part = readonly [hex: string, times: number]

export type Reads =
  | 'license'
  | 'request'
  | 'receipt'
  | 'kit'
  | 'revocations'
  | 'clock-reset'
  | 'bundle'
  | 'state'
  | 'lease-request'
  | 'lease'
  | 'lease-answer'
  | 'usage-report'
  | 'activation-key'
  | 'request-code'
  | 'license-code'

export interface Vector {
  readonly name: string
  readonly about: string
  readonly reads: Reads
  readonly expect: 'ok' | Refused
  readonly input: Input
  /** The kit that the reader has, in hexadecimal. Absent for a kit: it is the first one. */
  readonly kit?: string
  readonly computer?: Readonly<Record<string, string>>
  readonly now?: number
  readonly program?: Program
  /** Where the program runs; absent: none of those that have a number (SPEC.md section 5). */
  readonly platform?: Platform
  /** The account that runs it; absent: the system does not say. */
  readonly user?: string
  /** What the computer runs inside of; absent: no evidence. */
  readonly virtual?: string
  /** What is recorded here of the first run under the license; absent: nothing. */
  readonly firstRun?: FirstRun
  /** For a license: times that have been, as the reader knows them, besides what is in the license and the kit. */
  readonly seen?: readonly Seen[]
  /** For a license: activations that were deactivated here, and when. */
  readonly deactivated?: Readonly<Record<string, number>>
  /** For a license: the list of revocations that the reader has taken, in hexadecimal; absent: none. */
  readonly revocations?: string
  /** For a license: `true` where the reader's own record is damaged. */
  readonly recordDamaged?: true
  /** For a license that is good: what the reader should be warned of. */
  readonly warnings?: readonly string[]
  /** For a request and its code: the activation key that the proof is checked with. */
  readonly activationKey?: string
  /** For the code of a request: the product of that key. */
  readonly product?: string
  /** For the code of a license: the last request that was made here, in hexadecimal. */
  readonly request?: string
  /** For the code of a license: the license that is installed here, in hexadecimal; absent: none. */
  readonly installed?: string
  /** For a license: what the request that it was made for asked with, where that was kept; absent: it was not. */
  readonly asked?: {
    readonly fingerprint: Readonly<Record<string, string>>
    readonly counted: readonly number[]
  }
  /**
   * The public key of an installation, in hexadecimal. For a state and a clock reset: the one here; for a receipt: the
   * one that has the activation, as the vendor knows it.
   */
  readonly installation?: string
  /** For a list of revocations: the sequence number of the newest one that was taken; absent: none was. */
  readonly kept?: Readonly<Record<string, number>>
  /** For a clock reset: the time of the latest one that was taken; absent: none was. */
  readonly taken?: number
  /** For a lease: the license of the server that came with it, in hexadecimal. */
  readonly license?: string
  /** For a lease: the public key of the client here, in hexadecimal. */
  readonly client?: string
  /** For a lease: the number of the process that asks; absent: it has none. */
  readonly instance?: string
  /** For a lease: seconds since it was asked for, as the reader has measured; absent: it has not. */
  readonly heldFor?: number
  /** For a lease: ids of leases that were given back here, and when. */
  readonly returned?: Readonly<Record<string, number>>
  /** For a lease: the last one of this server that the reader has taken, in hexadecimal; absent: none. */
  readonly last?: string
  /** For an answer: the number of the request; absent: the request was not kept. */
  readonly nonce?: string
  /** For an answer: the public key of the server that was asked, where it is known, in hexadecimal. */
  readonly server?: string
  readonly claims?: Readonly<Record<string, unknown>>
}

export type Platform = 'windows' | 'macos' | 'linux' | 'bsd'

export interface Program {
  readonly version?: string
  readonly releasedAt?: number
  /** Features that it cannot do without. */
  readonly features?: readonly string[]
}

/** `record`: the reader has seen it; `files`: the system has files of then. */
export interface Seen {
  readonly at: number
  readonly by: 'record' | 'files'
}

export interface FirstRun {
  /** Key id of the installation whose record it is, in hexadecimal. */
  readonly installation: string
  readonly at: number
}

/** Who runs the program, where, and what is known of its past there. */
type Here = Pick<
  Vector,
  'platform' | 'user' | 'virtual' | 'firstRun' | 'seen' | 'deactivated' | 'recordDamaged'
>

/** The world of a license vector, where it is not the usual one. */
export interface World extends Here {
  readonly kit?: Raw
  readonly revocations?: Raw
  readonly computer?: Fingerprint
  readonly asked?: { readonly fingerprint: Fingerprint; readonly counted: readonly number[] }
  readonly now?: number
  readonly program?: Program
  readonly warnings?: readonly string[]
  readonly claims?: Readonly<Record<string, unknown>>
}

export type Given = Raw | string | { readonly parts: readonly Part[] }

const USUAL_PROGRAM: Program = { version: '2.3.1', releasedAt: 1_764_547_200 } // 2025-12-01

export function licenseCase(
  name: string,
  about: string,
  given: Given,
  expect: Vector['expect'],
  world: World = {},
): Vector {
  const { claims, platform, user, virtual, firstRun, seen, deactivated, recordDamaged, warnings } = world
  const revocations = world.revocations && toHex(world.revocations)
  const asked = world.asked && {
    fingerprint: fingerprintJson(world.asked.fingerprint),
    counted: world.asked.counted,
  }
  const past = { firstRun, seen, deactivated, revocations, recordDamaged, asked }
  return {
    name,
    about,
    reads: 'license',
    expect,
    input: inputOf(given),
    kit: toHex(world.kit ?? kit()),
    computer: fingerprintJson(world.computer ?? COMPUTER),
    now: world.now ?? NOW,
    program: world.program ?? USUAL_PROGRAM,
    ...present({ platform, user, virtual, ...past, warnings, claims }),
  }
}

/** A bundle that the computer of a license vector takes its own license from. */
export function bundleCase(...args: Parameters<typeof licenseCase>): Vector {
  return { ...licenseCase(...args), reads: 'bundle' }
}

/** Without what is undefined, so that a vector has the same form in memory as in its file. */
function present<T extends object>(fields: T): Present<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Present<T>
}

type Present<T> = { readonly [name in keyof T]?: Exclude<T[name], undefined> }

export function requestCase(
  name: string,
  about: string,
  given: Given,
  expect: Vector['expect'],
  claims?: Vector['claims'],
): Vector {
  const common = {
    name,
    about,
    reads: 'request' as const,
    expect,
    input: inputOf(given),
    activationKey: ACTIVATION_KEY,
  }
  return claims === undefined ? common : { ...common, claims }
}

/** `has`: the kit that the reader has already. */
export function kitCase(
  name: string,
  about: string,
  given: Given,
  expect: Vector['expect'],
  claims?: Vector['claims'],
  has?: Raw,
): Vector {
  const kit = has && toHex(has)
  return { name, about, reads: 'kit', expect, input: inputOf(given), ...present({ kit, claims }) }
}

/** `installation`: the public key of the one that has the activation. */
export function receiptCase(
  name: string,
  about: string,
  given: Given,
  expect: Vector['expect'],
  claims?: Vector['claims'],
  installation = installationKey.publicKey,
): Vector {
  const common = { name, about, reads: 'receipt' as const, expect, input: inputOf(given) }
  return { ...common, installation: toHex(installation), ...present({ claims }) }
}

/** What a client has that is given a message of the vendor's, where it is not the usual. */
export interface Having {
  readonly kit?: Raw
  readonly kept?: Readonly<Record<string, number>>
  readonly taken?: number
  readonly now?: number
  readonly claims?: Vector['claims']
}

export function revocationsCase(
  name: string,
  about: string,
  given: Given,
  expect: Vector['expect'],
  having: Having = {},
): Vector {
  const { kept, claims } = having
  const common = { name, about, reads: 'revocations' as const, expect, input: inputOf(given) }
  return { ...common, kit: toHex(having.kit ?? kit()), ...present({ kept, claims }) }
}

export function clockResetCase(
  name: string,
  about: string,
  given: Given,
  expect: Vector['expect'],
  having: Having = {},
): Vector {
  const { taken, claims } = having
  return {
    name,
    about,
    reads: 'clock-reset',
    expect,
    input: inputOf(given),
    kit: toHex(having.kit ?? kit()),
    now: having.now ?? NOW,
    installation: toHex(installationKey.publicKey),
    ...present({ taken, claims }),
  }
}

export function requestCodeCase(
  name: string,
  about: string,
  given: string,
  expect: Vector['expect'],
  claims?: Vector['claims'],
): Vector {
  const key = { activationKey: ACTIVATION_KEY, product: PRODUCT }
  return {
    name,
    about,
    reads: 'request-code',
    expect,
    input: inputOf(given),
    ...key,
    ...present({ claims }),
  }
}

/** As it is typed. */
export function activationKeyCase(
  name: string,
  about: string,
  given: string,
  expect: Vector['expect'],
  claims?: Vector['claims'],
): Vector {
  return { name, about, reads: 'activation-key', expect, input: inputOf(given), ...present({ claims }) }
}

/** What a client has that a license code is typed into, where it is not the usual. */
export interface Asking {
  readonly kit?: Raw
  /** undefined: the usual; null: none was made. */
  readonly request?: Raw | null
  readonly installed?: Raw
  readonly claims?: Vector['claims']
}

export function licenseCodeCase(
  name: string,
  about: string,
  given: string,
  expect: Vector['expect'],
  asking: Asking = {},
): Vector {
  return {
    name,
    about,
    reads: 'license-code',
    expect,
    input: inputOf(given),
    kit: toHex(asking.kit ?? kit()),
    ...present({
      request: asking.request === null ? undefined : toHex(asking.request ?? request()),
      installed: asking.installed && toHex(asking.installed),
      claims: asking.claims,
    }),
  }
}

export function stateCase(
  name: string,
  about: string,
  given: Given,
  expect: Vector['expect'],
  claims?: Vector['claims'],
): Vector {
  const installation = toHex(installationKey.publicKey)
  const common = { name, about, reads: 'state' as const, expect, input: inputOf(given), installation }
  return claims === undefined ? common : { ...common, claims }
}

function inputOf(given: Given): Input {
  if (typeof given === 'string') return { text: given }
  return given instanceof Uint8Array ? { hex: toHex(given) } : given
}

/** The bytes of a vector's input. */
export function inputBytes(input: Input): Raw {
  if ('text' in input) return new TextEncoder().encode(input.text)
  if ('hex' in input) return Uint8Array.from(Buffer.from(input.hex, 'hex'))
  const parts = input.parts.map(([hex, times]) =>
    Buffer.alloc((hex.length / 2) * times, Buffer.from(hex, 'hex')),
  )
  return join(...parts)
}

export function fingerprintJson(fingerprint: Fingerprint): Record<string, string> {
  return Object.fromEntries([...fingerprint].map(([kind, hashes]) => [String(kind), toHex(hashes)]))
}

export const at = (layer: Layer, code: string, claims?: readonly string[]): Refused =>
  claims === undefined ? { layer, code } : { layer, code, claims }
export const badClaims = (...claims: readonly string[]): Refused => at('claims', 'claims-malformed', claims)
