/**
 * Owns the yardstick of the ledger's bench: a table of nothing but numbered texts on the same engine, as durable as
 * the ledger, written in the quickest way that the engine has for plain inserts.
 */
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { connected } from '../vendor/ledger/postgres-process.ts'

export interface Bare {
  /** One row in a transaction of its own. */
  insert(text: string): unknown
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
    insert: text => one.run(text),
    bulk(texts) {
      db.exec('BEGIN IMMEDIATE')
      for (const text of texts) one.run(text)
      db.exec('COMMIT')
    },
    close: () => db.close(),
  }
}

/** Rows of one statement: more of them are no quicker. */
const PAGE = 1000

export async function barePostgres(url: string): Promise<Bare> {
  const client = await connected(url)
  await client.query('CREATE TABLE bare (id BIGSERIAL PRIMARY KEY, text TEXT COLLATE "C" NOT NULL)')
  return {
    insert: text =>
      client.query({ name: 'one', text: 'INSERT INTO bare (text) VALUES ($1)', values: [text] }),
    async bulk(texts) {
      await client.query('BEGIN')
      for (let i = 0; i < texts.length; i += PAGE)
        await client.query({
          name: 'many',
          text: 'INSERT INTO bare (text) SELECT unnest($1::text[])',
          values: [texts.slice(i, i + PAGE)],
        })
      await client.query('COMMIT')
    },
    close: () => client.end(),
  }
}
