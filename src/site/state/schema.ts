/** Owns the tables of a site server's state. To change them, append a step. */
import type { SqliteSchema } from '../../log/sqlite/file.ts'
import { USAGE_TABLES } from './history.ts'

/** "AlSi" in ASCII. */
const APPLICATION_ID = 0x41_6c_53_69

const FIRST = `
CREATE TABLE entry (
  seq INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  kind TEXT NOT NULL,
  body TEXT NOT NULL,
  hash TEXT NOT NULL
) STRICT;
CREATE INDEX entry_at ON entry (at);
CREATE TABLE lease (
  lease_id TEXT PRIMARY KEY,
  payload TEXT NOT NULL,
  platform INTEGER NOT NULL,
  granted_at INTEGER NOT NULL,
  ends_counted INTEGER NOT NULL,
  ends_clock INTEGER NOT NULL,
  peer TEXT,
  recalled TEXT
) STRICT, WITHOUT ROWID;
CREATE TABLE nonce (
  nonce TEXT PRIMARY KEY,
  made_at INTEGER NOT NULL,
  seq INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX nonce_seq ON nonce (seq);
CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
`

export const SITE_FILE: SqliteSchema = { applicationId: APPLICATION_ID, steps: [FIRST + USAGE_TABLES] }
