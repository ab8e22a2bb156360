/** The audit on PostgreSQL: what every audit must find, and a schema that is not as we made it. */
import type { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Sql, SqlRow } from '../../../src/log/sql.ts'
import type { Audit, Ledger } from '../../../src/vendor/ledger/ledger.ts'
import { openPostgresLedger } from '../../../src/vendor/ledger/postgres.ts'
import { TABLES } from '../../../src/vendor/ledger/tables.ts'
import { AUDITED_BY, auditContract, auditedChanges, BESIDE, type Column, text } from './audit-contract.ts'
import { connected, postgresServer } from './postgres-server.ts'
import { AT, countingBytes } from './sample.ts'

const server = postgresServer()
let ledger: Ledger
/** An administrator, past triggers and references. */
let admin: Client

const NAMES = ['entry', ...BESIDE, ...TABLES.map(({ name }) => name)]
const KEEP = NAMES.map(name => `CREATE TABLE kept.${name} AS SELECT * FROM ${name}`).join(';')
/** Without columns that the server makes of others. */
const RESTORE = NAMES.map(name => {
  const columns = TABLES.find(table => table.name === name)?.columns
  const [into, from] = columns === undefined ? ['', '*'] : [`(${columns})`, `${columns}`]
  return `DELETE FROM ${name}; INSERT INTO ${name} ${into} SELECT ${from} FROM kept.${name}`
}).join(';')

beforeAll(async () => {
  const url = await server.database()
  ledger = await openPostgresLedger(url, {
    random: countingBytes(),
    create: true,
    operator: AUDITED_BY,
  })
  for (const change of auditedChanges) await ledger.append([change], AT)
  admin = await connected(url)
  await admin.query('SET search_path = airlatch; SET session_replication_role = replica')
  await admin.query(`CREATE SCHEMA kept; ${KEEP}`)
})
afterAll(async () => {
  await ledger.close()
  await admin.end()
})

async function all(sql: string, params: readonly unknown[] = []): Promise<readonly SqlRow[]> {
  let n = 0
  const text = sql.replace(/\?/g, () => `$${++n}`)
  const { rows } = await admin.query(text, [...params])
  return rows.map(row =>
    Object.fromEntries(Object.entries(row).map(([name, value]) => [name, asNumber(value)])),
  )
}

/** The driver gives a bigint as text. */
function asNumber(value: unknown): string | number | null {
  return typeof value === 'string' && /^-?\d{1,15}$/.test(value) ? Number(value) : (value as string | null)
}

const byHand: Sql = {
  all,
  get: async (sql, params) => (await all(sql, params))[0],
  async run(sql, params = []) {
    let n = 0
    return (
      (
        await admin.query(
          sql.replace(/\?/g, () => `$${++n}`),
          [...params],
        )
      ).rowCount ?? 0
    )
  },
}

async function after(change: (sql: Sql) => Promise<unknown>): Promise<Audit | undefined> {
  try {
    await change(byHand)
    return await ledger.audit()
  } catch (error) {
    // a constraint CHECK, which is no trigger
    if ((error as { code?: unknown }).code !== '23514') throw error
    return undefined
  } finally {
    await admin.query(RESTORE)
  }
}

auditContract('PostgreSQL', {
  everyRow: false,
  after,
  select: all,
  unique: async () => {
    const rows = await all(
      `SELECT conrelid::regclass || ': ' || (SELECT string_agg(attname, ',' ORDER BY place)
           FROM unnest(conkey) WITH ORDINALITY AS part (number, place)
           JOIN pg_attribute ON attrelid = conrelid AND attnum = number) AS text
       FROM pg_constraint WHERE contype IN ('p', 'u') AND connamespace = 'airlatch'::regnamespace
         AND conrelid NOT IN ('entry'::regclass, 'ledger_version'::regclass)`,
    )
    return rows.map(row => `${row.text}`)
  },
  columns: async () => {
    const rows = await all(
      `SELECT table_name AS table, column_name AS name, data_type = 'bigint' AS is_number, is_nullable = 'YES' AS nullable
       FROM information_schema.columns WHERE table_schema = 'airlatch' AND table_name <> 'ledger_version'
         AND is_generated = 'NEVER'`,
    )
    return rows.map(
      (row): Column => ({
        table: `${row.table}`,
        name: `${row.name}`,
        isNumber: Boolean(row.is_number),
        nullable: Boolean(row.nullable),
      }),
    )
  },
})

