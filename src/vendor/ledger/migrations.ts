/**
 * Owns the SQLite schema, as the steps from an empty file to the present version. A step, once released, is never
 * changed; a new version is a new step at the end. The number of steps is the schema's version (user_version).
 */

/** `application_id` of our files: "AIRL". What has another is not touched. */
export const APPLICATION_ID = 0x4149_524c

/** What an activation knows of its newest license; newest-license.ts fills it in. */
export const LICENSES = `
ALTER TABLE activation ADD COLUMN license_seq INTEGER;
ALTER TABLE activation ADD COLUMN license_at INTEGER;
ALTER TABLE activation ADD COLUMN license_format INTEGER;
ALTER TABLE activation ADD COLUMN license_ends INTEGER;
ALTER TABLE activation ADD COLUMN license_grace_ends INTEGER;
ALTER TABLE activation ADD COLUMN license_maintenance_ends INTEGER;
ALTER TABLE activation ADD COLUMN license_first_run INTEGER;
ALTER TABLE activation ADD COLUMN outdated_by INTEGER;
CREATE INDEX activation_by_end ON activation (license_ends, created)
  WHERE released_at IS NULL AND license_ends IS NOT NULL;
CREATE INDEX activation_by_grace_end ON activation (license_grace_ends, created)
  WHERE released_at IS NULL AND license_grace_ends IS NOT NULL;
CREATE INDEX activation_by_maintenance_end ON activation (license_maintenance_ends, created)
  WHERE released_at IS NULL AND license_maintenance_ends IS NOT NULL;
CREATE INDEX activation_outdated ON activation (created)
  WHERE released_at IS NULL AND outdated_by IS NOT NULL;
`

/** What decisions find activations by; seat-columns.ts fills it in. */
export const SEATS = `
ALTER TABLE activation ADD COLUMN seat INTEGER;
ALTER TABLE activation ADD COLUMN begun_at INTEGER;
ALTER TABLE activation ADD COLUMN ended_by TEXT;
ALTER TABLE activation ADD COLUMN marks TEXT CHECK (json_valid(marks));
CREATE INDEX activation_by_seat ON activation (key_id, seat);
CREATE INDEX activation_by_end_of_seat ON activation (key_id, ended_by) WHERE ended_by IS NOT NULL;

-- the marks of all activations, as an index of them
CREATE TABLE seat_mark (
  mark INTEGER NOT NULL,
  activation INTEGER NOT NULL,
  PRIMARY KEY (mark, activation)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER activation_is_marked AFTER INSERT ON activation
BEGIN
  INSERT INTO seat_mark SELECT value, NEW.created FROM json_each(NEW.marks);
END;
CREATE TRIGGER activation_is_marked_again AFTER UPDATE OF marks ON activation WHEN OLD.marks IS NOT NEW.marks
BEGIN
  DELETE FROM seat_mark WHERE activation = OLD.created AND mark IN (SELECT value FROM json_each(OLD.marks));
  INSERT INTO seat_mark SELECT value, NEW.created FROM json_each(NEW.marks);
END;
`

/** Also of a row that somebody has damaged. */
const MARKS = "CASE WHEN json_valid(marks) THEN marks ELSE '[]' END"

