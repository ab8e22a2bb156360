/**
 * Owns how tests reach the C library in native/: it is built once, and a small program of its own (native/test/vectors.c)
 * plays cases that are written as lines of text.
 */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { inputBytes, type Vector } from '../vectors/make/case.ts'
import { makeNative, NATIVE } from './make.ts'

const PLATFORMS: Readonly<Record<string, number>> = { windows: 1, macos: 2, linux: 3, bsd: 4 }

/** How the program may be built: as users build it, or under the sanitizers. */
export const BUILDS = {
  plain: { target: 'vectors', program: join(NATIVE, 'build/vectors') },
  sanitizers: { target: 'sanitize', program: join(NATIVE, 'build/sanitize/vectors') },
} as const
export type Build = keyof typeof BUILDS

/** What is missing to build the library; undefined when nothing is. */
export function missingTools(): string | undefined {
  const has = (command: string, ...args: readonly string[]) => spawnSync(command, args).status === 0
  if (!has('make', '--version')) return 'needs make'
  if (!has('cc', '--version')) return 'needs a C compiler'
  return has('pkg-config', '--exists', 'libsodium') ? undefined : 'needs libsodium-dev and pkg-config'
}

/** Builds the program. Throws with what the compiler printed. */
export function build(kind: Build): void {
  makeNative(BUILDS[kind].target)
}

/** What the library answered. `reasons`: of a refusal, all of them. */
export type Answer =
  | { readonly ok: true; readonly warnings: readonly string[]; readonly claims: Record<string, unknown> }
  | { readonly ok: false; readonly reasons: readonly string[] }

/** A case: a vector, and the message that is taken out of its carrier; or the name of a user, or what was handed over. */
export type Case = { readonly reads: Vector['reads'] | 'name' | 'carried' } & Partial<
  Omit<Vector, 'reads' | 'input'>
> & {
    readonly message: Uint8Array
    /** The message is in a carrier, which the library takes it out of. */
    readonly carried?: boolean
  }

/**
 * Plays cases in one process. `inexact`: the library then computes the equation of Ed25519 itself, as it does beside a
 * libsodium that multiplies by the cofactor.
 */
export function play(kind: Build, cases: readonly Case[], inexact = false): readonly Answer[] {
  const { status, stdout, stderr, error } = spawnSync(BUILDS[kind].program, {
    input: cases.map(one => linesOf(one, inexact)).join(''),
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
  })
  if (status !== 0) throw new Error(`${BUILDS[kind].program}: ${error ?? stderr}`)
  const answers = stdout.split('\n').slice(0, -1)
  if (answers.length !== cases.length) throw new Error(`${answers.length} answers to ${cases.length} cases`)
  return answers.map(line => JSON.parse(line) as Answer)
}

/** The names of all codes that the library has. */
export function codeNames(): readonly string[] {
  return spawnSync(BUILDS.plain.program, ['codes'], { encoding: 'utf8' }).stdout.trim().split('\n')
}

/** A case as the program reads it. */
export function linesOf(one: Case, inexact: boolean): string {
  const { program = {} } = one
  const lines = [
    `kind ${one.reads}`,
    `message ${hexOf(one.message)}`,
    line('kit', one.kit),
    line('revocations', one.revocations),
    line('now', one.now),
    ...Object.entries(one.computer ?? {}).map(([kind, hashes]) => `reading ${kind} ${hashes}`),
    ...Object.entries(one.asked?.fingerprint ?? {}).map(([kind, hashes]) => `asked ${kind} ${hashes}`),
    line('asked-counted', one.asked && hexOf(Uint8Array.from(one.asked.counted))),
    line('platform', one.platform && PLATFORMS[one.platform]),
    line('user', textOf(one.user)),
    line('virtual', textOf(one.virtual)),
    line('version', textOf(program.version)),
    line('released', program.releasedAt),
    ...(program.features ?? []).map(name => `feature ${textOf(name)}`),
    line('first-run', one.firstRun && `${one.firstRun.installation} ${one.firstRun.at}`),
    ...(one.seen ?? []).map(({ at }) => `seen ${at}`),
    ...Object.keys(one.deactivated ?? {}).map(id => `deactivated ${id}`),
    ...Object.entries(one.kept ?? {}).map(([kid, sequence]) => `kept ${kid} ${sequence}`),
    line('installation', one.installation),
    line('taken', one.taken),
    line('license', one.license),
    line('client', one.client),
    line('last', one.last),
    line('instance', one.instance),
    line('held-for', one.heldFor),
    line('recorded', recordedOf(one)),
    ...Object.keys(one.returned ?? {}).map(id => `returned ${id}`),
    one.recordDamaged ? 'damaged' : undefined,
    one.carried ? 'carried' : undefined,
    inexact ? 'inexact' : undefined,
    'end',
  ]
  return `${lines.filter(text => text !== undefined).join('\n')}\n`
}

/** The latest time in the record of the client. */
function recordedOf({ seen = [] }: Case): number | undefined {
  const times = seen.filter(({ by }) => by === 'record').map(({ at }) => at)
  return times.length === 0 ? undefined : Math.max(...times)
}

function line(word: string, value: string | number | undefined): string | undefined {
  return value === undefined ? undefined : `${word} ${value}`
}

function textOf(text: string | undefined): string | undefined {
  return text === undefined ? undefined : hexOf(Buffer.from(text, 'utf8'))
}

function hexOf(bytes: Uint8Array): string {
  return bytes.length === 0 ? '-' : Buffer.from(bytes).toString('hex')
}

/** The bytes that a vector hands over. */
export function bytesOf({ input }: Vector): Uint8Array {
  return inputBytes(input)
}
