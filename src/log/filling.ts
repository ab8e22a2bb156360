/**
 * Owns what a step of a schema needs beside its SQL, when its new columns follow from rows that SQL cannot read. Each
 * engine does it after the last step, in the same transaction, and a page at a time, so that memory is bounded.
 */
import type { SqlRow, Statement } from './sql.ts'

export interface Filling {
  /** The step that makes the columns. */
  readonly step: string
  /** A page of the rows whose `seq` is greater than its parameter, in the order of `seq`. */
  readonly select: string
  /** What a page of them comes to. `path`: of the ledger, for errors. */
  writes(rows: readonly SqlRow[], path: string): readonly Statement[]
}