describe('a schema that is not ours', () => {
  /** Audits behind a change of the schema, which is taken back. */
  async function auditWith(sql: string, back: string): Promise<Audit> {
    await admin.query(sql)
    try {
      return await ledger.audit()
    } finally {
      await admin.query(back)
    }
  }

  test.each([
    [
      'trigger entry_is_never_changed on entry',
      'ALTER TABLE entry DISABLE TRIGGER entry_is_never_changed',
      'ALTER TABLE entry ENABLE TRIGGER entry_is_never_changed',
    ],
    [
      'trigger entry_is_never_deleted on entry',
      'ALTER TRIGGER entry_is_never_deleted ON entry RENAME TO x',
      'ALTER TRIGGER x ON entry RENAME TO entry_is_never_deleted',
    ],
    [
      'trigger RI_ConstraintTrigger',
      'ALTER TABLE kit DISABLE TRIGGER ALL',
      'ALTER TABLE kit ENABLE TRIGGER ALL',
    ],
    [
      'trigger mine on activation',
      'CREATE TRIGGER mine AFTER INSERT ON activation EXECUTE FUNCTION refuse()',
      'DROP TRIGGER mine ON activation',
    ],
    [
      'function refuse()',
      "CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS 'BEGIN RETURN NEW; END'",
      "CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS 'BEGIN RAISE EXCEPTION ''%'', TG_ARGV[0] USING ERRCODE = ''restrict_violation''; END'",
    ],
    [
      'function length(text)',
      "CREATE FUNCTION airlatch.length(text) RETURNS int LANGUAGE sql AS 'SELECT 64'",
      'DROP FUNCTION airlatch.length(text)',
    ],
    [
      'index activation_by_key',
      'DROP INDEX activation_by_key',
      'CREATE INDEX activation_by_key ON activation (key_id, released_at, created)',
    ],
    [
      'index activation_by_key',
      "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'activation_by_key'::regclass",
      "UPDATE pg_index SET indisvalid = true WHERE indexrelid = 'activation_by_key'::regclass",
    ],
    [
      'index entry_pkey',
      "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'entry_pkey'::regclass",
      "UPDATE pg_index SET indisvalid = true WHERE indexrelid = 'entry_pkey'::regclass",
    ],
    [
      'constraint affiliate_name_key on affiliate',
      'ALTER TABLE affiliate DROP CONSTRAINT affiliate_name_key',
      'ALTER TABLE affiliate ADD UNIQUE (name)',
    ],
    [
      'constraint kit_seq_fkey on kit',
      'ALTER TABLE kit DROP CONSTRAINT kit_seq_fkey; ALTER TABLE kit ADD FOREIGN KEY (seq) REFERENCES entry NOT VALID',
      'ALTER TABLE kit VALIDATE CONSTRAINT kit_seq_fkey',
    ],
    ['table mine', 'CREATE TABLE mine (x int)', 'DROP TABLE mine'],
    ['relation mine', 'CREATE VIEW mine AS SELECT 1', 'DROP VIEW mine'],
    ['relation mine', 'CREATE SEQUENCE mine', 'DROP SEQUENCE mine'],
    ['table kit', 'ALTER TABLE kit SET UNLOGGED', 'ALTER TABLE kit SET LOGGED'],
    ['table kit', 'ALTER TABLE kit ADD x int', 'ALTER TABLE kit DROP x'],
    [
      'table kit',
      'ALTER TABLE kit ALTER sequence DROP NOT NULL',
      'ALTER TABLE kit ALTER sequence SET NOT NULL',
    ],
    [
      'table vendor',
      'ALTER TABLE vendor ALTER name TYPE text COLLATE "en-US-x-icu"',
      'ALTER TABLE vendor ALTER name TYPE text COLLATE "C"',
    ],
    ['table kit', 'CREATE TABLE kept.more () INHERITS (kit)', 'DROP TABLE kept.more'],
    ['table kit', 'ALTER TABLE kit ENABLE ROW LEVEL SECURITY', 'ALTER TABLE kit DISABLE ROW LEVEL SECURITY'],
    ['policy mine on kit', 'CREATE POLICY mine ON kit USING (true)', 'DROP POLICY mine ON kit'],
    ['rule mine on kit', 'CREATE RULE mine AS ON INSERT TO kit DO INSTEAD NOTHING', 'DROP RULE mine ON kit'],
  ])('%s: %s', async (name, sql, back) => {
    expect(text(await auditWith(sql, back))).toMatch(
      new RegExp(`^undefined: ${name.replace(/[()]/g, '\\$&')}[^\n]* is not as it was made`, 'm'),
    )
    expect((await ledger.audit()).problems).toEqual([])
  })

  test('a table that is gone', async () => {
    const audit = await auditWith(
      'ALTER TABLE issued RENAME TO hidden',
      'ALTER TABLE hidden RENAME TO issued',
    )
    expect(text(audit)).toContain('relation "issued" does not exist')
    expect(text(audit)).toContain('table issued is not as it was made')
  })
})

test('a reference to nothing', async () => {
  const audit = await after(sql =>
    sql.run("UPDATE activation SET key_id = 'none' WHERE id = '0000000000000001'"),
  )
  expect(text(audit as Audit)).toMatch(/activation \d+: key_id refers to no activation_key$/)
})
