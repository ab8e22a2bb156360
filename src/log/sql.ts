/**
 * Owns the narrow interface between the ledger and a database engine: SQL statements in transactions, and nothing else.
 * Statements are in the SQL that SQLite and PostgreSQL share. Each `?` in them is a parameter.
 */

import { AirlatchError } from '../core/errors.ts'
import type { WaitDeadline } from './queue.ts'

export type SqlValue = string | number | null
export type SqlRow = Readonly<Record<string, SqlValue>>

export interface Statement {
  readonly sql: string
  readonly params: readonly SqlValue[]
  /** How many rows it may change (default: exactly one). */
  readonly rows?: 'any'
}

/** The table and columns that new rows are inserted into. */
export interface Into {
  readonly table: string
  readonly columns: readonly string[]
}

/** New rows. The values of each row are in the order of the columns. */
export interface Rows {
  readonly into: Into
  readonly rows: readonly (readonly SqlValue[])[]
}

/** An UPDATE of one row. Its parameters are the new values (`sets`), then the values that find the row (`by`). */
export interface RowUpdate {
  readonly table: string
  /** The columns that get a value. */
  readonly sets: readonly string[]
  /** The columns whose values must match, the unique one first. None of them is also in `sets`. */
  readonly by: readonly string[]
  /** A column that must be NULL before the change. */
  readonly unset?: string | undefined
  /** The statement that updates one row. */
  readonly sql: string
}

/** Updates of existing rows, none of them twice. The values of each row are in the order of the statement. */
export interface Updates {
  readonly update: RowUpdate
  readonly rows: readonly (readonly SqlValue[])[]
}

export type Write = Rows | Updates | Statement

/**
 * Runs statements inside one transaction. Errors: ConflictError; AirlatchError ledger-busy, ledger-unavailable,
 * ledger-damaged; and bug when a value violates a CHECK or has the wrong type.
 */
export interface Sql {
  all(sql: string, params?: readonly SqlValue[]): Promise<readonly SqlRow[]>
  get(sql: string, params?: readonly SqlValue[]): Promise<SqlRow | undefined>
  /** Returns how many rows were added or changed. */
  run(sql: string, params?: readonly SqlValue[]): Promise<number>
}

/** Runs statements inside one transaction that may write. */
export interface SqlWriter extends Sql {
  /**
   * Makes all writes in this order, in as few round trips as possible. Error: ConflictError also when a row to be
   * changed does not exist. The transaction is unusable after that, as after every error here.
   */
  apply(writes: readonly Write[]): Promise<void>
  /**
   * Like `apply`, for the last writes of a transaction, without waiting for their results: an engine over a network
   * sends the next statement, or the commit, right after them. That reports their errors; nothing is recorded then.
   */
  finish(writes: readonly Write[]): Promise<void>
}

export interface SqlEngine {
  /** The file or server, for errors; never with a password. */
  readonly place: string
  /** Reads one consistent snapshot, however long it takes. Does not wait for writers. */
  read<T>(work: (sql: Sql) => Promise<T>, patience?: WaitDeadline): Promise<T>
  /**
   * Runs a transaction that writes, one at a time. Its changes are durable when it resolves, and undone when `work`
   * throws. `first` only reads, and `work` gets its result: an engine over a network sends the statements of `first`
   * together with the beginning of the transaction.
   * Errors also: Unsettled, which is ledger-unavailable {problem, unsettled}; ledger-read-only {path}.
   */
  write<T>(work: (sql: SqlWriter) => Promise<T>): Promise<T>
  write<T, S>(
    work: (sql: SqlWriter, seen: S) => Promise<T>,
    first: (sql: Sql) => Promise<S>,
    patience?: WaitDeadline,
  ): Promise<T>
  /** Returns what the engine itself finds wrong: pages, indices, references, tables that differ from our schema. */
  check(): Promise<readonly string[]>
  /**
   * Erases remains of deleted rows from the unused parts of the engine's files. False when that is not possible now.
   * Undefined for an engine that is a server, which manages its own files.
   */
  readonly scrub?: () => Promise<boolean>
  /**
   * Opens another connection to the same ledger, for a long read that should not block other work. The caller closes
   * it. Undefined, or resolves to undefined, where a second connection is not possible.
   */
  readonly another?: (patience: WaitDeadline) => Promise<SqlEngine | undefined>
  /** How often the connection was reopened. Undefined for an engine that cannot lose its connection. */
  readonly connections?: number
  close(): Promise<void>
}

/** A row to be created exists already, or a row that it refers to, or that is to be changed, does not exist. */
export class ConflictError extends Error {
  override readonly name = 'ConflictError'
}

const INSERTS = new WeakMap<Into, Map<number, string>>()

/** Returns the INSERT statement for `rows` rows. Its parameters are the values of the first row, then of the next. */
export function insertInto(into: Into, rows = 1): string {
  const made = INSERTS.get(into) ?? new Map<number, string>()
  let sql = made.get(rows)
  if (sql === undefined) {
    const { table, columns } = into
    const row = `(${columns.map(() => '?').join(', ')})`
    sql = `INSERT INTO ${table} (${columns.join(', ')}) VALUES ${Array(rows).fill(row).join(', ')}`
    INSERTS.set(into, made.set(rows, sql))
  }
  return sql
}

/** The connection broke while the server committed: the transaction is recorded as a whole, or not at all. */
export class Unsettled extends AirlatchError<'ledger-unavailable'> {
  constructor(path: string, cause: unknown) {
    const problem = 'the connection broke at the commit: the change is recorded whole, or not at all'
    super('ledger-unavailable', { path, problem, unsettled: true }, cause)
  }
}

/** Returns the WHERE clause of the conditions whose value is not undefined, joined by AND, and their parameters. */
export function conditions(of: readonly (readonly [condition: string, value: SqlValue | undefined])[]): {
  readonly where: string
  readonly params: readonly SqlValue[]
} {
  const asked = of.filter(([, value]) => value !== undefined)
  return {
    where: asked.length === 0 ? '' : `WHERE ${asked.map(([condition]) => condition).join(' AND ')}`,
    params: asked.map(([, value]) => value as SqlValue),
  }
}

/** Values in one list: always this many, or one, because each other number would need one more prepared statement. */
const AT_ONCE = 100
const LISTS = new Map([1, AT_ONCE].map(width => [width, `IN (${Array(width).fill('?').join(', ')})`]))

/**
 * Returns the rows where a column has one of `values`. `select` builds the statement from the condition `IN (...)`. All
 * statements are sent together; each has a hundred values, and rows are in the order of the statement only within one.
 */
export async function rowsWhere<Value extends string | number>(
  sql: Sql,
  select: (values: string) => string,
  values: readonly Value[],
): Promise<readonly SqlRow[]> {
  const width = values.length === 1 ? 1 : AT_ONCE
  const statement = select(LISTS.get(width) as string)
  const parts: Promise<readonly SqlRow[]>[] = []
  for (let at = 0; at < values.length; at += width) {
    const some = values.slice(at, at + width)
    // the remaining places repeat the first value
    const rest = Array<Value>(width - some.length).fill(some[0] as Value)
    parts.push(sql.all(statement, [...some, ...rest]))
  }
  return (await Promise.all(parts)).flat()
}
