/** The C library for Linux on arm64, cross-built and run by qemu: every vector gives the verdict that its file has. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { environment } from '../world/environment.ts'
import { buildFor, HOSTS, missingCross, vectorsForAll, verdictsIn } from './cross.ts'

const LIBRARIES = '/usr/aarch64-linux-gnu'
const hasQemu = spawnSync('qemu-aarch64', ['--version']).status === 0
const missing = hasQemu ? missingCross('arm64') : 'needs qemu-aarch64'

describe.skipIf(missing !== undefined)(
  `the C library on arm64${missing ? ` (skipped: ${missing})` : ''}`,
  () => {
    beforeAll(() => buildFor('arm64'))

    test('answers every vector', () => {
      const { lines, verdicts } = vectorsForAll()
      expect(verdicts.length).toBeGreaterThanOrEqual(984)
      const { stdout, status, stderr } = emulated('vectors', lines)
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
      expect(verdictsIn(stdout)).toEqual(verdicts)
    })

    test('refuses a kit that is none', () => {
      expect(emulated('answer', '', '/dev/null')).toMatchObject({
        status: 0,
        stdout: '{"open":"input-empty","valid":false}\n',
      })
    })
  },
)

function emulated(program: string, input: string, ...words: readonly string[]) {
  const path = join(HOSTS.arm64.folder, program)
  return spawnSync('qemu-aarch64', ['-L', LIBRARIES, path, ...words], {
    input,
    env: environment(),
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
  })
}
