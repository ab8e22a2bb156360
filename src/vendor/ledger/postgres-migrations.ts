/**
 * Owns the PostgreSQL schema, as the steps from an empty schema to the present version. A step, once released, is
 * never changed; a new version is a new step at the end, and postgres-schema.ts says what it all comes to. The number
 * of steps is the schema's version.
 * Text is compared by its bytes (COLLATE "C"), as in SQLite: so the order and lower() are the same on every server,
 * and no update of a system's locales ever leaves an index in the wrong order.
 */

import { ACCENTS, CAPITALS, SMALL } from './search.ts'
/** What an activation knows of its newest license; newest-license.ts fills it in. */
export const LICENSES = `
ALTER TABLE activation ADD COLUMN license_seq BIGINT;
ALTER TABLE activation ADD COLUMN license_at BIGINT;
ALTER TABLE activation ADD COLUMN license_format BIGINT;
ALTER TABLE activation ADD COLUMN license_ends BIGINT;
ALTER TABLE activation ADD COLUMN license_grace_ends BIGINT;
ALTER TABLE activation ADD COLUMN license_maintenance_ends BIGINT;
ALTER TABLE activation ADD COLUMN license_first_run BIGINT;
ALTER TABLE activation ADD COLUMN outdated_by BIGINT;
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
ALTER TABLE activation ADD COLUMN seat BIGINT;
ALTER TABLE activation ADD COLUMN begun_at BIGINT;
ALTER TABLE activation ADD COLUMN ended_by TEXT COLLATE "C";
ALTER TABLE activation ADD COLUMN marks TEXT COLLATE "C"
  CHECK (marks ~ '^[[]([0-9]{1,16}(,[0-9]{1,16})*)?[]]$');
CREATE INDEX activation_by_seat ON activation (key_id, seat, created);
CREATE INDEX activation_by_end_of_seat ON activation (key_id, ended_by) WHERE ended_by IS NOT NULL;

-- the marks of all activations, as an index of them
CREATE TABLE seat_mark (
  mark BIGINT NOT NULL,
  activation BIGINT NOT NULL,
  PRIMARY KEY (mark, activation)
);
CREATE FUNCTION mark_activation() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, airlatch, pg_temp
  AS '
BEGIN
  IF TG_OP = ''UPDATE'' THEN
    DELETE FROM seat_mark WHERE activation = OLD.created
      AND mark IN (SELECT value::bigint FROM json_array_elements_text(OLD.marks::json));
  END IF;
  INSERT INTO seat_mark SELECT value::bigint, NEW.created FROM json_array_elements_text(NEW.marks::json);
  RETURN NULL;
END';
CREATE TRIGGER activation_is_marked AFTER INSERT ON activation
  FOR EACH ROW EXECUTE FUNCTION mark_activation();
CREATE TRIGGER activation_is_marked_again AFTER UPDATE OF marks ON activation
  FOR EACH ROW WHEN (OLD.marks IS DISTINCT FROM NEW.marks) EXECUTE FUNCTION mark_activation();
`

/** What must find no row: by the problem that one shows. */
export const CHECKS: Readonly<Record<string, string>> = {
  'seat_mark lacks marks of activations': `SELECT 1 FROM activation
    CROSS JOIN LATERAL json_array_elements_text(marks::json) AS own
    WHERE NOT EXISTS (SELECT 1 FROM seat_mark WHERE mark = own.value::bigint AND activation = created) LIMIT 1`,
  'seat_mark has marks that no activation has': `SELECT 1 WHERE (SELECT count(*) FROM seat_mark) >
    (SELECT coalesce(sum(json_array_length(marks::json)), 0) FROM activation)`,
}

