/**
 * Owns the narrow interface that an engine gives to the ledger: statements in transactions, and nothing else.
 * Statements are SQL that SQLite and PostgreSQL both read, with `?` for parameters; there are no other `?` in them.
 */

export type SqlValue = string | number | null
export type Row = Readonly<Record<string, SqlValue>>

export interface Statement {
  readonly sql: string
  readonly params: readonly SqlValue[]
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

export interface SqlEngine {
  /** The file or server, for errors; never with a password. */
  readonly place: string
  /** Sees one moment, however long it takes; does not wait for writers. */
  read<T>(work: (sql: Sql) => Promise<T>): Promise<T>
  /**
   * One writer at a time, from the first statement on; durable when it resolves, undone when `work` throws.
   * Error also: Unsettled.
   */
  write<T>(work: (sql: Sql) => Promise<T>): Promise<T>
  /** What the engine itself finds wrong: pages, indices, references, tables that are not as we made them. */
  check(): Promise<readonly string[]>
  close(): Promise<void>
}

/** What is to be created exists, or what it refers to does not. */
export class Clash extends Error {
  override readonly name = 'Clash'
}

/** The connection broke while the server committed: what was written is there, or it is not. */
export class Unsettled extends Error {
  override readonly name = 'Unsettled'
}
