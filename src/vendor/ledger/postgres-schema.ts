/**
 * Owns what the PostgreSQL schema ought to be behind the last migration, in PostgreSQL's own words; postgres-check.ts
 * compares. Changes together with postgres-migrations.ts: the audit of a fresh ledger shows what is missing here.
 */
import { ACCENTS, CAPITALS, SMALL } from './search.ts'

export const DEFINITIONS: Readonly<Record<string, string>> = {
  'constraint activation_id_key on activation': 'UNIQUE (id)',
  'constraint activation_key_customer_fkey on activation_key':
    'FOREIGN KEY (customer) REFERENCES customer(id)',
  'constraint activation_key_id_fkey on activation': 'FOREIGN KEY (key_id) REFERENCES activation_key(id)',
  'constraint activation_key_id_key on activation_key': 'UNIQUE (id)',
  'constraint activation_key_pkey on activation_key': 'PRIMARY KEY (created)',
  'constraint activation_key_product_id_fkey on activation_key':
    'FOREIGN KEY (product_id) REFERENCES product(id)',
  'constraint activation_marks_check on activation':
    "CHECK ((marks ~ '^[[]([0-9]{1,16}(,[0-9]{1,16})*)?[]]$'::text))",
  'constraint activation_pkey on activation': 'PRIMARY KEY (created)',
  'constraint affiliate_name_key on affiliate': 'UNIQUE (name)',
  'constraint affiliate_pkey on affiliate': 'PRIMARY KEY (created)',
  'constraint api_device_pkey on api_device': 'PRIMARY KEY (api_key, address)',
  'constraint backup_id_check on backup': 'CHECK ((id = 1))',
  'constraint backup_pkey on backup': 'PRIMARY KEY (id)',
  'constraint customer_id_key on customer': 'UNIQUE (id)',
  'constraint customer_merged_into_fkey on customer': 'FOREIGN KEY (merged_into) REFERENCES customer(id)',
  'constraint customer_pkey on customer': 'PRIMARY KEY (created)',
  'constraint defaults_id_check on defaults': 'CHECK ((id = 1))',
  'constraint defaults_pkey on defaults': 'PRIMARY KEY (id)',
  'constraint delivered_until_pkey on delivered_until': 'PRIMARY KEY (webhook)',
  'constraint delivery_pkey on delivery': 'PRIMARY KEY (id)',
  'constraint entry_hash_check on entry': 'CHECK ((length(hash) = 64))',
  'constraint entry_pkey on entry': 'PRIMARY KEY (seq)',
  'constraint entry_seq_check on entry': 'CHECK ((seq >= 1))',
  'constraint issued_activation_id_fkey on issued': 'FOREIGN KEY (activation_id) REFERENCES activation(id)',
  'constraint issued_pkey on issued': 'PRIMARY KEY (seq)',
  'constraint issued_request_hash_key on issued': 'UNIQUE (request_hash)',
  'constraint issued_seq_fkey on issued': 'FOREIGN KEY (seq) REFERENCES entry(seq)',
  'constraint kept_answer_pkey on kept_answer': 'PRIMARY KEY (api_key, name)',
  'constraint kit_pkey on kit': 'PRIMARY KEY (seq)',
  'constraint kit_product_id_fkey on kit': 'FOREIGN KEY (product_id) REFERENCES product(id)',
  'constraint kit_product_id_sequence_key on kit': 'UNIQUE (product_id, sequence)',
  'constraint kit_seq_fkey on kit': 'FOREIGN KEY (seq) REFERENCES entry(seq)',
  'constraint kit_sequence_check on kit': 'CHECK ((sequence >= 1))',
  'constraint ledger_version_id_check on ledger_version': 'CHECK ((id = 1))',
  'constraint ledger_version_pkey on ledger_version': 'PRIMARY KEY (id)',
  'constraint outside_pkey on outside': 'PRIMARY KEY (name)',
  'constraint product_id_key on product': 'UNIQUE (id)',
  'constraint product_pkey on product': 'PRIMARY KEY (created)',
  'constraint refusal_is_proved_check on refusal':
    'CHECK ((is_proved = ANY (ARRAY[(0)::bigint, (1)::bigint])))',
  'constraint refusal_pkey on refusal': 'PRIMARY KEY (key_id, is_proved, computer_id, code)',
  'constraint search_id_key on search': 'UNIQUE (id)',
  'constraint search_pkey on search': 'PRIMARY KEY (created)',
  'constraint seat_mark_pkey on seat_mark': 'PRIMARY KEY (mark, activation)',
  'constraint secret_pkey on secret': 'PRIMARY KEY (name)',
  'constraint setting_pkey on setting': 'PRIMARY KEY (name)',
  'constraint sold_order_id_key on sold_order': 'UNIQUE (id)',
  'constraint sold_order_pkey on sold_order': 'PRIMARY KEY (created)',
  'constraint template_pkey on template': 'PRIMARY KEY (name)',
  'constraint vendor_id_check on vendor': 'CHECK ((id = 1))',
  'constraint vendor_pkey on vendor': 'PRIMARY KEY (id)',
  'constraint wrong_proof_check on wrong_proof':
    'CHECK (((codes >= codes_in_a_row) AND (codes_in_a_row >= 0)))',
  'constraint wrong_proof_key_id_fkey on wrong_proof': 'FOREIGN KEY (key_id) REFERENCES activation_key(id)',
  'constraint wrong_proof_pkey on wrong_proof': 'PRIMARY KEY (key_id)',
  'constraint wrong_proof_requests_check on wrong_proof': 'CHECK ((requests >= 0))',
  'function mark_activation()':
    "f f search_path=pg_catalog, airlatch, pg_temp \nBEGIN\n  IF TG_OP = 'UPDATE' THEN\n    DELETE FROM seat_mark WHERE activation = OLD.created\n      AND mark IN (SELECT value::bigint FROM json_array_elements_text(OLD.marks::json));\n  END IF;\n  INSERT INTO seat_mark SELECT value::bigint, NEW.created FROM json_array_elements_text(NEW.marks::json);\n  RETURN NULL;\nEND",
  'function refuse()':
    "f f search_path=pg_catalog, pg_temp BEGIN RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'restrict_violation'; END",
  'index activation_by_end':
    'CREATE INDEX activation_by_end ON airlatch.activation USING btree (license_ends, created) WHERE ((released_at IS NULL) AND (license_ends IS NOT NULL))',
  'index activation_by_end_of_seat':
    'CREATE INDEX activation_by_end_of_seat ON airlatch.activation USING btree (key_id, ended_by) WHERE (ended_by IS NOT NULL)',
  'index activation_by_grace_end':
    'CREATE INDEX activation_by_grace_end ON airlatch.activation USING btree (license_grace_ends, created) WHERE ((released_at IS NULL) AND (license_grace_ends IS NOT NULL))',
  'index activation_by_key':
    'CREATE INDEX activation_by_key ON airlatch.activation USING btree (key_id, released_at, created)',
  'index activation_by_maintenance_end':
    'CREATE INDEX activation_by_maintenance_end ON airlatch.activation USING btree (license_maintenance_ends, created) WHERE ((released_at IS NULL) AND (license_maintenance_ends IS NOT NULL))',
  'index activation_by_seat':
    'CREATE INDEX activation_by_seat ON airlatch.activation USING btree (key_id, seat, created)',
  'index activation_key_by_affiliate':
    'CREATE INDEX activation_key_by_affiliate ON airlatch.activation_key USING btree (affiliate) WHERE (affiliate IS NOT NULL)',
  'index activation_key_by_customer':
    'CREATE INDEX activation_key_by_customer ON airlatch.activation_key USING btree (customer, created) WHERE (customer IS NOT NULL)',
  'index activation_key_by_email':
    'CREATE INDEX activation_key_by_email ON airlatch.activation_key USING btree (lower(email)) WHERE (email IS NOT NULL)',
  'index activation_key_by_product':
    'CREATE INDEX activation_key_by_product ON airlatch.activation_key USING btree (product_id)',
  'index activation_outdated':
    'CREATE INDEX activation_outdated ON airlatch.activation USING btree (created) WHERE ((released_at IS NULL) AND (outdated_by IS NOT NULL))',
  'index customer_by_email':
    'CREATE INDEX customer_by_email ON airlatch.customer USING btree (lower(email)) WHERE (email IS NOT NULL)',
  'index customer_by_merged':
    'CREATE INDEX customer_by_merged ON airlatch.customer USING btree (merged_into) WHERE (merged_into IS NOT NULL)',
  'index delivery_by_webhook':
    'CREATE INDEX delivery_by_webhook ON airlatch.delivery USING btree (webhook, at)',
  'index delivery_due':
    'CREATE INDEX delivery_due ON airlatch.delivery USING btree (due_at) WHERE (due_at IS NOT NULL)',
  'index entry_by_kind': 'CREATE INDEX entry_by_kind ON airlatch.entry USING btree (kind, seq)',
  'index entry_by_subject':
    'CREATE INDEX entry_by_subject ON airlatch.entry USING btree (subject) WHERE (subject IS NOT NULL)',
  'index entry_by_time': 'CREATE INDEX entry_by_time ON airlatch.entry USING btree (at)',
  'index kept_answer_by_age': 'CREATE INDEX kept_answer_by_age ON airlatch.kept_answer USING btree (at)',
  'index refusal_by_age': 'CREATE INDEX refusal_by_age ON airlatch.refusal USING btree (is_proved, seq)',
  'index search_by_computer':
    "CREATE INDEX search_by_computer ON airlatch.search USING btree (text) WHERE (kind = 'activation'::text)",
  'index sold_order_by_order': 'CREATE INDEX sold_order_by_order ON airlatch.sold_order USING btree (sold)',
  'table activation':
    'created bigint NOT NULL, id text COLLATE C NOT NULL, key_id text COLLATE C NOT NULL, released_at bigint, body text COLLATE C NOT NULL, revision bigint NOT NULL, license_seq bigint, license_at bigint, license_format bigint, license_ends bigint, license_grace_ends bigint, license_maintenance_ends bigint, license_first_run bigint, outdated_by bigint, seat bigint, begun_at bigint, ended_by text COLLATE C, marks text COLLATE C',
  'table activation_key':
    'created bigint NOT NULL, id text COLLATE C NOT NULL, product_id text COLLATE C NOT NULL, email text COLLATE C, comment text COLLATE C, affiliate text COLLATE C, activations bigint NOT NULL, revoked_at bigint, revoke_reason text COLLATE C, body text COLLATE C NOT NULL, revision bigint NOT NULL, customer text COLLATE C, suspended_at bigint, suspend_reason text COLLATE C, archived_at bigint',
  'table affiliate': 'created bigint NOT NULL, name text COLLATE C NOT NULL, added_at bigint NOT NULL',
  'table api_device':
    'api_key text COLLATE C NOT NULL, address text COLLATE C NOT NULL, since bigint NOT NULL',
  'table backup': 'id bigint NOT NULL, made_at bigint NOT NULL, entries bigint NOT NULL',
  'table customer':
    'created bigint NOT NULL, id text COLLATE C NOT NULL, name text COLLATE C, company text COLLATE C, email text COLLATE C, telephone text COLLATE C, reference text COLLATE C, notes text COLLATE C, created_at bigint NOT NULL, merged_into text COLLATE C, revision bigint NOT NULL',
  'table defaults': 'id bigint NOT NULL, body text COLLATE C, revision bigint NOT NULL',
  'table delivered_until': 'webhook text COLLATE C NOT NULL, seq bigint NOT NULL',
  'table delivery':
    'id text COLLATE C NOT NULL, webhook text COLLATE C NOT NULL, seq bigint NOT NULL, kind text COLLATE C NOT NULL, at bigint NOT NULL, attempts bigint NOT NULL, due_at bigint, held_until bigint, state text COLLATE C NOT NULL, status bigint, answer text COLLATE C, resent_at bigint',
  'table entry':
    'seq bigint NOT NULL, at bigint NOT NULL, kind text COLLATE C NOT NULL, body text COLLATE C NOT NULL, personal text COLLATE C, hash text COLLATE C NOT NULL, subject text COLLATE C, operator text COLLATE C',
  'table issued': 'seq bigint NOT NULL, request_hash text COLLATE C, activation_id text COLLATE C NOT NULL',
  'table kept_answer':
    'api_key text COLLATE C NOT NULL, name text COLLATE C NOT NULL, asked text COLLATE C NOT NULL, at bigint NOT NULL, status bigint, body text COLLATE C',
  'table kit': 'seq bigint NOT NULL, product_id text COLLATE C NOT NULL, sequence bigint NOT NULL',
  'table ledger_version': 'id bigint NOT NULL, version bigint NOT NULL',
  'table outside': 'name text COLLATE C NOT NULL, body text COLLATE C, revision bigint NOT NULL',
  'table product':
    'created bigint NOT NULL, id text COLLATE C NOT NULL, body text COLLATE C NOT NULL, revision bigint NOT NULL',
  'table refusal':
    'key_id text COLLATE C NOT NULL, is_proved bigint NOT NULL, computer_id text COLLATE C NOT NULL, code text COLLATE C NOT NULL, seq bigint NOT NULL, at bigint NOT NULL, times bigint NOT NULL, operator text COLLATE C, reasons text COLLATE C NOT NULL',
  'table search': `created bigint NOT NULL, kind text COLLATE C NOT NULL, id text COLLATE C NOT NULL, text text COLLATE C, personal text COLLATE C, folded text COLLATE C NOT NULL DEFAULT translate(lower((NORMALIZE(((((id || '\n'::text) || COALESCE(text, ''::text)) || '\n'::text) || COALESCE(personal, ''::text)), NFD) COLLATE "C")), '${CAPITALS}${ACCENTS}'::text, '${SMALL}'::text) s`,
  'table seat_mark': 'mark bigint NOT NULL, activation bigint NOT NULL',
  'table secret': 'name text COLLATE C NOT NULL, value text COLLATE C NOT NULL',
  'table setting': 'name text COLLATE C NOT NULL, value text COLLATE C NOT NULL, revision bigint NOT NULL',
  'table sold_order':
    'created bigint NOT NULL, id text COLLATE C NOT NULL, sold text COLLATE C NOT NULL, line text COLLATE C NOT NULL, key_ids text COLLATE C NOT NULL, refunded_at bigint, revision bigint NOT NULL',
  'table template': 'name text COLLATE C NOT NULL, body text COLLATE C, revision bigint NOT NULL',
  'table vendor':
    'id bigint NOT NULL, name text COLLATE C NOT NULL, public_key text COLLATE C NOT NULL, created_at bigint NOT NULL, revision bigint NOT NULL',
  'table wrong_proof':
    'key_id text COLLATE C NOT NULL, codes_in_a_row bigint NOT NULL, codes bigint NOT NULL, requests bigint NOT NULL, last_hash text COLLATE C, last_at bigint',
  'trigger activation_is_marked on activation':
    'CREATE TRIGGER activation_is_marked AFTER INSERT ON airlatch.activation FOR EACH ROW EXECUTE FUNCTION mark_activation()',
  'trigger activation_is_marked_again on activation':
    'CREATE TRIGGER activation_is_marked_again AFTER UPDATE OF marks ON airlatch.activation FOR EACH ROW WHEN ((old.marks IS DISTINCT FROM new.marks)) EXECUTE FUNCTION mark_activation()',
  'trigger entry_is_never_changed on entry':
    "CREATE TRIGGER entry_is_never_changed BEFORE UPDATE OF seq, at, kind, body, hash, subject, operator ON airlatch.entry FOR EACH STATEMENT EXECUTE FUNCTION refuse('an entry is never changed')",
  'trigger entry_is_never_deleted on entry':
    "CREATE TRIGGER entry_is_never_deleted BEFORE DELETE OR TRUNCATE ON airlatch.entry FOR EACH STATEMENT EXECUTE FUNCTION refuse('an entry is never deleted')",
  'trigger personal_is_only_erased on entry':
    "CREATE TRIGGER personal_is_only_erased BEFORE UPDATE OF personal ON airlatch.entry FOR EACH ROW WHEN ((new.personal IS NOT NULL)) EXECUTE FUNCTION refuse('personal data are only erased')",
}

/** What need not be there: the extension is of a schema that the administrator chooses, or missing. */
export const OPTIONAL: Readonly<Record<string, RegExp>> = {
  'index search_by_part':
    /^CREATE INDEX search_by_part ON airlatch\.search USING gin \(folded (?:\S+\.)?gin_trgm_ops\)$/,
}
