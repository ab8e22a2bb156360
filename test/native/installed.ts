/**
 * Owns an installation of the C library in a folder of its own, beside throwaway licenses that samples and bindings are
 * tried with.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { int, map, type Raw, TRUE, text } from '../vectors/make/raw.ts'
import * as world from '../vectors/make/world.ts'
import { type Environment, environment } from '../world/environment.ts'
import { makeNative } from './make.ts'

/** What a command printed and how it ended. */
export interface Ran {
  readonly status: number | null
  readonly out: string
  readonly err: string
}

export interface Installed {
  readonly folder: string
  /** Runs a command in the folder, with the files of pkg-config and the shared library found. */
  run(command: string, args: readonly string[], variables?: Environment): Ran
  /** Runs a script of the shell in the folder, and throws with what it printed if it fails. */
  script(lines: string): void
}

const YEAR_2023 = 1_700_000_000
const YEAR_2096 = 4_000_000_000
/** The latest time that a license may have: one second later than many date types reach. */
const END_OF_9999 = 253_402_300_800

/** As many as a license may have. */
export const GRACE_DAYS = 36_500

/** A text that is not ASCII and has characters outside the Basic Multilingual Plane. */
export const TEXT = 'Füße 漢字 𝄞'

const generic = (own: world.Claims = {}, claims: world.Claims = {}) =>
  world.newestLicense(
    { ...world.GENERIC, 4: map([text('export'), TRUE]), 5: text('2'), 20: text('Ada Ltd'), ...own },
    { 4: int(YEAR_2096), ...claims },
  )
const rich = generic({
  4: map([text('export'), TRUE], [text('projects'), int(25)], [text('edition'), text(TEXT)]),
  20: text(`${TEXT} GmbH`),
  7: text('a\0b ü'),
})

/** The kit that is built into every program. */
export const KIT: Raw = world.kit({ 11: TRUE, 14: text(`${world.PRODUCT_NAME} ${TEXT}`) })

/** By the names of the files. */
export const FILES: Readonly<Record<string, Raw>> = {
  'good.license': generic(),
  'rich.license': rich,
  'plain.license': generic({ 4: undefined }),
  'endless.license': generic({}, { 4: undefined }),
  'year-9999.license': generic({}, { 4: int(END_OF_9999) }),
  'expired.license': generic({}, { 4: int(world.NOW) }),
  'in-grace.license': generic({ 17: int(GRACE_DAYS) }, { 4: int(world.NOW) }),
  'unmaintained.license': generic({ 5: undefined, 6: int(YEAR_2023) }),
  'old-version.license': generic({ 5: text('1') }),
  'elsewhere.license': world.newestLicense({ 5: text('2') }, { 4: int(YEAR_2096) }),
  'changed.license': Uint8Array.from(rich, (byte, i) => (i === rich.length - 1 ? byte ^ 1 : byte)),
  'site.bundle': world.bundle([world.newestLicense(), generic()]),
  'vendor.kit': KIT,
  'text.txt': new TextEncoder().encode('This is not a license.\n'),
}

/** Installs the library. Throws with what make printed. */
export function install(): Installed {
  const folder = mkdtempSync(join(tmpdir(), 'airlatch-native-'))
  const env = environment({
    PKG_CONFIG_PATH: join(folder, 'usr/lib/pkgconfig'),
    LD_LIBRARY_PATH: join(folder, 'usr/lib'),
    PYTHONDONTWRITEBYTECODE: '1',
  })
  const run = (command: string, args: readonly string[], variables: Environment = {}) => {
    const { status, stdout, stderr, error } = spawnSync(command, args, {
      cwd: folder,
      env: { ...env, ...variables },
      encoding: 'utf8',
    })
    if (error) throw error
    return { status, out: stdout, err: stderr }
  }
  const script = (lines: string) => {
    const { status, out, err } = run('sh', ['-ec', lines])
    if (status !== 0) throw new Error(`${lines}\n${out}${err}`)
  }
  makeNative(`PREFIX=${folder}/usr`, 'install')
  for (const [name, bytes] of Object.entries(FILES)) writeFileSync(join(folder, name), bytes)
  return { folder, run, script }
}
