/**
 * Owns one SQLite connection: it runs transactions one after the other, waits for locks of other processes, keeps
 * prepared statements, and translates SQLite's errors. node:sqlite is synchronous, so a statement blocks the event
 * loop; waiting for a lock does not.
 */
import type { DatabaseSync, StatementResultingChanges, StatementSync } from 'node:sqlite'
import { setTimeout as pause } from 'node:timers/promises'
import { AirlatchError } from '../../core/errors.ts'
import { PATIENT, TransactionQueue, type WaitDeadline } from '../queue.ts'
import {
  ConflictError,
  insertInto,
  type Sql,
  type SqlEngine,
  type SqlRow,
  type SqlValue,
  type SqlWriter,
  type Write,
} from '../sql.ts'

/** Primary result codes (the low byte) and extended ones, as in sqlite.org/rescode.html. */
const RESULT = {
  ERROR: 1,
  BUSY: 5,
  LOCKED: 6,
  READONLY: 8,
  CORRUPT: 11,
  CANTOPEN: 14,
  PROTOCOL: 15,
  SCHEMA: 17,
  CONSTRAINT: 19,
  MISUSE: 21,
  RANGE: 25,
  NOTADB: 26,
} as const
const READONLY_DBMOVED = 1032
const IOERR_CORRUPTFS = 8458
const CLASHES = new Set([787, 1555, 2067, 2579]) // FOREIGNKEY, PRIMARYKEY, UNIQUE, ROWID

/** Statements that begin a transaction and take its lock at once. A plain BEGIN takes it only with the first read. */
const BEGIN = {
  read: ['BEGIN', 'SELECT count(*) FROM sqlite_schema'],
  write: ['BEGIN IMMEDIATE'],
} as const

/** Milliseconds between two tries for a lock, similar to those of SQLite's own busy handler. */
const PAUSES = [1, 2, 5, 10, 15, 20, 25]
const LAST_PAUSE = 50

export interface SqliteConnection {
  readonly db: DatabaseSync
  /** The file's path, for errors. */
  readonly place: string
  /** How long to wait for a lock. */
  readonly busySeconds: number
  /** Finds the problems that check() reports, over this connection. */
  readonly complaints: () => Promise<readonly string[]>
  /** The same in a thread, without blocking this connection. Returns undefined when that is not worth it. */
  readonly complaintsBeside?: (() => Promise<readonly string[]> | undefined) | undefined
  /** Throws if the file changed while it was read (default: never). Called at the end of each transaction. */
  readonly requireUnchanged?: (() => void) | undefined
  /** Opens one more connection, which only reads. */
  readonly another?: (() => SqliteConnection) | undefined
}

