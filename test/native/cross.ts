/**
 * Owns how tests build the C library for other systems: with Debian's cross compilers, and a libsodium that is kept in the user's
 * cache, as it takes a quarter of a minute. There the vectors are played as here.
 */
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { VECTOR_FOLDER } from '../../tools/vectors.ts'
import type { Reads, Vector } from '../vectors/make/case.ts'
import { environment } from '../world/environment.ts'
import { bytesOf, type Case, linesOf, missingTools } from './library.ts'
import { makeNative, NATIVE } from './make.ts'

const LIBSODIUM = join(userInfo().homedir, '.cache', 'airlatch', 'libsodium')
export const HOSTS = {
  windows: { name: 'x86_64-w64-mingw32', target: 'test-windows', folder: join(NATIVE, 'build/windows') },
  arm64: { name: 'aarch64-linux-gnu', target: 'test-arm64', folder: join(NATIVE, 'build/arm64') },
} as const
export type Host = keyof typeof HOSTS

/** What is missing to build for that system, undefined when nothing is. Makes libsodium where that is not there yet. */
export function missingCross(host: Host): string | undefined {
  const { name } = HOSTS[host]
  const missing = missingTools()
  if (missing !== undefined) return missing
  if (spawnSync(`${name}-gcc`, ['--version']).status !== 0) return `needs the compiler ${name}-gcc`
  // packages that never arrive end after three minutes
  const { status, stderr } = run('timeout', '3m', join(NATIVE, 'cross/libsodium.sh'), name, LIBSODIUM)
  return status === 0 ? undefined : `libsodium cannot be made: ${stderr.trim().replaceAll('\n', ' ')}`
}

/** Builds the library and the programs of its tests. Throws with what the compiler printed. */
export function buildFor(host: Host): void {
  makeNative(HOSTS[host].target, `LIBSODIUM=${LIBSODIUM}`)
}

function run(command: string, ...words: readonly string[]): { status: number | null; stderr: string } {
  return spawnSync(command, words, { env: environment(), encoding: 'utf8' })
}

/** The kinds of messages that the library reads. */
const READ: readonly Reads[] = ['license', 'bundle', 'kit', 'revocations', 'clock-reset', 'state', 'lease']

/** All vectors of these kinds, as the program of the tests reads them; and the verdicts that their files have. */
export function vectorsForAll(): { readonly lines: string; readonly verdicts: readonly unknown[] } {
  const cases = readdirSync(VECTOR_FOLDER)
    .filter(name => name.endsWith('.json'))
    .map(name => JSON.parse(readFileSync(join(VECTOR_FOLDER, name), 'utf8')) as Vector)
    .filter(({ reads }) => READ.includes(reads))
    .map((vector): Case & Vector => ({ ...vector, message: bytesOf(vector), carried: true }))
  return {
    lines: cases.map(one => linesOf(one, false)).join(''),
    verdicts: cases.map(({ expect, warnings = [] }) =>
      expect === 'ok' ? { ok: true, warnings } : { ok: false, reasons: [expect.code] },
    ),
  }
}

/** The verdicts in what the program printed. */
export function verdictsIn(out: string): readonly unknown[] {
  return out
    .trimEnd()
    .split(/\r?\n/)
    .map(line => JSON.parse(line))
    .map(({ ok, warnings, reasons }) => (ok ? { ok, warnings } : { ok, reasons }))
}
