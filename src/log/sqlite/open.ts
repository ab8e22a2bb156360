/**
 * Owns how a log in one SQLite file is opened, brought up to date and made durable. It needs Node 22.16 or newer;
 * node:sqlite is loaded only when a log is opened, so that everything else works on an older Node.
 */
import { randomUUID } from 'node:crypto'
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { AirlatchError } from '../../core/errors.ts'
import { factsIfAny, wholePath } from '../../disk/look.ts'
import type { Filling } from '../filling.ts'
import type { SqlRow, SqlValue } from '../sql.ts'
import { complaintsOf, type SqliteAsk } from './check.ts'
import { cannotWriteBeside, SqliteEngine, translated } from './engine.ts'
import { type ImmutableFile, makeFile, newer, openImmutable, recognise, type SqliteSchema } from './file.ts'
import { startSqliteThread } from './thread.ts'

const CACHE_MEGABYTES = 16

export interface SqliteFileOptions {
  /** Create the file if it does not exist. */
  readonly create?: boolean
  /** How long to wait for other writers before ledger-busy (default: 10). */
  readonly busySeconds?: number
  /** Megabytes of the file that may be cached in memory (default: 16). */
  readonly cacheMegabytes?: number
  /**
   * The file is still being built and nobody else uses it. The caller discards it unless it was written as a whole,
   * closed, and then synced to disk. It is therefore written faster, without durable commits.
   */
  readonly isUnfinished?: boolean
}

/**
 * Opens a log in a file. A file that is created here may be read by its owner only (mode 0600).
 * Errors: vendor-missing, ledger-foreign, ledger-newer {got, newest}, ledger-damaged, ledger-unavailable,
 * ledger-busy; each with `path`, absolute. None of them has changed an existing file. A file that cannot be written is
 * opened too; writing to it is then the error ledger-read-only.
 */
export function openSqliteEngine(
  path: string,
  schema: SqliteSchema,
  {
    create = false,
    busySeconds = 10,
    cacheMegabytes = CACHE_MEGABYTES,
    isUnfinished = false,
  }: SqliteFileOptions,
): SqliteEngine {
  // absolute, so that SQLite cannot mistake a path for ":memory:" or a "file:" URI
  const place = wholePath(path)
  const Database = loadSqlite(place)
  if (create) makeFile(place)
  recognise(place, schema, create)
  const mode = isUnfinished ? unfinished(cacheMegabytes) : durable(busySeconds, cacheMegabytes)
  const { db, requireUnchanged } = connectToFile(Database, place, schema, mode)
  const asking = (db: DatabaseSync) => async (sql: string) =>
    translated(place, () => db.prepare(sql).all() as SqlRow[])
  const complaintsBy = async (ask: SqliteAsk) => {
    const pristine = connect(Database, '', schema, TEMPORARY)
    try {
      return await complaintsOf(ask, asking(pristine), schema.checks)
    } finally {
      pristine.close()
    }
  }
  const another = () => {
    const db = connectToRead(Database, place, cacheMegabytes)
    return { db, place, busySeconds, complaints: () => complaintsBy(asking(db)) }
  }
  const inThread = async () => {
    const thread = startSqliteThread({ place, busySeconds })
    try {
      return await complaintsBy(sql => thread.ask(sql).catch(error => translated(place, () => raise(error))))
    } finally {
      await thread.end()
    }
  }
  const isLarge = () => (factsIfAny(place)?.bytes ?? 0) >= MUCH
  // a file opened as immutable is not seen in the same state by a second connection
  const isShared = requireUnchanged === undefined
  return new SqliteEngine({
    db,
    place,
    busySeconds,
    complaints: () => complaintsBy(asking(db)),
    complaintsBeside: () => (isShared && isLarge() ? inThread() : undefined),
    requireUnchanged,
    another: isShared ? another : undefined,
  })
}

/** Bytes from which on checking a file takes longer than starting a thread for it. */
const MUCH = 16_777_216

/** Migrates the file to the newest version in one transaction. Error: ledger-newer {got, newest}. */
export function migrate(
  db: DatabaseSync,
  place: string,
  { applicationId, steps, fillings = [] }: SqliteSchema,
): void {
  const newest = steps.length
  if (versionOf(db) === newest) return
  db.exec('BEGIN IMMEDIATE')
  try {
    // read again under the lock: another process may have migrated it meanwhile
    const got = versionOf(db)
    if (got > newest) throw newer(place, got, newest)
    const missing = steps.slice(got)
    for (const step of missing) db.exec(step)
    for (const filling of fillings) if (missing.includes(filling.step)) fill(db, place, filling)
    db.exec(`PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${newest}`)
    db.exec('COMMIT')
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK')
    throw error
  }
  // moves the version from the write-ahead log into the file, where older releases read it in the first bytes
  db.exec('PRAGMA wal_checkpoint(TRUNCATE)')
}

function fill(db: DatabaseSync, place: string, { select, writes }: Filling): void {
  const statements = new Map<string, StatementSync>()
  const page = db.prepare(select)
  for (let after: SqlValue | undefined = 0; after !== undefined; ) {
    const rows = page.all(after) as SqlRow[]
    for (const { sql, params } of writes(rows, place)) {
      const statement = statements.get(sql) ?? db.prepare(sql)
      statements.set(sql, statement)
      statement.run(...(params as SqlValue[]))
    }
    after = rows.at(-1)?.seq
  }
}

