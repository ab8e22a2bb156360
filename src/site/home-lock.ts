/**
 * Owns the rule that only one process at a time has the state of a site server open. The lock is an SQLite lock on a
 * file in the home folder. It ends with its process, however that ends, so a stale lock is never left. Nothing is
 * written to the file.
 */
import type { DatabaseSync } from 'node:sqlite'
import { AirlatchError } from '../core/errors.ts'
import { makeFile } from '../log/sqlite/file.ts'

/** SQLite's error code for a file that another connection has locked. */
const SQLITE_BUSY = 5

export class HomeLock {
  readonly #db: DatabaseSync

  private constructor(db: DatabaseSync) {
    this.#db = db
  }

  /** Takes the lock; undefined if another process has it. Errors: ledger-unavailable, if the file cannot be opened. */
  static take(path: string): HomeLock | undefined {
    const sqlite = process.getBuiltinModule?.('node:sqlite')
    if (sqlite === undefined)
      throw new AirlatchError('ledger-unavailable', {
        path,
        problem: `Node ${process.version} has no SQLite, expected Node 22.16 or newer`,
      })
    makeFile(path)
    let db: DatabaseSync | undefined
    try {
      db = new sqlite.DatabaseSync(path)
      // without exclusive locking mode, readers could still open the database
      db.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE')
      return new HomeLock(db)
    } catch (cause) {
      db?.close()
      const { errcode, message } = cause as Error & { readonly errcode?: number }
      if (errcode === SQLITE_BUSY) return undefined
      throw new AirlatchError('ledger-unavailable', { path, problem: message }, cause)
    }
  }

  release(): void {
    this.#db.close()
  }
}
