/**
 * Owns how the tests are found and run. A file's name says when it runs: `*.test.ts` always, `*.slow.test.ts` in
 * `npm run test:all` (races, crashes, browsers, PostgreSQL, packages, searches), `*.long.test.ts` in `npm run test:long`
 * alone. The three commands differ in vitest's mode, and in the number of runs that a property gets (test/effort.ts).
 */
import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'
import { npmSettings } from './test/world/environment.ts'

/** By mode: the kinds of files that stay out, and the share of a property's runs. */
const EFFORTS: Readonly<Record<string, { readonly without: readonly string[]; readonly share: number }>> = {
  test: { without: ['slow', 'long'], share: 0.1 },
  all: { without: ['long'], share: 1 },
  long: { without: [], share: 20 },
}

/** No test waits that long, even on two processors at a load of 20; a test that hangs still ends. */
const HANGING_MS = 600_000

export default defineConfig(({ mode }) => {
  const effort = EFFORTS[mode]
  if (effort === undefined) throw new Error(`expected mode ${Object.keys(EFFORTS).join(', ')}, got "${mode}"`)
  return {
    test: {
      include: ['test/**/*.test.ts'],
      exclude: ['**/node_modules/**', '**/dist/**', ...effort.without.map(kind => `**/*.${kind}.test.ts`)],
      setupFiles: ['test/setup.ts'],
      reporters: ['default', './test/skipped.ts'],
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
