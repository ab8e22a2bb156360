/**
 * Owns the yardstick of the bench of batches: a table of nothing but numbered texts, as durable as the ledger. Of the rows
 * that a ledger itself writes: same-rows.ts.
 */
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

export interface Bare {
  /** Many rows in one transaction. */
  bulk(texts: readonly string[]): unknown
  close(): unknown
}

/** With the settings that src/vendor/ledger/sqlite.ts makes a ledger durable by. */
export function bareSqlite(folder: string): Bare {
  const db = new DatabaseSync(join(folder, 'bare.db'))
  db.exec(`PRAGMA journal_mode = wal; PRAGMA synchronous = FULL; PRAGMA fullfsync = ON;
    PRAGMA checkpoint_fullfsync = ON; PRAGMA wal_autocheckpoint = 4000;
    CREATE TABLE bare (id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT`)
  const one = db.prepare('INSERT INTO bare (text) VALUES (?)')
  return {
    bulk(texts) {
      db.exec('BEGIN IMMEDIATE')
      for (const text of texts) one.run(text)
      db.exec('COMMIT')
    },
    close: () => db.close(),
  }
}
