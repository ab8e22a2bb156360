/**
 * Owns the part of a schema migration that SQL cannot do: filling new columns with values that have to be computed from
 * existing rows. Each engine does it after the last step, in the same transaction, one page at a time to bound memory.
 */
import type { SqlRow, Statement } from './sql.ts'

export interface Filling {
  /** The SQL of the step that adds the columns. */
  readonly step: string
  /** Selects one page of the rows whose `seq` is greater than its only parameter, in the order of `seq`. */
  readonly select: string
  /** Returns the statements that fill the columns for one page of rows. `path`: of the ledger, for errors. */
  writes(rows: readonly SqlRow[], path: string): readonly Statement[]
}
