/**
 * Owns the narrow interface that an engine gives to the ledger: statements in transactions, and nothing else.
 * Statements are SQL that SQLite and PostgreSQL both read, with `?` for parameters; there are no other `?` in them.
 */

import { AirlatchError } from '../errors.ts'

export type SqlValue = string | number | null
export type Row = Readonly<Record<string, SqlValue>>

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

/**
 * Inside one transaction. Errors: Clash; AirlatchError ledger-busy, ledger-unavailable, ledger-damaged; and bug when
 * a value breaks a CHECK or a type.
 */
export interface Sql {
  all(sql: string, params?: readonly SqlValue[]): Promise<readonly Row[]>
  get(sql: string, params?: readonly SqlValue[]): Promise<Row | undefined>
  /** How many rows it added or changed. */
  run(sql: string, params?: readonly SqlValue[]): Promise<number>
}

/** Inside one transaction that may write. */
export interface SqlWriter extends Sql {
  /**
   * All of them in this order, in as few round trips as there can be. Error: Clash also when a statement that is to
   * change one row changes none; the transaction is good for nothing then, as after every error here.
   */
  apply(writes: readonly (Rows | Statement)[]): Promise<void>
}

export interface SqlEngine {
  /** The file or server, for errors; never with a password. */
  readonly place: string
  /** Sees one moment, however long it takes; does not wait for writers. */
  read<T>(work: (sql: Sql) => Promise<T>): Promise<T>
  /**
   * One writer at a time, from the first statement on; durable when it resolves, undone when `work` throws.
   * Error also: Unsettled, which is ledger-unavailable {problem, unsettled}.
   */
  write<T>(work: (sql: SqlWriter) => Promise<T>): Promise<T>
  /** What the engine itself finds wrong: pages, indices, references, tables that are not as we made them. */
  check(): Promise<readonly string[]>
  /**
   * Removes what was deleted from all room that the engine's files do not use. False when that cannot be now. Missing
   * where files are the business of a server.
   */
  readonly scrub?: () => Promise<boolean>
  close(): Promise<void>
}

/** What is to be created exists, or what it refers to does not. */
export class Clash extends Error {
  override readonly name = 'Clash'
}

/** The statement for so many rows; its parameters are the values of one behind those of the other. */
export function insertInto({ table, columns }: Into, rows = 1): string {
  const row = `(${columns.map(() => '?').join(', ')})`
  return `INSERT INTO ${table} (${columns.join(', ')}) VALUES ${Array(rows).fill(row).join(', ')}`
}

/** The connection broke while the server committed: what was written is there, whole, or it is not. */
export class Unsettled extends AirlatchError {
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
