/** Owns how the tests are found and run: every test/**\/*.test.ts, in processes of their own, under a time limit. */
import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  resolve: { conditions: ['airlatch-source', 'node', 'import', 'default'] },
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**'],
    pool: 'forks',
    // one for each processor, as processes that a test waits for leave it idle; a developer's machine has more
    maxWorkers: Math.max(2, Math.floor(availableParallelism() / 2)),
    // Stories start processes, and a runner with two cores may be busy.
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
})
