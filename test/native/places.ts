/**
 * Owns how tests let the C library look at places: its search path is a program of its own (native/test/places.c), whose
 * calls of the system can be made to hang, and what it prints has the form of what the TypeScript client finds.
 */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { type Findings, type Found, searchPath } from '../../src/client/share/search.ts'
import { toHex } from '../vectors/make/raw.ts'
import { type Environment, environment } from '../world/environment.ts'
import { makeNative, NATIVE } from './make.ts'

/** The targets of the Makefile, and where they put the program. */
const PLACE_BUILDS = {
  plain: { target: 'places', out: 'build' },
  sanitizers: { target: 'sanitize', out: 'build/sanitize' },
  threads: { target: 'sanitize-threads', out: 'build/threads' },
} as const
export type PlaceBuild = keyof typeof PLACE_BUILDS

/** The path of the shared library. Throws with what the compiler printed. */
export function buildLibrary(): string {
  makeNative('all')
  return join(NATIVE, 'build/libairlatch.so')
}

/** Throws with what the compiler printed. */
export function buildPlaces(build: PlaceBuild): void {
  makeNative(PLACE_BUILDS[build].target)
}

interface PlacesRun {
  readonly build?: PlaceBuild
  readonly variables?: Environment
  readonly input?: string
  /** What runs the program, such as valgrind. */
  readonly under?: readonly string[]
}

/** The lines that the program prints. Throws when it does not end well. */
export function placesProgram(
  words: readonly string[],
  { build = 'sanitizers', variables = {}, input = '', under = [] }: PlacesRun = {},
): readonly string[] {
  const [program = '', ...rest] = [...under, join(NATIVE, PLACE_BUILDS[build].out, 'places'), ...words]
  const { status, signal, stdout, stderr } = spawnSync(program, rest, {
    input,
    encoding: 'utf8',
    env: { ...environment(), ...variables },
    maxBuffer: 2 ** 30,
  })
  if (status !== 0 || stderr.includes('WARNING: ThreadSanitizer'))
    throw new Error(`places ${words.join(' ')}: ${status ?? signal} ${stderr}`)
  return stdout.split('\n').slice(0, -1)
}

/** A file that was found: the code is `ok` where it has a message. */
interface FoundThere {
  readonly source: string
  readonly place: string
  readonly code: string
  /** In hex. */
  readonly message: string
}

/** Findings, as the program prints them. */
export interface FoundHere {
  readonly licenses: readonly FoundThere[]
  readonly revocations: readonly FoundThere[]
  readonly kits: readonly FoundThere[]
  readonly places: readonly {
    readonly path: string
    readonly at: string | null
    readonly shared: boolean
    readonly answer: string
    readonly code: string
    /** Files and folders that lie there and were not looked at. */
    readonly left: readonly [number, number]
  }[]
}

/** What the library finds. */
export function libraryFinds(
  paths: readonly string[],
  words: readonly string[],
  run: PlacesRun = {},
): FoundHere {
  const [line = ''] = placesProgram(['look', ...words, ...paths], run)
  return JSON.parse(line) as FoundHere
}

/** What the TypeScript client finds, which looks at shares in its own process. */
export async function clientFinds(
  paths: readonly string[],
  shared: boolean,
  variables: Environment,
): Promise<FoundHere> {
  const options = { variables, seconds: 300, reader: 'here', mayHang: () => shared } as const
  return asPrinted(await searchPath(paths, options))
}

/** In the form of the program. */
export function asPrinted({ licenses, revocations, kits, places }: Findings): FoundHere {
  return {
    licenses: licenses.map(printedFile),
    revocations: revocations.map(printedFile),
    kits: kits.map(printedFile),
    places: places.map(({ path, at, shared, answer, error, left }) => ({
      path,
      at: at ?? null,
      shared,
      answer,
      code: error?.code ?? 'ok',
      left: [left?.files ?? 0, left?.folders ?? 0],
    })),
  }
}

function printedFile(found: Found): FoundThere {
  const { source, place } = found
  return 'error' in found
    ? { source, place, code: found.error.code, message: '' }
    : { source, place, code: 'ok', message: toHex(found.message) }
}
