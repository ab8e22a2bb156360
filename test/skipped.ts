/** Owns the report of what a run has skipped: each reason once, with the number of tests, at the end of the run. */
import type { Reporter, TestCase, TestModule } from 'vitest/node'

export default class SkippedReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const reasons = new Map<string, number>()
    for (const module of modules)
      for (const test of module.children.allTests('skipped')) {
        const reason = reasonOf(test)
        if (reason !== undefined) reasons.set(reason, (reasons.get(reason) ?? 0) + 1)
      }
    for (const [reason, count] of reasons)
      process.stdout.write(`skipped: ${count} ${count === 1 ? 'test' : 'tests'}: ${reason}\n`)
  }
}

/** A test says its reason itself, or the title of its group does. Without one it was left out by a filter. */
function reasonOf(test: TestCase): string | undefined {
  const result = test.result()
  if (result.state === 'skipped' && result.note !== undefined) return result.note
  return /\(skipped: (.*)\)/.exec(test.fullName)?.[1]
}
