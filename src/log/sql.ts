/**
 * Owns the narrow interface that an engine gives to the ledger: statements in transactions, and nothing else.
 * Statements are SQL that SQLite and PostgreSQL both read, with `?` for parameters; there are no other `?` in them.
 */

import { AirlatchError } from '../core/errors.ts'
import type { WaitDeadline } from './queue.ts'

export type SqlValue = string | number | null
export type SqlRow = Readonly<Record<string, SqlValue>>

export interface Statement {
  readonly sql: string
  readonly params: readonly SqlValue[]
  /** How many rows it changes; one unless told. */
  readonly rows?: 'any'
}

/** Where new rows go. */
export interface Into {
  readonly table: string
  readonly columns: readonly string[]
}

/** New rows; the values of each in the order of the columns. */
export interface Rows {
  readonly into: Into
  readonly rows: readonly (readonly SqlValue[])[]
}

/** How a row is changed, by the values of a statement: those that it gets, then those that it must have. */
export interface RowUpdate {
  readonly table: string
  /** The columns that get a value. */
  readonly sets: readonly string[]
  /** The columns that must have a value, the unique one first; none of them is set. */
  readonly by: readonly string[]
  /** A column that must be NULL. */
  readonly unset?: string | undefined
  /** As one statement for one row. */
  readonly sql: string
}

/** Changes of rows that are there, each another one; the values of each in the order of the statement. */
export interface Updates {
  readonly update: RowUpdate
  readonly rows: readonly (readonly SqlValue[])[]
}

export type Write = Rows | Updates | Statement

/**
 * Inside one transaction. Errors: Clash; AirlatchError ledger-busy, ledger-unavailable, ledger-damaged; and bug when
 * a value breaks a CHECK or a type.
 */
export interface Sql {
  all(sql: string, params?: readonly SqlValue[]): Promise<readonly SqlRow[]>
  get(sql: string, params?: readonly SqlValue[]): Promise<SqlRow | undefined>
  /** How many rows it added or changed. */
  run(sql: string, params?: readonly SqlValue[]): Promise<number>
}

/** Inside one transaction that may write. */
export interface SqlWriter extends Sql {
  /**
   * All of them in this order, in as few round trips as there can be. Error: Clash also when a row that is to be
   * changed is not there; the transaction is good for nothing then, as after every error here.
   */
  apply(writes: readonly Write[]): Promise<void>
  /**
   * The same for the last writes of a decision, whose answers are not waited for: an engine over a network sends what
   * comes next, or its commit, right behind them, and says then what was wrong with them. Nothing is recorded in that case.
   */
  finish(writes: readonly Write[]): Promise<void>
}

export interface SqlEngine {
  /** The file or server, for errors; never with a password. */
  readonly place: string
  /** Sees one moment, however long it takes; does not wait for writers. */
  read<T>(work: (sql: Sql) => Promise<T>, patience?: WaitDeadline): Promise<T>
  /**
   * One writer at a time, from the first statement on; durable when it resolves, undone when `work` throws.
   * `first` only reads: an engine over a network sends what it asks together with what makes it the writer.
   * Error also: Unsettled, which is ledger-unavailable {problem, unsettled}; ledger-read-only {path}.
   */
  write<T>(work: (sql: SqlWriter) => Promise<T>): Promise<T>
  write<T, S>(
    work: (sql: SqlWriter, seen: S) => Promise<T>,
    first: (sql: Sql) => Promise<S>,
    patience?: WaitDeadline,
  ): Promise<T>
  /** What the engine itself finds wrong: pages, indices, references, tables that are not as we made them. */
  check(): Promise<readonly string[]>
  /**
   * Removes what was deleted from all room that the engine's files do not use. False when that cannot be now. Missing
   * where files are the business of a server.
   */
  readonly scrub?: () => Promise<boolean>
  /**
   * Another connection to the same place, for a long read that nobody should wait for; the caller closes it. Missing, and
   * undefined, where there can be none.
   */
  readonly another?: (patience: WaitDeadline) => Promise<SqlEngine | undefined>
  /** How often the connection was opened again. Undefined where it cannot be lost. */
  readonly connections?: number
  close(): Promise<void>
}

/** What is to be created exists, or what it refers to does not. */
export class ConflictError extends Error {
  override readonly name = 'Clash'
}

const INSERTS = new WeakMap<Into, Map<number, string>>()

/** The statement for so many rows; its parameters are the values of one behind those of the other. */
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

/** The connection broke while the server committed: what was written is there, whole, or it is not. */
export class Unsettled extends AirlatchError<'ledger-unavailable'> {
  constructor(path: string, cause: unknown) {
    const problem = 'the connection broke at the commit: the change is recorded whole, or not at all'
    super('ledger-unavailable', { path, problem, unsettled: true }, cause)
  }
}

/** The conditions whose value is asked for, joined by AND. */
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

/** How many values one statement has: always as many, or one, as every other number would be another statement. */
const AT_ONCE = 100
const LISTS = new Map([1, AT_ONCE].map(width => [width, `IN (${Array(width).fill('?').join(', ')})`]))

/**
 * The rows of `select` where a column is one of the values, which it is given as `IN (...)`; asked together, and in the
 * order of the statement within those of a hundred values.
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
    // the first one again, in the places that are left over
    const rest = Array<Value>(width - some.length).fill(some[0] as Value)
    parts.push(sql.all(statement, [...some, ...rest]))
  }
  return (await Promise.all(parts)).flat()
}
