/**
 * Owns one SQLite connection: transactions one after the other, prepared statements, and what SQLite's errors mean.
 * node:sqlite is synchronous, so a statement blocks the event loop; the asynchronous shape is for other engines.
 */
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { AirlatchError } from '../errors.ts'
import { Clash, type Row, type Sql, type SqlEngine, type SqlValue } from './sql.ts'

/** Primary result codes (the low byte) and extended ones, as in sqlite.org/rescode.html. */
const RESULT = { ERROR: 1, BUSY: 5, LOCKED: 6, CORRUPT: 11, SCHEMA: 17, CONSTRAINT: 19, NOTADB: 26 } as const
const CLASHES = new Set([787, 1555, 2067, 2579]) // FOREIGNKEY, PRIMARYKEY, UNIQUE, ROWID

export class SqliteEngine implements SqlEngine {
  readonly place: string
  readonly #db: DatabaseSync
  readonly #complaints: (db: DatabaseSync) => readonly string[]
  readonly #statements = new Map<string, StatementSync>()
  /** Resolves when the transaction in front of the next one is over: a connection has but one at a time. */
  #turn: Promise<unknown> = Promise.resolve()
  readonly #sql: Sql = {
    all: async (sql, params = []) => this.#do(sql, statement => statement.all(...params) as Row[]),
    get: async (sql, params = []) => this.#do(sql, statement => statement.get(...params) as Row | undefined),
    run: async (sql, params = []) =>
      this.#do(sql, statement => Number(statement.run(...(params as SqlValue[])).changes)),
  }

  /** Takes the connection over, and closes it. `complaints` is what check() reports. */
  constructor(db: DatabaseSync, place: string, complaints: (db: DatabaseSync) => readonly string[]) {
    this.#db = db
    this.place = place
    this.#complaints = complaints
  }

  read<T>(work: (sql: Sql) => Promise<T>): Promise<T> {
    return this.#inTurn(() => this.#transaction('BEGIN', work))
  }

  write<T>(work: (sql: Sql) => Promise<T>): Promise<T> {
    return this.#inTurn(() => this.#transaction('BEGIN IMMEDIATE', work))
  }

  check(): Promise<readonly string[]> {
    return this.#inTurn(async () => translated(this.place, () => this.#complaints(this.#db)))
  }

  close(): Promise<void> {
    return this.#inTurn(async () => {
      this.#statements.clear()
      if (this.#db.isOpen) this.#db.close()
    })
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(work)
    this.#turn = turn.catch(() => undefined)
    return turn
  }

  async #transaction<T>(begin: string, work: (sql: Sql) => Promise<T>): Promise<T> {
    if (!this.#db.isOpen) throw new AirlatchError('bug', { problem: 'the ledger has been closed' })
    this.#do(begin, statement => statement.run())
    try {
      const result = await work(this.#sql)
      this.#do('COMMIT', statement => statement.run())
      return result
    } catch (error) {
      // SQLite has rolled back by itself when the disk is full or failing
      if (this.#db.isTransaction) this.#do('ROLLBACK', statement => statement.run())
      throw error
    }
  }

  #do<T>(sql: string, work: (statement: StatementSync) => T): T {
    return translated(this.place, () => {
      let statement = this.#statements.get(sql)
      if (statement === undefined) {
        statement = this.#db.prepare(sql)
        this.#statements.set(sql, statement)
      }
      return work(statement)
    })
  }
}

/** Does the work; errors of SQLite come out as those of sql.ts. `place` is the file. */
export function translated<T>(place: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw meaning(place, error)
  }
}

function meaning(place: string, error: unknown): unknown {
  const { code, errcode, errstr, message } = error as { [name: string]: unknown }
  // a number of more than 53 bits, which we never write
  if (code === 'ERR_OUT_OF_RANGE')
    return new AirlatchError('ledger-damaged', { ledger: place, problem: message }, error)
  if (code !== 'ERR_SQLITE_ERROR' || typeof errcode !== 'number') return error
  switch (errcode & 0xff) {
    case RESULT.BUSY:
    case RESULT.LOCKED:
      return new AirlatchError('ledger-busy', { ledger: place }, error)
    case RESULT.CONSTRAINT:
      if (CLASHES.has(errcode)) return new Clash('constraint', { cause: error })
      return new AirlatchError('bug', { problem: message }, error)
    case RESULT.CORRUPT:
    case RESULT.NOTADB:
    case RESULT.SCHEMA:
    case RESULT.ERROR: // our statements are right, so a table or a column is not as we made it
      return new AirlatchError('ledger-damaged', { ledger: place, problem: message }, error)
    default: // full, read-only, I/O, cannot open, no memory
      return new AirlatchError('ledger-unavailable', { ledger: place, problem: errstr }, error)
  }
}
