/**
 * Owns how the tests are found and run. A file's name says when it runs: `*.test.ts` always, `*.slow.test.ts` in
 * `npm run test:all` (races, crashes, browsers, PostgreSQL, packages, searches), `*.long.test.ts` in `npm run test:long`
 * alone, and `*.windows.test.ts` in `npm run test:windows` alone, which needs Wine. `npm run test:rest` is what `npm test`
 * leaves of `test:all`: the slow files, and the others with properties, now with all runs. The commands differ in vitest's
 * mode, and in the number of runs that a property gets (test/effort.ts).
 */
import { readdirSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { defineConfig } from 'vitest/config'
import { npmSettings } from './test/world/environment.ts'
import { folderInMemory } from './test/world/memory.ts'

interface Effort {
  /** The files that run. */
  readonly files: readonly string[]
  /** The kinds of files that stay out. */
  readonly without: readonly string[]
  /** The share of a property's runs. */
  readonly share: number
  /** Whether the folders of the tests lie in memory, where the system has room; a caller's TMPDIR comes first. */
  readonly inMemory?: boolean
  /** What is made before, once. */
  readonly setup?: string
}

const ALL = ['test/**/*.test.ts']
const EFFORTS: Readonly<Record<string, Effort>> = {
  test: { files: ALL, without: ['slow', 'long', 'windows'], share: 0.1, inMemory: true },
  all: { files: ALL, without: ['long', 'windows'], share: 1 },
  rest: { files: slowFilesAndProperties(), without: ['long', 'windows'], share: 1 },
  long: { files: ALL, without: ['windows'], share: 20 },
  windows: { files: ['test/windows/*.test.ts'], without: [], share: 1, setup: 'test/windows/setup.ts' },
}

/** No test waits that long, even on two processors at a load of 20; a test that hangs still ends. */
const HANGING_MS = 600_000

export default defineConfig(({ mode }) => {
  const effort = EFFORTS[mode]
  if (effort === undefined) throw new Error(`expected mode ${Object.keys(EFFORTS).join(', ')}, got "${mode}"`)
  const temporary = effort.inMemory && process.env.TMPDIR === undefined ? folderInMemory() : undefined
  return {
    test: {
      include: [...effort.files],
      exclude: ['**/node_modules/**', '**/dist/**', ...effort.without.map(kind => `**/*.${kind}.test.ts`)],
      globalSetup: effort.setup ?? [],
      setupFiles: ['test/setup.ts'],
      reporters: ['default', './test/skipped.ts'],
      env: temporary === undefined ? {} : { TMPDIR: temporary },
      provide: { share: effort.share, npm: npmSettings(process.env) },
      pool: 'forks',
      // one process runs many files, as each process would load everything again, which takes longer than the tests
      isolate: false,
      // one for each processor; a developer's machine has more
      maxWorkers: Math.max(2, Math.floor(availableParallelism() / 2)),
      testTimeout: HANGING_MS,
      hookTimeout: HANGING_MS,
      expect: { poll: { timeout: HANGING_MS / 2 } },
    },
  }
})

function slowFilesAndProperties(): readonly string[] {
  const names = readdirSync('test', { encoding: 'utf8', recursive: true })
  const files = names.filter(name => name.endsWith('.test.ts')).map(name => join('test', name))
  const hasProperties = (file: string) =>
    /from '(?:fast-check|.*\/effort\.ts)'/.test(readFileSync(file, 'utf8'))
  return files.filter(file => file.endsWith('.slow.test.ts') || hasProperties(file))
}
