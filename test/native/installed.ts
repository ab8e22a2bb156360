/**
 * Owns an installation of the C library in a folder of its own, beside throwaway files that its samples are tried with: a
 * kit that allows generic licenses, as a file and as kit.inc, and licenses of it.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { int, map, type Raw, TRUE, text } from '../vectors/make/raw.ts'
import * as world from '../vectors/make/world.ts'

export const NATIVE = join(import.meta.dirname, '..', '..', 'native')

/** What a command printed and how it ended. */
export interface Ran {
  readonly status: number | null
  readonly out: string
  readonly err: string
}

export interface Installed {
  readonly folder: string
  /** Runs a command in the folder, with the files of pkg-config and the shared library found. */
  run(command: string, ...args: readonly string[]): Ran
}

const YEAR_2096 = 4_000_000_000
const generic = (own: world.Claims = {}, claims: world.Claims = {}) =>
  world.newestLicense(
    { ...world.GENERIC, 4: map([text('export'), TRUE]), 5: text('2'), 20: text('Ada Ltd'), ...own },
    { 4: int(YEAR_2096), ...claims },
  )
/** By the names of the files. */
const FILES: Readonly<Record<string, Raw>> = {
  'good.license': generic(),
  'plain.license': generic({ 4: undefined }),
  'expired.license': generic({}, { 4: int(world.NOW) }),
  'bound.license': world.newestLicense({ 5: text('2') }, { 4: int(YEAR_2096) }),
  'forged.license': Uint8Array.from(generic(), (byte, i) => (i === 40 ? byte ^ 1 : byte)),
  'site.bundle': world.bundle([world.newestLicense(), generic()]),
  'vendor.kit': world.kit({ 11: TRUE }),
}

/** Installs the library. Throws with what make printed. */
export function install(): Installed {
  const folder = mkdtempSync(join(tmpdir(), 'airlatch-native-'))
  const env = {
    ...process.env,
    PKG_CONFIG_PATH: join(folder, 'usr/lib/pkgconfig'),
    LD_LIBRARY_PATH: join(folder, 'usr/lib'),
  }
  const run = (command: string, ...args: readonly string[]) => {
    const { status, stdout, stderr } = spawnSync(command, args, { cwd: folder, env, encoding: 'utf8' })
    return { status, out: stdout, err: stderr }
  }
  const made = run('make', '-C', NATIVE, `OUT=${folder}/out`, `PREFIX=${folder}/usr`, 'install')
  if (made.status !== 0) throw new Error(made.err)
  for (const [name, bytes] of Object.entries(FILES)) writeFileSync(join(folder, name), bytes)
  writeFileSync(join(folder, 'kit.inc'), [...(FILES['vendor.kit'] as Raw)].join(','))
  return { folder, run }
}
