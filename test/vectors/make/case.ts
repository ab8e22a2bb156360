/** Owns what a vector is, and the form that it has in its file. README.md tells the same to implementers. */
import { join, type Raw, toHex } from './raw.ts'
import { ACTIVATION_KEY, COMPUTER, type Fingerprint, installationKey, kit, NOW, vendorKey } from './world.ts'

export const LAYERS = ['carrier', 'armor', 'base45', 'cbor', 'cose', 'signature', 'claims', 'rules'] as const
export type Layer = (typeof LAYERS)[number]

export interface Refused {
  readonly layer: Layer
  readonly code: string
  /** With claims-malformed: the claims that are bad, all of them. */
  readonly claims?: readonly string[]
}

/** What a person hands over: bytes, text, or bytes with runs that are too long to write out. */
export type Input = { readonly hex: string } | { readonly text: string } | { readonly parts: readonly Part[] }
export type Part = readonly [hex: string, times: number]

export type Reads = 'license' | 'request' | 'kit' | 'state' | 'checkpoint'

export interface Vector {
  readonly name: string
  readonly about: string
  readonly reads: Reads
  readonly expect: 'ok' | Refused
  readonly input: Input
  /** For a license: the kit of the reader, in hexadecimal. */
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
  /** For a license that is good: what the reader should be warned of. */
  readonly warnings?: readonly string[]
  /** For a request: the activation key that its proof is checked with. */
  readonly activationKey?: string
  /** For a state: the public key of the installation here, in hexadecimal. */
  readonly installation?: string
  /** For a checkpoint: the vendor's public key, in hexadecimal. */
  readonly vendor?: string
  readonly claims?: Readonly<Record<string, unknown>>
}

export type Platform = 'windows' | 'macos' | 'linux' | 'bsd'

export interface Program {
  readonly version?: string
  readonly releasedAt?: number
  /** Features that it cannot do without. */
  readonly features?: readonly string[]
}

export interface FirstRun {
  /** Key id of the installation whose record it is, in hexadecimal. */
  readonly installation: string
  readonly at: number
}

/** Who runs the program, and where. */
type Here = Pick<Vector, 'platform' | 'user' | 'virtual' | 'firstRun'>

/** The world of a license vector, where it is not the usual one. */
export interface World extends Here {
  readonly kit?: Raw
  readonly computer?: Fingerprint
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
  const { claims, platform, user, virtual, firstRun, warnings } = world
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
    ...present({ platform, user, virtual, firstRun, warnings, claims }),
  }
}

/** Without what is undefined, so that a vector has the same form in memory as in its file. */
function present<T extends object>(fields: T): Partial<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<T>
}

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

export function kitCase(
  name: string,
  about: string,
  given: Given,
  expect: Vector['expect'],
  claims?: Vector['claims'],
): Vector {
  const common = { name, about, reads: 'kit' as const, expect, input: inputOf(given) }
  return claims === undefined ? common : { ...common, claims }
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

export function checkpointCase(
  name: string,
  about: string,
  given: Given,
  expect: Vector['expect'],
  claims?: Vector['claims'],
): Vector {
  const vendor = toHex(vendorKey.publicKey)
  const common = { name, about, reads: 'checkpoint' as const, expect, input: inputOf(given), vendor }
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
  const parts = input.parts.map(([hex, times]) => Uint8Array.from(Buffer.from(hex.repeat(times), 'hex')))
  return join(...parts)
}

export function fingerprintJson(fingerprint: Fingerprint): Record<string, string> {
  return Object.fromEntries([...fingerprint].map(([kind, hashes]) => [String(kind), toHex(hashes)]))
}

export const at = (layer: Layer, code: string, claims?: readonly string[]): Refused =>
  claims === undefined ? { layer, code } : { layer, code, claims }
export const badClaims = (...claims: readonly string[]): Refused => at('claims', 'claims-malformed', claims)
