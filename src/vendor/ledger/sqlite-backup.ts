/** Owns what of backup and restore is SQLite's: a copy of one moment, and a file with nothing beside it. */
import { AirlatchError } from '../../core/errors.ts'
import { translated } from '../../log/sqlite/engine.ts'
import { makeFile, openImmutable, recognise } from '../../log/sqlite/file.ts'
import { LEDGER_FILE } from './sqlite.ts'

/** Pages of 4 kB that are copied at once. */
const STEP = 1024

/** What can only be wrong with the copy, as the other file is read (sqlite.org/rescode.html). */
const UNWRITABLE = {
  primary: new Set([8, 13, 14]), // READONLY, FULL, CANTOPEN
  extended: new Set([778, 1034, 1290, 1546]), // IOERR: WRITE, FSYNC, DIR_FSYNC, TRUNCATE
}

/**
 * Copies the database while others write to it, as it is when this is called. Errors: those of recognise, cannot-write
 * with the path `to`, ledger-busy, ledger-damaged, ledger-unavailable.
 */
export async function copyDatabase(
  from: string,
  to: string,
  progress?: (done: number, of: number) => void,
): Promise<void> {
  const { backup, DatabaseSync } = process.getBuiltinModule('node:sqlite')
  // SQLite would make a file that is not there
  recognise(from, LEDGER_FILE, false)
  makeFile(to)
  const immutable = translated(from, () => openImmutable(DatabaseSync, from))
  const db = immutable?.db ?? translated(from, () => new DatabaseSync(from))
  try {
    // not opened read-only: such a connection, when it is the last one, leaves files of SQLite's beside the ledger
    db.exec('PRAGMA query_only = ON')
    // an open read is the moment that the copy is of: without it every commit of others would start the copy anew
    translated(from, () => db.exec('PRAGMA busy_timeout = 10000; BEGIN; SELECT count(*) FROM sqlite_schema'))
    await backup(db, to, {
      rate: STEP,
      progress: ({ totalPages, remainingPages }) => progress?.(totalPages - remainingPages, totalPages),
    })
    immutable?.requireUnchanged()
  } catch (error) {
    const { errcode, errstr } = error as { readonly errcode?: number; readonly errstr?: string }
    if (errcode !== undefined && isOfCopy(errcode))
      throw new AirlatchError('cannot-write', { path: to, system: errstr }, error)
    translated(from, () => {
      throw error
    })
  } finally {
    db.close()
  }
}

function isOfCopy(errcode: number): boolean {
  return UNWRITABLE.primary.has(errcode & 0xff) || UNWRITABLE.extended.has(errcode)
}

/** Brings everything into the one file. Error: ledger-busy when another program has it open. */
export function settleDatabase(path: string): void {
  const { DatabaseSync } = process.getBuiltinModule('node:sqlite')
  translated(path, () => {
    const db = new DatabaseSync(path)
    try {
      // leaving the write-ahead log takes the file for oneself
      db.exec('PRAGMA busy_timeout = 1000; PRAGMA journal_mode = DELETE')
    } finally {
      db.close()
    }
  })
}
