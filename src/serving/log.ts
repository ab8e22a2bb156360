/** Owns the log of a command that serves: lines with their time on standard error, because standard output is for its answer. */
import { AirlatchError } from '../core/errors.ts'
import { explain } from '../words/explain.ts'
import { visible } from '../words/output.ts'

/** One line, without its end. What others sent is made visible. */
export function logLine(line: string): void {
  process.stderr.write(`${new Date().toISOString()}  ${visible(line)}\n`)
}

/** An error that nobody expected, for the operator of the server. */
export function brokenText(error: unknown): string {
  if (error instanceof AirlatchError) return `${error.code}: ${explain(error.code, error.details).message}`
  return `bug: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`
}
