/** The audit of a SQLite file: what every audit must find, and a schema that is not as we made it. */
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Sql, SqlRow, SqlValue } from '../../../src/log/sql.ts'
import { openSqliteEngine } from '../../../src/log/sqlite/open.ts'
import { auditRows } from '../../../src/vendor/ledger/audit.ts'
import type { Change } from '../../../src/vendor/ledger/change.ts'
import type { Audit, AuditProblem } from '../../../src/vendor/ledger/ledger.ts'
import { LEDGER_FILE, openSqliteLedger } from '../../../src/vendor/ledger/sqlite.ts'
import { runs } from '../../effort.ts'
import { AUDITED_BY, auditContract, auditedChanges, text } from './audit-contract.ts'
import { ledgerFile } from './file.ts'
import { AT, activation, bareEntitlement, countingBytes, keyRecord } from './sample.ts'

const home = mkdtempSync(join(tmpdir(), 'airlatch-audit-'))
const path = join(home, 'ledger.db')
beforeAll(() => ledgerFile(path, auditedChanges, AUDITED_BY))
afterAll(() => rmSync(home, { recursive: true, force: true }))

function over(db: DatabaseSync): Sql {
  const all: Sql['all'] = async (sql, params = []) => db.prepare(sql).all(...params) as SqlRow[]
  return {
    all,
    get: async (sql, params) => (await all(sql, params))[0],
    run: async (sql, params = []) => Number(db.prepare(sql).run(...(params as SqlValue[])).changes),
  }
}

/** Does something to a copy of the ledger, as someone with sqlite3 and no scruples, and audits it. */
async function auditAfter(byHand: (sql: Sql) => Promise<unknown>): Promise<Audit> {
  const copy = join(home, 'by-hand.db')
  copyFileSync(path, copy)
  const db = new DatabaseSync(copy, { enableForeignKeyConstraints: false })
  db.exec('PRAGMA ignore_check_constraints = ON; PRAGMA synchronous = OFF')
  const triggers = db.prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").all()
  for (const { name } of triggers) db.exec(`DROP TRIGGER ${name}`)
  await byHand(over(db))
  for (const { sql } of triggers) db.exec(`${sql}`)
  db.close()
  const ledger = await openSqliteLedger(copy, { random: countingBytes() })
  const audit = await ledger.audit()
  await ledger.close()
  for (const page of [1, 7]) {
    const problems = await problemsInPages(copy, page)
    expect(problems.map(told)).toEqual(audit.problems.slice(0, problems.length).map(told))
  }
  return audit
}

/** What cannot be read is said of the first entry of its page. */
function told({ entry, problem }: AuditProblem): string {
  return problem.startsWith('cannot be read') ? problem : `${entry}: ${problem}`
}

/** Of the rows, when so many entries are compared at once. */
async function problemsInPages(path: string, page: number): Promise<readonly AuditProblem[]> {
  const engine = openSqliteEngine(path, LEDGER_FILE, {})
  const { problems } = await auditRows(work => engine.read(work), { page })
  await engine.close()
  return problems
}

async function select(sql: string): Promise<readonly SqlRow[]> {
  const db = new DatabaseSync(path, { readOnly: true })
  try {
    return await over(db).all(sql)
  } finally {
    db.close()
  }
}

auditContract('SQLite', {
  everyRow: runs(10) > 1,
  after: auditAfter,
  select,
  unique: async () =>
    (
      await select(
        `SELECT m.name || ': ' || c.name AS text FROM sqlite_schema m, pragma_table_info(m.name) c
           WHERE m.type = 'table' AND m.name <> 'entry' AND m.name NOT LIKE 'search_index%' AND c.pk = 1
         UNION SELECT m.name || ': ' || (SELECT group_concat(name) FROM pragma_index_info(i.name))
           FROM sqlite_schema m, pragma_index_list(m.name) i WHERE m.type = 'table' AND i.origin = 'u'`,
      )
    ).map(row => `${row.text}`),
  columns: async () =>
    (
      await select(
        `SELECT m.name AS "table", c.name AS name, c.type AS type, c."notnull" = 0 AND c.pk = 0 AS nullable
         FROM sqlite_schema m, pragma_table_info(m.name) c
         WHERE m.type = 'table' AND m.name NOT LIKE 'search_index%'`,
      )
    ).map(row => ({
      table: `${row.table}`,
      name: `${row.name}`,
      isNumber: row.type === 'INTEGER',
      nullable: row.nullable === 1,
    })),
})

test.each([
  'DROP TRIGGER entry_is_never_changed',
  'DROP INDEX activation_by_key',
  'CREATE TABLE mine (x)',
  'CREATE TRIGGER mine AFTER INSERT ON activation BEGIN DELETE FROM entry; END',
  'CREATE VIEW mine AS SELECT 1',
])('a schema that is not ours: %s', async sql => {
  const copy = join(home, 'schema.db')
  copyFileSync(path, copy)
  const db = new DatabaseSync(copy)
  db.exec(sql)
  db.close()
  const ledger = await openSqliteLedger(copy, { random: countingBytes() })
  expect(text(await ledger.audit())).toMatch(
    /^undefined: (trigger|index|table|view) \w+ is not as it was made$/,
  )
  await ledger.close()
})

test('a table that is gone', async () => {
  const audit = await auditAfter(sql => sql.run('DROP TABLE issued'))
  expect(text(audit)).toContain('no such table: issued')
  expect(text(audit)).toContain('table issued is not as it was made')
})

test('the table itself refuses changes that are made by accident', () => {
  const copy = join(home, 'accident.db')
  copyFileSync(path, copy)
  const db = new DatabaseSync(copy)
  expect(() => db.exec('UPDATE entry SET at = 1')).toThrow('an entry is never changed')
  expect(() => db.exec('DELETE FROM entry')).toThrow('an entry is never deleted')
  expect(() => db.exec("UPDATE entry SET personal = '{}'")).toThrow('personal data are only erased')
  db.exec('UPDATE entry SET personal = NULL')
  db.close()
})

test('an audit reads a long ledger page by page', async () => {
  const long = join(home, 'long.db')
  const ledger = await openSqliteLedger(long, { random: countingBytes(), create: true })
  await ledger.append(auditedChanges, AT)
  const entitlement = { ...bareEntitlement, activations: 2_500 }
  const more = (i: number): Change => ({
    kind: 'activation.recorded',
    activation: activation(`more-${i}`, 'KEY-MANY'),
  })
  const changes: readonly Change[] = [
    { kind: 'key.created', key: keyRecord('KEY-MANY', { entitlement }) },
    ...Array.from({ length: 2_500 }, (_, i) => more(i)),
  ]
  await ledger.append(changes, AT)
  const entries = auditedChanges.length + changes.length
  expect(await ledger.audit()).toMatchObject({ entries, problems: [] })
  await ledger.close()
})
