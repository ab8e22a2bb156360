/**
 * Owns how tests build what is in native/: by its Makefile, one make at a time for all processes of a checkout, so that no test
 * uses a library or program that another process is writing, and nothing is compiled twice.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { environment } from '../world/environment.ts'

export const NATIVE = join(import.meta.dirname, '..', '..', 'native')
/** Runs a command while it holds a file: part of Linux, and of macOS and FreeBSD. */
const HOLDING = process.platform === 'linux' ? ['flock'] : ['lockf', '-k']

/** The words of make that this process has had done. */
const done = new Set<string>()

/** Makes targets of native/Makefile, if they are not there yet. Throws with what the compiler printed. */
export function makeNative(...words: readonly string[]): void {
  const key = words.join('\n')
  if (done.has(key)) return
  mkdirSync(join(NATIVE, 'build'), { recursive: true })
  const [command = '', ...rest] = [
    ...HOLDING,
    join(NATIVE, 'build/lock'),
    'make',
    '-j2',
    '-C',
    NATIVE,
    ...words,
  ]
  const { status, stderr, error } = spawnSync(command, rest, { env: environment(), encoding: 'utf8' })
  if (status !== 0) throw new Error(`make ${words.join(' ')}: ${error ?? stderr}`)
  done.add(key)
}
