/** Owns the report of what a run has skipped: each reason once, with the number of tests, at the end of the run. */
import type { Reporter, TestCase, TestModule, Vitest } from 'vitest/node'

export default class SkippedReporter implements Reporter {
  #isFiltered = false

  onInit({ config }: Vitest): void {
    this.#isFiltered = config.testNamePattern !== undefined
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    const counts = new Map<string, number>()
    for (const module of modules)
      for (const test of module.children.allTests('skipped')) {
        const reason = reasonOf(test) ?? (this.#isFiltered ? undefined : OTHER)
        if (reason !== undefined) counts.set(reason, (counts.get(reason) ?? 0) + 1)
      }
    for (const [reason, count] of counts)
      process.stdout.write(`skipped: ${count} ${count === 1 ? 'test' : 'tests'}: ${reason}\n`)
  }
}

/** A test whose condition is the platform or the account says no more than that. */
const OTHER = `not for ${process.platform}${process.getuid?.() === 0 ? ' as root' : ''}`

/** What the test said itself, or the title of its group. */
function reasonOf(test: TestCase): string | undefined {
  const result = test.result()
  if (result.state === 'skipped' && result.note !== undefined) return result.note
  return /\(skipped: (.*?)\)(?= > |$)/.exec(test.fullName)?.[1]
}
