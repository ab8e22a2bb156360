/**
 * The fuzz target of native/fuzz (checklist AL-01): no input makes a reader crash, read beyond its input, do what C does not
 * define, hang, or answer what its header excludes. The number of runs is fixed, and is about two minutes of a quiet computer.
 */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runs } from '../effort.ts'
import { environment } from '../world/environment.ts'
import { fuzzKit, writeSeeds } from './fuzz.ts'
import { missingTools } from './library.ts'
import { makeNative, NATIVE } from './make.ts'

const FOLDER = join(NATIVE, 'fuzz')
const PROGRAM = join(NATIVE, 'build/fuzz/fuzz')

/** clang alone has libFuzzer, and Debian's clang not without its runtime libraries. */
function missingClang(): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'airlatch-clang-'))
  const args = ['-x', 'c', '-fsanitize=fuzzer,address,undefined', '-o', join(folder, 'a'), '-']
  const input =
    '#include <stddef.h>\nint LLVMFuzzerTestOneInput(const unsigned char *a, size_t b) { return a && b ? 0 : 0; }\n'
  const { status } = spawnSync('clang', args, { input })
  rmSync(folder, { recursive: true })
  return status === 0 ? undefined : 'needs clang with libFuzzer and the sanitizers'
}

const missing = missingTools() ?? missingClang()

test('native/fuzz/kit.h is the kit of the vectors', () => {
  expect(readFileSync(join(FOLDER, 'kit.h'), 'utf8')).toBe(fuzzKit())
})

describe.skipIf(missing !== undefined)(`the fuzz target${missing ? ` (skipped: ${missing})` : ''}`, () => {
  let work: string
  beforeAll(() => {
    makeNative('fuzz')
    work = mkdtempSync(join(tmpdir(), 'airlatch-fuzz-'))
    writeSeeds(join(work, 'seeds'))
    mkdirSync(join(work, 'corpus'))
  })
  afterAll(() => rmSync(work, { recursive: true }))

  /** What it printed at the end, and the inputs that it has kept because they failed. */
  async function fuzz(...args: readonly string[]) {
    const options = ['-timeout=30', '-rss_limit_mb=1500', '-artifact_prefix=failed-', ...args]
    const child = spawn(PROGRAM, options, {
      cwd: work,
      env: environment(),
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    let said = ''
    child.stderr.setEncoding('utf8').on('data', text => {
      said = `${said}${text}`.slice(-8000)
    })
    const [status] = await once(child, 'close')
    return { status, said, failed: readdirSync(work).filter(name => name.startsWith('failed-')) }
  }

  test('every seed is read, and reaches most of the readers', async () => {
    const { status, failed, said } = await fuzz('-runs=0', 'seeds')
    expect({ status, failed }, said).toEqual({ status: 0, failed: [] })
    const [, covered = '0'] = /INITED cov: (\d+)/.exec(said) ?? []
    // fewer would be of seeds that are refused at the door
    expect(Number(covered)).toBeGreaterThan(2500)
  })

  test('no input of many makes a reader fail', async () => {
    const many = Math.min(runs(1_200_000), 10_000_000)
    const { status, failed, said } = await fuzz(
      `-runs=${many}`,
      '-seed=1',
      '-max_len=1024',
      'corpus',
      'seeds',
    )
    expect({ status, failed }, said).toEqual({ status: 0, failed: [] })
  })
})