/** Run with the schema in the search path. */
export const MIGRATIONS: readonly string[] = [
  `
-- one row; writers lock the table, one at a time
CREATE TABLE ledger_version (
  id BIGINT PRIMARY KEY CHECK (id = 1),
  version BIGINT NOT NULL
);

CREATE TABLE entry (
  seq BIGINT PRIMARY KEY CHECK (seq >= 1),
  at BIGINT NOT NULL,
  kind TEXT COLLATE "C" NOT NULL,
  body TEXT COLLATE "C" NOT NULL,
  personal TEXT COLLATE "C",
  hash TEXT COLLATE "C" NOT NULL CHECK (length(hash) = 64),
  -- the key that an entry concerns, for its history; made of the body, and no part of the hash
  subject TEXT COLLATE "C",
  -- who did it, as far as was said; part of the hash
  operator TEXT COLLATE "C"
);
CREATE INDEX entry_by_subject ON entry (subject) WHERE subject IS NOT NULL;

-- against accidents; against intent there is the chain
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
  AS 'BEGIN RAISE EXCEPTION ''%'', TG_ARGV[0] USING ERRCODE = ''restrict_violation''; END';
CREATE TRIGGER entry_is_never_changed BEFORE UPDATE OF seq, at, kind, body, hash, subject, operator ON entry
  FOR EACH STATEMENT EXECUTE FUNCTION refuse('an entry is never changed');
CREATE TRIGGER personal_is_only_erased BEFORE UPDATE OF personal ON entry
  FOR EACH ROW WHEN (NEW.personal IS NOT NULL) EXECUTE FUNCTION refuse('personal data are only erased');
CREATE TRIGGER entry_is_never_deleted BEFORE DELETE OR TRUNCATE ON entry
  FOR EACH STATEMENT EXECUTE FUNCTION refuse('an entry is never deleted');

CREATE TABLE vendor (
  id BIGINT PRIMARY KEY CHECK (id = 1),
  name TEXT COLLATE "C" NOT NULL,
  public_key TEXT COLLATE "C" NOT NULL,
  created_at BIGINT NOT NULL,
  revision BIGINT NOT NULL
);

CREATE TABLE setting (
  name TEXT COLLATE "C" PRIMARY KEY,
  value TEXT COLLATE "C" NOT NULL,
  revision BIGINT NOT NULL
);

CREATE TABLE affiliate (
  created BIGINT PRIMARY KEY,
  name TEXT COLLATE "C" NOT NULL UNIQUE,
  added_at BIGINT NOT NULL
);

CREATE TABLE defaults (
  id BIGINT PRIMARY KEY CHECK (id = 1),
  body TEXT COLLATE "C",
  revision BIGINT NOT NULL
);

CREATE TABLE product (
  created BIGINT PRIMARY KEY,
  id TEXT COLLATE "C" NOT NULL UNIQUE,
  body TEXT COLLATE "C" NOT NULL,
  revision BIGINT NOT NULL
);

CREATE TABLE activation_key (
  created BIGINT PRIMARY KEY,
  id TEXT COLLATE "C" NOT NULL UNIQUE,
  product_id TEXT COLLATE "C" NOT NULL REFERENCES product (id),
  email TEXT COLLATE "C",
  comment TEXT COLLATE "C",
  affiliate TEXT COLLATE "C",
  activations BIGINT NOT NULL,
  revoked_at BIGINT,
  revoke_reason TEXT COLLATE "C",
  body TEXT COLLATE "C" NOT NULL,
  revision BIGINT NOT NULL
);
CREATE INDEX activation_key_by_product ON activation_key (product_id);
CREATE INDEX activation_key_by_email ON activation_key (lower(email)) WHERE email IS NOT NULL;
CREATE INDEX activation_key_by_affiliate ON activation_key (affiliate) WHERE affiliate IS NOT NULL;

CREATE TABLE activation (
  created BIGINT PRIMARY KEY,
  id TEXT COLLATE "C" NOT NULL UNIQUE,
  key_id TEXT COLLATE "C" NOT NULL REFERENCES activation_key (id),
  released_at BIGINT,
  body TEXT COLLATE "C" NOT NULL,
  revision BIGINT NOT NULL
);
CREATE INDEX activation_by_key ON activation (key_id, released_at);

CREATE TABLE issued (
  seq BIGINT PRIMARY KEY REFERENCES entry (seq),
  request_hash TEXT COLLATE "C" UNIQUE,
  activation_id TEXT COLLATE "C" NOT NULL REFERENCES activation (id)
);

CREATE TABLE kit (
  seq BIGINT PRIMARY KEY REFERENCES entry (seq),
  product_id TEXT COLLATE "C" NOT NULL REFERENCES product (id),
  sequence BIGINT NOT NULL CHECK (sequence >= 1),
  UNIQUE (product_id, sequence)
);
`,
  `
-- for the newest time, which every clock is held against (clock.ts)
CREATE INDEX entry_by_time ON entry (at);
`,
  `
-- beside the entries, and made of none (wrong-proofs.ts)
CREATE TABLE wrong_proof (
  key_id TEXT COLLATE "C" PRIMARY KEY REFERENCES activation_key (id),
  codes_in_a_row BIGINT NOT NULL,
  codes BIGINT NOT NULL CHECK (codes >= codes_in_a_row AND codes_in_a_row >= 0),
  requests BIGINT NOT NULL CHECK (requests >= 0),
  last_hash TEXT COLLATE "C",
  last_at BIGINT
);
`,
  `
CREATE TABLE customer (
  created BIGINT PRIMARY KEY,
  id TEXT COLLATE "C" NOT NULL UNIQUE,
  name TEXT COLLATE "C",
  company TEXT COLLATE "C",
  email TEXT COLLATE "C",
  telephone TEXT COLLATE "C",
  reference TEXT COLLATE "C",
  notes TEXT COLLATE "C",
  created_at BIGINT NOT NULL,
  merged_into TEXT COLLATE "C" REFERENCES customer (id),
  revision BIGINT NOT NULL
);
CREATE INDEX customer_by_merged ON customer (merged_into) WHERE merged_into IS NOT NULL;
ALTER TABLE activation_key ADD COLUMN customer TEXT COLLATE "C" REFERENCES customer (id);
CREATE INDEX activation_key_by_customer ON activation_key (customer) WHERE customer IS NOT NULL;

-- what a search looks through (search.ts)
CREATE TABLE search (
  created BIGINT PRIMARY KEY,
  kind TEXT COLLATE "C" NOT NULL,
  id TEXT COLLATE "C" NOT NULL UNIQUE,
  text TEXT COLLATE "C",
  personal TEXT COLLATE "C",
  -- without case and accents
  folded TEXT COLLATE "C" NOT NULL GENERATED ALWAYS AS (translate(
    lower(normalize(id || E'\\n' || coalesce(text, '') || E'\\n' || coalesce(personal, ''), NFD) COLLATE "C"),
    '${CAPITALS}${ACCENTS}', '${SMALL}')) STORED
);
INSERT INTO search (created, kind, id, text, personal)
  SELECT created, 'key', id,
    nullif(concat_ws(E'\\n', body::json ->> 'orderReference', body::json -> 'entitlement' ->> 'licensee'), ''),
    nullif(concat_ws(E'\\n', email, comment), '')
  FROM activation_key;
INSERT INTO search (created, kind, id, text, personal)
  SELECT created, 'activation', id, body::json ->> 'computerId', NULL FROM activation;
-- the computer with this ID
CREATE INDEX search_by_computer ON search (text) WHERE kind = 'activation';

-- without the right to make the extension, a search has no index
DO $$
DECLARE place TEXT;
BEGIN
  BEGIN
    CREATE EXTENSION IF NOT EXISTS pg_trgm SCHEMA public;
  EXCEPTION WHEN OTHERS THEN NULL;
  END;
  SELECT nspname INTO place FROM pg_extension e JOIN pg_namespace n ON n.oid = extnamespace
    WHERE extname = 'pg_trgm';
  IF place IS NOT NULL THEN
    EXECUTE format('CREATE INDEX search_by_part ON search USING gin (folded %I.gin_trgm_ops)', place);
  END IF;
END $$;
`,
  LICENSES,
  `
ALTER TABLE activation_key ADD COLUMN suspended_at BIGINT;
ALTER TABLE activation_key ADD COLUMN suspend_reason TEXT COLLATE "C";
ALTER TABLE activation_key ADD COLUMN archived_at BIGINT;
-- their e-mail and comment are erased when others are saved
ALTER TABLE entry DISABLE TRIGGER entry_is_never_changed;
UPDATE entry SET subject = 'defaults' WHERE kind = 'defaults.changed';
ALTER TABLE entry ENABLE TRIGGER entry_is_never_changed;
`,
  `
-- without a body it was deleted
CREATE TABLE template (
  name TEXT COLLATE "C" PRIMARY KEY,
  body TEXT COLLATE "C",
  revision BIGINT NOT NULL
);
`,
  `
-- beside the entries, and made of none (refusals.ts, last-backup.ts)
CREATE TABLE refusal (
  key_id TEXT COLLATE "C" NOT NULL,
  is_proved BIGINT NOT NULL CHECK (is_proved IN (0, 1)),
  computer_id TEXT COLLATE "C" NOT NULL,
  code TEXT COLLATE "C" NOT NULL,
  seq BIGINT NOT NULL,
  at BIGINT NOT NULL,
  times BIGINT NOT NULL,
  operator TEXT COLLATE "C",
  reasons TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (key_id, is_proved, computer_id, code)
);
CREATE INDEX refusal_by_age ON refusal (is_proved, seq);
CREATE TABLE backup (
  id BIGINT PRIMARY KEY CHECK (id = 1),
  made_at BIGINT NOT NULL,
  entries BIGINT NOT NULL
);
-- a page of the log that shows one kind alone
CREATE INDEX entry_by_kind ON entry (kind, seq);
-- pages of what one key or one customer has, the newest first
DROP INDEX activation_by_key;
CREATE INDEX activation_by_key ON activation (key_id, released_at, created);
DROP INDEX activation_key_by_customer;
CREATE INDEX activation_key_by_customer ON activation_key (customer, created) WHERE customer IS NOT NULL;
`,
  `
-- what the desk has to do with outside; without a body it was removed
CREATE TABLE outside (
  name TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  body TEXT COLLATE "C",
  revision BIGINT NOT NULL
);
CREATE TABLE sold_order (
  created BIGINT PRIMARY KEY,
  id TEXT COLLATE "C" NOT NULL UNIQUE,
  sold TEXT COLLATE "C" NOT NULL,
  line TEXT COLLATE "C" NOT NULL,
  key_ids TEXT COLLATE "C" NOT NULL,
  refunded_at BIGINT,
  revision BIGINT NOT NULL
);
CREATE INDEX sold_order_by_order ON sold_order (sold);
-- whose order it is
CREATE INDEX customer_by_email ON customer (lower(email)) WHERE email IS NOT NULL;

-- beside the entries, and made of none (secrets.ts, kept-answers.ts, deliveries.ts)
CREATE TABLE secret (
  name TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  value TEXT COLLATE "C" NOT NULL
);
CREATE TABLE kept_answer (
  api_key TEXT COLLATE "C" NOT NULL,
  name TEXT COLLATE "C" NOT NULL,
  asked TEXT COLLATE "C" NOT NULL,
  at BIGINT NOT NULL,
  status BIGINT,
  body TEXT COLLATE "C",
  PRIMARY KEY (api_key, name)
);
CREATE INDEX kept_answer_by_age ON kept_answer (at);
CREATE TABLE api_device (
  api_key TEXT COLLATE "C" NOT NULL,
  address TEXT COLLATE "C" NOT NULL,
  since BIGINT NOT NULL,
  PRIMARY KEY (api_key, address)
);
CREATE TABLE delivery (
  id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  webhook TEXT COLLATE "C" NOT NULL,
  seq BIGINT NOT NULL,
  kind TEXT COLLATE "C" NOT NULL,
  at BIGINT NOT NULL,
  attempts BIGINT NOT NULL,
  due_at BIGINT,
  held_until BIGINT,
  state TEXT COLLATE "C" NOT NULL,
  status BIGINT,
  answer TEXT COLLATE "C",
  resent_at BIGINT
);
CREATE INDEX delivery_due ON delivery (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX delivery_by_webhook ON delivery (webhook, at);
CREATE TABLE delivered_until (
  webhook TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  seq BIGINT NOT NULL
);
`,
  SEATS,
]
