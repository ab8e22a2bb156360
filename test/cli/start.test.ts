/** Proves that `airlatch --version` is the same whether the tool is loaded for it or not. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { VERSION } from '../../src/core/version.ts'

const MAIN = join(import.meta.dirname, '..', '..', 'client-tool', 'main.ts')

function said(...words: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...words], { encoding: 'utf8' })
  return { status, stdout, stderr }
}

test.each([
  ['by itself', ['--version']],
  ['with other words', ['--version', '--json']],
  ['in a language', ['--lang', 'de', '--version']],
])('the version is said %s', (_, words) => {
  expect(said(...words)).toEqual({ status: 0, stdout: `${VERSION}\n`, stderr: '' })
})

test.runIf(process.platform === 'linux')('what cannot be said is an error', () => {
  const words = ['-c', 'exec "$@" > /dev/full', 'sh', process.execPath, MAIN, '--version']
  const { status, stderr } = spawnSync('sh', words, { encoding: 'utf8' })
  expect({ status, stderr }).toEqual({ status: 3, stderr: expect.stringContaining('cannot-write') })
})