/** What must find no row: by the problem that one shows. */
export const CHECKS: Readonly<Record<string, string>> = {
  'seat_mark lacks marks of activations': `SELECT 1 FROM activation, json_each(${MARKS}) AS own
    WHERE NOT EXISTS (SELECT 1 FROM seat_mark WHERE mark = own.value AND activation = created) LIMIT 1`,
  'seat_mark has marks that no activation has': `SELECT 1 WHERE (SELECT count(*) FROM seat_mark) >
    (SELECT coalesce(sum(json_array_length(${MARKS})), 0) FROM activation)`,
}

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
  `
-- the key that an entry concerns, for its history; made of the body, and no part of the hash
ALTER TABLE entry ADD COLUMN subject TEXT;
UPDATE entry SET subject = CASE kind
  WHEN 'key.created' THEN json_extract(body, '$.key.id')
  WHEN 'activation.recorded' THEN json_extract(body, '$.activation.keyId')
  WHEN 'activation.renewed' THEN json_extract(body, '$.activation.keyId')
  WHEN 'license.issued' THEN json_extract(body, '$.license.keyId')
END;
-- who did it, as far as was said; part of the hash
ALTER TABLE entry ADD COLUMN operator TEXT;
CREATE INDEX entry_by_subject ON entry (subject) WHERE subject IS NOT NULL;

ALTER TABLE activation_key ADD COLUMN affiliate TEXT;
ALTER TABLE activation_key ADD COLUMN activations INTEGER NOT NULL DEFAULT 1;
ALTER TABLE activation_key ADD COLUMN revoked_at INTEGER;
ALTER TABLE activation_key ADD COLUMN revoke_reason TEXT;
UPDATE activation_key SET activations = json_extract(body, '$.entitlement.activations');
CREATE INDEX activation_key_by_affiliate ON activation_key (affiliate) WHERE affiliate IS NOT NULL;

ALTER TABLE activation ADD COLUMN released_at INTEGER;
DROP INDEX activation_by_key;
CREATE INDEX activation_by_key ON activation (key_id, released_at);

DROP TRIGGER entry_is_never_changed;
CREATE TRIGGER entry_is_never_changed BEFORE UPDATE OF seq, at, kind, body, operator, hash ON entry
BEGIN SELECT RAISE(ABORT, 'an entry is never changed'); END;

CREATE TABLE affiliate (
  created INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  added_at INTEGER NOT NULL
) STRICT;

CREATE TABLE defaults (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  body TEXT,
  revision INTEGER NOT NULL
) STRICT;
`,
  `
-- for the newest time, which every clock is held against (clock.ts)
CREATE INDEX entry_by_time ON entry (at);
`,
  `
-- beside the entries, and made of none (wrong-proofs.ts)
CREATE TABLE wrong_proof (
  key_id TEXT NOT NULL PRIMARY KEY REFERENCES activation_key (id),
  codes_in_a_row INTEGER NOT NULL,
  codes INTEGER NOT NULL CHECK (codes >= codes_in_a_row AND codes_in_a_row >= 0),
  requests INTEGER NOT NULL CHECK (requests >= 0),
  last_hash TEXT,
  last_at INTEGER
) STRICT, WITHOUT ROWID;
`,
  `
CREATE TABLE customer (
  created INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  name TEXT,
  company TEXT,
  email TEXT,
  telephone TEXT,
  reference TEXT,
  notes TEXT,
  created_at INTEGER NOT NULL,
  merged_into TEXT REFERENCES customer (id),
  revision INTEGER NOT NULL
) STRICT;
CREATE INDEX customer_by_merged ON customer (merged_into) WHERE merged_into IS NOT NULL;
ALTER TABLE activation_key ADD COLUMN customer TEXT REFERENCES customer (id);
CREATE INDEX activation_key_by_customer ON activation_key (customer) WHERE customer IS NOT NULL;

-- what a search looks through (search.ts)
CREATE TABLE search (
  created INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  id TEXT NOT NULL UNIQUE,
  text TEXT,
  personal TEXT
) STRICT;
INSERT INTO search
  SELECT created, 'key', id,
    nullif(coalesce(json_extract(body, '$.orderReference'), '') ||
      CASE WHEN json_extract(body, '$.orderReference') IS NULL THEN ''
        WHEN json_extract(body, '$.entitlement.licensee') IS NULL THEN '' ELSE char(10) END ||
      coalesce(json_extract(body, '$.entitlement.licensee'), ''), ''),
    nullif(coalesce(email, '') || CASE WHEN email IS NULL OR comment IS NULL THEN '' ELSE char(10) END ||
      coalesce(comment, ''), '')
  FROM activation_key;
INSERT INTO search SELECT created, 'activation', id, json_extract(body, '$.computerId'), NULL FROM activation;
-- the computer with this ID
CREATE INDEX search_by_computer ON search (text) WHERE kind = 'activation';

CREATE VIRTUAL TABLE search_index USING fts5 (id, text, personal,
  content = 'search', content_rowid = 'created', tokenize = 'trigram remove_diacritics 1');
INSERT INTO search_index (search_index, rank) VALUES ('secure-delete', 1);
INSERT INTO search_index (search_index) VALUES ('rebuild');
CREATE TRIGGER search_is_indexed AFTER INSERT ON search
BEGIN
  INSERT INTO search_index (rowid, id, text, personal) VALUES (NEW.created, NEW.id, NEW.text, NEW.personal);
END;
CREATE TRIGGER search_is_indexed_again AFTER UPDATE ON search
  WHEN OLD.text IS NOT NEW.text OR OLD.personal IS NOT NEW.personal
BEGIN
  INSERT INTO search_index (search_index, rowid, id, text, personal)
    VALUES ('delete', OLD.created, OLD.id, OLD.text, OLD.personal);
  INSERT INTO search_index (rowid, id, text, personal) VALUES (NEW.created, NEW.id, NEW.text, NEW.personal);
END;
`,
  LICENSES,
  `
ALTER TABLE activation_key ADD COLUMN suspended_at INTEGER;
ALTER TABLE activation_key ADD COLUMN suspend_reason TEXT;
ALTER TABLE activation_key ADD COLUMN archived_at INTEGER;
-- their e-mail and comment are erased when others are saved
UPDATE entry SET subject = 'defaults' WHERE kind = 'defaults.changed';
`,
  `
-- without a body it was deleted
CREATE TABLE template (
  name TEXT NOT NULL PRIMARY KEY,
  body TEXT,
  revision INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
`,
  `
-- beside the entries, and made of none (refusals.ts, last-backup.ts)
CREATE TABLE refusal (
  key_id TEXT NOT NULL,
  is_proved INTEGER NOT NULL CHECK (is_proved IN (0, 1)),
  computer_id TEXT NOT NULL,
  code TEXT NOT NULL,
  seq INTEGER NOT NULL,
  at INTEGER NOT NULL,
  times INTEGER NOT NULL,
  operator TEXT,
  reasons TEXT NOT NULL,
  PRIMARY KEY (key_id, is_proved, computer_id, code)
) STRICT, WITHOUT ROWID;
CREATE INDEX refusal_by_age ON refusal (is_proved, seq);
CREATE TABLE backup (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  made_at INTEGER NOT NULL,
  entries INTEGER NOT NULL
) STRICT;
-- a page of the log that shows one kind alone
CREATE INDEX entry_by_kind ON entry (kind);
`,
  `
-- what the desk has to do with outside; without a body it was removed
CREATE TABLE outside (
  name TEXT NOT NULL PRIMARY KEY,
  body TEXT,
  revision INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE sold_order (
  created INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  sold TEXT NOT NULL,
  line TEXT NOT NULL,
  key_ids TEXT NOT NULL,
  refunded_at INTEGER,
  revision INTEGER NOT NULL
) STRICT;
CREATE INDEX sold_order_by_order ON sold_order (sold);
-- whose order it is
CREATE INDEX customer_by_email ON customer (lower(email)) WHERE email IS NOT NULL;

-- beside the entries, and made of none (secrets.ts, kept-answers.ts, deliveries.ts)
CREATE TABLE secret (
  name TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE kept_answer (
  api_key TEXT NOT NULL,
  name TEXT NOT NULL,
  asked TEXT NOT NULL,
  at INTEGER NOT NULL,
  status INTEGER,
  body TEXT,
  PRIMARY KEY (api_key, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX kept_answer_by_age ON kept_answer (at);
CREATE TABLE api_device (
  api_key TEXT NOT NULL,
  address TEXT NOT NULL,
  since INTEGER NOT NULL,
  PRIMARY KEY (api_key, address)
) STRICT, WITHOUT ROWID;
CREATE TABLE delivery (
  id TEXT NOT NULL PRIMARY KEY,
  webhook TEXT NOT NULL,
  seq INTEGER NOT NULL,
  kind TEXT NOT NULL,
  at INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  due_at INTEGER,
  held_until INTEGER,
  state TEXT NOT NULL,
  status INTEGER,
  answer TEXT,
  resent_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX delivery_due ON delivery (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX delivery_by_webhook ON delivery (webhook, at);
CREATE TABLE delivered_until (
  webhook TEXT NOT NULL PRIMARY KEY,
  seq INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
`,
  SEATS,
]
