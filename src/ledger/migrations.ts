/**
 * Owns the SQLite schema, as the steps from an empty file to the present version. A step, once released, is never
 * changed; a new version is a new step at the end. The number of steps is the schema's version (user_version).
 */

/** `application_id` of our files: "AIRL". What has another is not touched. */
export const APPLICATION_ID = 0x4149_524c

export const MIGRATIONS: readonly string[] = [
  `
CREATE TABLE entry (
  seq INTEGER PRIMARY KEY CHECK (seq >= 1),
  at INTEGER NOT NULL,
  kind TEXT NOT NULL,
  body TEXT NOT NULL,
  personal TEXT,
  hash TEXT NOT NULL CHECK (length(hash) = 64)
) STRICT;

-- against accidents; against intent there is the chain
CREATE TRIGGER entry_is_never_changed BEFORE UPDATE OF seq, at, kind, body, hash ON entry
BEGIN SELECT RAISE(ABORT, 'an entry is never changed'); END;
CREATE TRIGGER personal_is_only_erased BEFORE UPDATE OF personal ON entry WHEN NEW.personal IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'personal data are only erased'); END;
CREATE TRIGGER entry_is_never_deleted BEFORE DELETE ON entry
BEGIN SELECT RAISE(ABORT, 'an entry is never deleted'); END;

CREATE TABLE vendor (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  name TEXT NOT NULL,
  public_key TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  revision INTEGER NOT NULL
) STRICT;

CREATE TABLE setting (
  name TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL,
  revision INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE product (
  created INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  body TEXT NOT NULL,
  revision INTEGER NOT NULL
) STRICT;

CREATE TABLE activation_key (
  created INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  product_id TEXT NOT NULL REFERENCES product (id),
  email TEXT,
  comment TEXT,
  body TEXT NOT NULL,
  revision INTEGER NOT NULL
) STRICT;
CREATE INDEX activation_key_by_product ON activation_key (product_id);
CREATE INDEX activation_key_by_email ON activation_key (lower(email)) WHERE email IS NOT NULL;

CREATE TABLE activation (
  created INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  key_id TEXT NOT NULL REFERENCES activation_key (id),
  body TEXT NOT NULL,
  revision INTEGER NOT NULL
) STRICT;
CREATE INDEX activation_by_key ON activation (key_id);

CREATE TABLE issued (
  seq INTEGER PRIMARY KEY REFERENCES entry (seq),
  request_hash TEXT UNIQUE,
  activation_id TEXT NOT NULL REFERENCES activation (id)
) STRICT;

CREATE TABLE kit (
  seq INTEGER PRIMARY KEY REFERENCES entry (seq),
  product_id TEXT NOT NULL REFERENCES product (id),
  sequence INTEGER NOT NULL CHECK (sequence >= 1),
  UNIQUE (product_id, sequence)
) STRICT;
`,
]