export class SqliteEngine implements SqlEngine {
  readonly place: string
  readonly #db: DatabaseSync
  readonly #busySeconds: number
  readonly #complaints: () => Promise<readonly string[]>
  readonly #complaintsBeside: SqliteConnection['complaintsBeside']
  readonly #requireUnchanged: () => void
  readonly #another: (() => SqliteConnection) | undefined
  readonly #statements = new Map<string, StatementSync>()
  readonly #queue: TransactionQueue
  readonly #sql: SqlWriter = {
    all: async (sql, params = []) => this.#do(sql, statement => statement.all(...params) as SqlRow[]),
    get: async (sql, params = []) =>
      this.#do(sql, statement => statement.get(...params) as SqlRow | undefined),
    run: async (sql, params = []) =>
      this.#do(sql, statement => Number(statement.run(...(params as SqlValue[])).changes)),
    // without an await for each statement, which would take as long as the statement itself
    apply: async writes => this.#applyAll(writes),
    finish: async writes => this.#applyAll(writes),
  }

  /** Takes ownership of the connection: close() closes it. */
  constructor({
    db,
    place,
    busySeconds,
    complaints,
    complaintsBeside,
    requireUnchanged = () => {},
    another,
  }: SqliteConnection) {
    this.place = place
    this.#db = db
    this.#busySeconds = busySeconds
    this.#complaints = complaints
    this.#complaintsBeside = complaintsBeside
    this.#requireUnchanged = requireUnchanged
    this.#another = another
    this.#queue = new TransactionQueue({ place, rests: true })
    // SQLite would block this thread while it waits, and another connection in this thread may hold the lock
    db.exec('PRAGMA busy_timeout = 0')
  }

  read<T>(work: (sql: Sql) => Promise<T>, patience = PATIENT): Promise<T> {
    return this.#queue.take(() => this.#transaction(BEGIN.read, work, patience), patience)
  }

  write<T, S>(
    work: (sql: SqlWriter, seen: S | undefined) => Promise<T>,
    first?: (sql: Sql) => Promise<S>,
    patience = PATIENT,
  ): Promise<T> {
    const both = async (sql: SqlWriter) => work(sql, await first?.(sql))
    return this.#queue.take(() => this.#transaction(BEGIN.write, both, patience), patience)
  }

  check(): Promise<readonly string[]> {
    return this.#complaintsBeside?.() ?? this.read(this.#complaints)
  }

  /**
   * secure_delete overwrites deleted rows, but not the copies that stay in a page when its rows are moved to another
   * one because it was full. Only rewriting the file removes those. The write-ahead log is emptied too.
   */
  scrub(): Promise<boolean> {
    const isDone = (sql: string) =>
      this.#patiently(
        () => this.#do(sql, statement => statement.all()).every(({ busy }) => busy !== 1),
        PATIENT,
      )
    return this.#queue.take(async () => {
      try {
        return (await isDone('VACUUM')) && (await isDone('PRAGMA wal_checkpoint(TRUNCATE)'))
      } catch (error) {
        // for example, no disk space for the second copy that VACUUM writes
        if (error instanceof AirlatchError && error.code === 'ledger-unavailable') return false
        throw error
      }
    })
  }

  async another(): Promise<SqlEngine | undefined> {
    const connection = this.#another?.()
    return connection && new SqliteEngine(connection)
  }

  close(): Promise<void> {
    return this.#queue.take(async () => {
      this.#statements.clear()
      if (this.#db.isOpen) this.#db.close()
    })
  }

  async #transaction<T>(
    begin: readonly string[],
    work: (sql: SqlWriter) => Promise<T>,
    patience: WaitDeadline,
  ): Promise<T> {
    if (!this.#db.isOpen) throw new AirlatchError('bug', { problem: 'the ledger has been closed' })
    await this.#begin(begin, patience)
    try {
      const result = await work(this.#sql)
      this.#do('COMMIT', statement => statement.run())
      return result
    } catch (error) {
      this.#rollBack()
      throw error
    } finally {
      // also after an error, which may come from a file that changed while it was read
      this.#requireUnchanged()
    }
  }

  /** Begins a transaction. Errors: ledger-busy when the lock is not free in time; the reason of the signal. */
  async #begin(begin: readonly string[], patience: WaitDeadline): Promise<void> {
    const begun = await this.#patiently(() => {
      for (const sql of begin) this.#do(sql, statement => statement.all())
      return true
    }, patience)
    if (!begun) throw new AirlatchError('ledger-busy', { path: this.place })
  }

  /** Repeats `work` until it returns true. False when other processes still hold the lock at the end of the time. */
  async #patiently(work: () => boolean, patience: WaitDeadline): Promise<boolean> {
    let left = patience.within(this.#busySeconds * 1000)
    for (let i = 0; ; i++) {
      if (this.#unlessBusy(work)) return true
      if (left <= 0) return false
      const milliseconds = Math.min(left, PAUSES[i] ?? LAST_PAUSE)
      left -= milliseconds
      await pause(milliseconds)
      patience.requireLeft(this.place)
    }
  }

  #unlessBusy(work: () => boolean): boolean {
    try {
      return work()
    } catch (error) {
      this.#rollBack()
      if (error instanceof AirlatchError && error.code === 'ledger-busy') return false
      throw error
    }
  }

  #rollBack(): void {
    // SQLite has rolled back by itself when the disk is full or failing
    if (this.#db.isTransaction) this.#do('ROLLBACK', statement => statement.run())
  }

  #do<T>(sql: string, work: (statement: StatementSync) => T): T {
    return translated(this.place, () => work(this.#statement(sql)))
  }

  #applyAll(writes: readonly Write[]): void {
    translated(this.place, () => {
      for (const write of writes) this.#apply(write)
    })
  }

  #apply(write: Write): void {
    if ('into' in write) {
      const statement = this.#statement(insertInto(write.into))
      for (const row of write.rows) statement.run(...(row as SqlValue[]))
    } else if ('update' in write) {
      const statement = this.#statement(write.update.sql)
      for (const row of write.rows) requireOne(statement.run(...(row as SqlValue[])))
    } else {
      const changed = this.#statement(write.sql).run(...(write.params as SqlValue[]))
      if (write.rows !== 'any') requireOne(changed)
    }
  }

  #statement(sql: string): StatementSync {
    let statement = this.#statements.get(sql)
    if (statement === undefined) {
      statement = this.#db.prepare(sql)
      this.#statements.set(sql, statement)
    }
    return statement
  }
}