interface Mode {
  readonly before: string
  /** Set after the schema is created, so that a crash before that leaves an empty file. */
  readonly journal: string
}

/**
 * Returns the PRAGMAs that make a connection durable. fullfsync: macOS acknowledges a plain fsync before the data is on
 * the disk. A checkpoint every 4,000 pages (16 MB) instead of every 1,000 makes issuing 20 to 40 % cheaper (measured).
 * A larger cache helps large transactions: pages that do not fit into it are written more than once.
 */
export function durableSettings(cacheMegabytes = CACHE_MEGABYTES): string {
  return `PRAGMA synchronous = FULL; PRAGMA fullfsync = ON; PRAGMA checkpoint_fullfsync = ON;
    PRAGMA wal_autocheckpoint = 4000; PRAGMA journal_size_limit = 67108864; PRAGMA cache_size = -${cacheMegabytes * 1024};
    PRAGMA secure_delete = ON; PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON`
}

function durable(busySeconds: number, cacheMegabytes: number): Mode {
  return {
    before: `PRAGMA busy_timeout = ${Math.round(busySeconds * 1000)}; ${durableSettings(cacheMegabytes)}`,
    journal: 'wal',
  }
}

/**
 * Settings for a new file that is not in use yet. Pages are written straight into the file, again each time they leave
 * the cache. A write-ahead log would keep every one of these writes and grow to many times the size of the file; the
 * rollback journal stays small, because it keeps only pages that existed before the transaction.
 */
function unfinished(cacheMegabytes: number): Mode {
  return { before: `${durableSettings(cacheMegabytes)}; PRAGMA synchronous = OFF`, journal: 'delete' }
}

/** For a temporary database whose schema is compared with that of a ledger. */
const TEMPORARY: Mode = {
  before: 'PRAGMA synchronous = OFF',
  journal: 'memory',
}

/** Opens the file, read-only if necessary. Error: ledger-read-only, if it has an older version that is not migrated. */
function connectToFile(
  Database: typeof DatabaseSync,
  place: string,
  schema: SqliteSchema,
  mode: Mode,
): Partial<ImmutableFile> & Pick<ImmutableFile, 'db'> {
  try {
    return { db: connect(Database, place, schema, mode) }
  } catch (error) {
    if (!cannotWriteBeside(error)) throw error
    return connectToReadOnly(Database, place, schema, mode) ?? raise(error)
  }
}

/**
 * Opens a file that cannot be written. A log of an older version is copied to memory, and the copy is migrated.
 * Undefined if the file can be written, because then something else is wrong.
 * Error: ledger-read-only {path, older} for a log of an older version that is too large to be copied.
 */
function connectToReadOnly(
  Database: typeof DatabaseSync,
  place: string,
  schema: SqliteSchema,
  { before }: Mode,
): ImmutableFile | undefined {
  return translated(place, () => {
    const file = openImmutable(Database, place)
    if (file === undefined) return undefined
    const { db } = file
    try {
      db.exec(before)
      if (versionOf(db) === schema.steps.length) return file
      if ((factsIfAny(place)?.bytes ?? 0) > MOST_COPIED)
        throw new AirlatchError('ledger-read-only', { path: place, older: true })
      const copy = copyInMemory(Database, db)
      file.requireUnchanged()
      db.close()
      copy.exec(before)
      migrate(copy, place, schema)
      copy.exec('PRAGMA query_only = ON')
      return { db: copy, requireUnchanged: () => {} }
    } catch (error) {
      if (db.isOpen) db.close()
      throw error
    }
  })
}

/** Bytes of the largest file that is copied into memory: about 500,000 keys. */
const MOST_COPIED = 536_870_912

function copyInMemory(Database: typeof DatabaseSync, from: DatabaseSync): DatabaseSync {
  // a unique name, so that no other connection of this process shares the copy
  const name = `file:${randomUUID()}?mode=memory&cache=shared`
  const copy = new Database(name)
  from.exec(`VACUUM INTO '${name}'`)
  return copy
}

function raise(error: unknown): never {
  throw error
}

function connect(
  Database: typeof DatabaseSync,
  place: string,
  schema: SqliteSchema,
  { before, journal }: Mode,
): DatabaseSync {
  return translated(place, () => {
    const db = new Database(place)
    try {
      db.exec(before)
      migrate(db, place, schema)
      const got = db.prepare(`PRAGMA journal_mode = ${journal}`).get()?.journal_mode
      if (got === journal) return db
      throw new AirlatchError('ledger-unavailable', {
        path: place,
        problem: `the file system allows journal mode ${got} only, expected ${journal}`,
      })
    } catch (error) {
      db.close()
      throw error
    }
  })
}

/** Opens one more connection, which only reads, to a file that is open already. */
function connectToRead(Database: typeof DatabaseSync, place: string, cacheMegabytes: number): DatabaseSync {
  return translated(place, () => {
    const db = new Database(place, { readOnly: true })
    db.exec(
      `PRAGMA cache_size = -${cacheMegabytes * 1024}; PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON`,
    )
    return db
  })
}

function versionOf(db: DatabaseSync): number {
  return db.prepare('PRAGMA user_version').get()?.user_version as number
}

function loadSqlite(place: string): typeof DatabaseSync {
  const sqlite = process.getBuiltinModule?.('node:sqlite')
  if (sqlite !== undefined) return sqlite.DatabaseSync
  throw new AirlatchError('ledger-unavailable', {
    path: place,
    problem: `Node ${process.version} has no SQLite, expected Node 22.16 or newer`,
  })
}
