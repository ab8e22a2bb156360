/**
 * Owns an installation of the C library in a folder of its own, beside throwaway files that its samples are tried with: a
 * kit that allows generic licenses, as a file, as kit.inc and as kit.py, and licenses of it.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import { int, map, type Raw, TRUE, text, toHex } from '../vectors/make/raw.ts'
import * as world from '../vectors/make/world.ts'
import { environment } from '../world/environment.ts'

export const NATIVE = join(import.meta.dirname, '..', '..', 'native')

/** What a command printed and how it ended. */
export interface Ran {
  readonly status: number | null
  readonly out: string
  readonly err: string
}

/** What a command reads, among its arguments. */
export interface Input {
  readonly input: string
}

export interface Installed {
  readonly folder: string
  /** Runs a command in the folder, with the files of pkg-config and the shared library found. */
  run(command: string, ...args: readonly (string | Input)[]): Ran
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
  const env = environment({
    PKG_CONFIG_PATH: join(folder, 'usr/lib/pkgconfig'),
    LD_LIBRARY_PATH: join(folder, 'usr/lib'),
    PYTHONPATH: `${join(NATIVE, 'python')}:${folder}`,
    PYTHONDONTWRITEBYTECODE: '1',
  })
  const run = (command: string, ...all: readonly (string | Input)[]) => {
    const args = all.filter(one => typeof one === 'string')
    const input = all.find(one => typeof one !== 'string')?.input ?? ''
    const { status, stdout, stderr } = spawnSync(command, args, { cwd: folder, env, input, encoding: 'utf8' })
    return { status, out: stdout, err: stderr }
  }
  const made = run('make', '-C', NATIVE, `OUT=${folder}/out`, `PREFIX=${folder}/usr`, 'install')
  if (made.status !== 0) throw new Error(made.err)
  for (const [name, bytes] of Object.entries(FILES)) writeFileSync(join(folder, name), bytes)
  const kit = FILES['vendor.kit'] as Raw
  writeFileSync(join(folder, 'kit.inc'), [...kit].join(','))
  writeFileSync(join(folder, 'kit.py'), `KIT = bytes.fromhex('${toHex(kit)}')\n`)
  return { folder, run }
}

/** What every sample answers to the files, in whichever language. */
export function judgesFiles(answer: (file: string) => Ran): void {
  const good = answer('good.license')
  expect(good).toMatchObject({ status: 0, err: '' })
  expect(good.out).toMatch(/^product: Example Viewer\nlicensed to: Ada Ltd\ndays left: \d+\nexport: yes\n$/)
  expect(answer('site.bundle')).toEqual(good)
  expect(answer('plain.license').out).toMatch(/export: no\n$/)
  const refused = (code: string) => ({
    status: 1,
    out: '',
    err: `This license is not valid here: ${code}\n`,
  })
  expect(answer('expired.license')).toEqual(refused('expired'))
  // by what can be read of the computer that the tests run on
  expect([refused('readings-missing'), refused('wrong-computer')]).toContainEqual(answer('bound.license'))
  expect(answer('forged.license')).toEqual(refused('signature-invalid'))
  expect(answer('vendor.kit')).toEqual(refused('wrong-message-type'))
  expect(answer('kit.inc')).toEqual(refused('cose-malformed'))
  expect(answer('no-such-file').status).toBe(2)
}