function requireOne({ changes }: StatementResultingChanges): void {
  if (changes !== 1) throw new ConflictError('no such row')
}

/** Runs `work`, and translates errors of SQLite into those of sql.ts. `place` is the file, for errors. */
export function translated<T>(place: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw meaning(place, error)
  }
}

/** The properties of SQLite's errors in Node. Other errors may lack any of them. */
interface SqliteError {
  readonly code?: string
  readonly errcode?: number
  readonly errstr?: string
  readonly message?: string
}

function meaning(place: string, error: unknown): unknown {
  const { code, errcode, errstr, message } = error as SqliteError
  // a number of more than 53 bits, which Airlatch never writes
  if (code === 'ERR_OUT_OF_RANGE')
    return new AirlatchError('ledger-damaged', { path: place, problem: message }, error)
  if (code !== 'ERR_SQLITE_ERROR' || typeof errcode !== 'number') return error
  const damaged = new AirlatchError('ledger-damaged', { path: place, problem: message }, error)
  const unavailable = new AirlatchError('ledger-unavailable', { path: place, problem: errstr }, error)
  if (errcode === IOERR_CORRUPTFS) return damaged
  // the file was moved or deleted while it was open; it is not a file without write permission
  if (errcode === READONLY_DBMOVED) return unavailable
  switch (errcode & 0xff) {
    case RESULT.BUSY:
    case RESULT.PROTOCOL: // too many began a transaction at once
      return new AirlatchError('ledger-busy', { path: place }, error)
    case RESULT.READONLY:
      return new AirlatchError('ledger-read-only', { path: place }, error)
    case RESULT.CONSTRAINT:
      if (CLASHES.has(errcode)) return new ConflictError('constraint', { cause: error })
      return new AirlatchError('bug', { problem: message }, error)
    case RESULT.MISUSE:
    case RESULT.RANGE:
      return new AirlatchError('bug', { problem: message }, error)
    // no other connection shares our cache, so LOCKED only occurs if tables overlap in a damaged file
    case RESULT.LOCKED:
    case RESULT.CORRUPT:
    case RESULT.NOTADB:
    case RESULT.SCHEMA:
    case RESULT.ERROR: // our statements are correct, so a table or a column differs from our schema
      return damaged
    default: // full, I/O, cannot open, no memory
      return unavailable
  }
}

/** Whether SQLite could not open a file, or may not create one of the files that it needs next to it. */
export function cannotWriteBeside(error: unknown): boolean {
  const cause = error instanceof AirlatchError ? error.cause : undefined
  const { errcode } = Object(cause) as { readonly errcode?: unknown }
  if (typeof errcode !== 'number') return false
  const primary = errcode & 0xff
  return primary === RESULT.CANTOPEN || primary === RESULT.READONLY
}
