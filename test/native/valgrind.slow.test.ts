/**
 * The C library as users build it: valgrind finds no read of memory that was not written, none beyond its end, and no leak, for
 * every third vector and for the handle of programs; and the shared library is small.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { VECTOR_FOLDER } from '../../tools/vectors.ts'
import { MOST_LIBRARY_BYTES, strippedBytes } from '../bench/native.ts'
import type { Vector } from '../vectors/make/case.ts'
import { int, TRUE } from '../vectors/make/raw.ts'
import * as world from '../vectors/make/world.ts'
import { environment } from '../world/environment.ts'
import { BUILDS, bytesOf, linesOf, missingTools } from './library.ts'
import { makeNative, NATIVE } from './make.ts'

const missing = missingTools()
const hasValgrind = spawnSync('valgrind', ['--version']).status === 0
const missingValgrind = missing ?? (hasValgrind ? undefined : 'needs valgrind')
const VALGRIND = ['-q', '--error-exitcode=9', '--leak-check=full', '--errors-for-leak-kinds=all']

test.skipIf(missing !== undefined)(
  `the shared library has at most 150 kB beside libsodium${missing ? ` (skipped: ${missing})` : ''}`,
  () => {
    makeNative('all')
    expect(strippedBytes()).toBeLessThanOrEqual(MOST_LIBRARY_BYTES)
  },
)

const skipped = missingValgrind ? ` (skipped: ${missingValgrind})` : ''
describe.skipIf(missingValgrind !== undefined)(`valgrind${skipped}`, () => {
  beforeAll(() => makeNative('vectors', 'bench'))

  test('finds nothing while vectors are read', () => {
    const cases = readdirSync(VECTOR_FOLDER)
      .filter(name => name.endsWith('.json'))
      .map(name => JSON.parse(readFileSync(join(VECTOR_FOLDER, name), 'utf8')) as Vector)
      .filter(({ reads }) => ['license', 'bundle', 'kit', 'revocations', 'clock-reset'].includes(reads))
      .map(vector => ({ ...vector, message: bytesOf(vector) }))
      .filter(({ message }, i) => i % 3 === 0 && message[0] === 0xd2 && message.length < 100_000)
    expect(cases.length).toBeGreaterThan(150)
    const input = cases.map(one => linesOf(one, false)).join('')
    const { status, stdout, stderr } = spawnSync('valgrind', [...VALGRIND, BUILDS.plain.program], {
      env: environment(),
      encoding: 'utf8',
      input,
      maxBuffer: 2 ** 30,
    })
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    expect(stdout.split('\n')).toHaveLength(cases.length + 1)
  })

  test('finds nothing while a kit is opened, a license is checked, and both are given back', () => {
    const folder = mkdtempSync(join(tmpdir(), 'airlatch-valgrind-'))
    try {
      const license = world.newestLicense(world.GENERIC, { 4: int(4_000_000_000) })
      const signed = Uint8Array.of(1)
      // the signature of one byte, as the bench wants one
      const files = {
        kit: world.kit({ 11: TRUE }),
        license,
        signed,
        signature: world.vendorKey.sign(signed),
        key: world.vendorKey.publicKey,
      }
      for (const [name, bytes] of Object.entries(files)) writeFileSync(join(folder, name), bytes)
      const program = join(NATIVE, 'build/bench')
      const { status, stderr } = spawnSync('valgrind', [...VALGRIND, program, ...Object.keys(files), '2'], {
        cwd: folder,
        env: environment(),
        encoding: 'utf8',
      })
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})
