import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync, type SQLInputValue, type SQLOutputValue } from 'node:sqlite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { entryHash } from '../../src/ledger/chain.ts'
import type { Audit, Change } from '../../src/ledger/ledger.ts'
import { TABLES } from '../../src/ledger/projection.ts'
import { openSqliteLedger } from '../../src/ledger/sqlite.ts'
import { ledgerFile } from './file.ts'
import { AT, activation, countingBytes, everyKind, goneKey, keyRecord, product } from './sample.ts'

/** A ledger in which every table has two rows or more, apart from vendor and defaults, which can have but one. */
const changes: readonly Change[] = [
  ...everyKind,
  { kind: 'product.created', product: { ...product, id: 'acme.editor' } },
  { kind: 'activation.recorded', activation: activation('0000000000000001', 'KEY-BARE') },
  { kind: 'kit.published', productId: product.id, sequence: 2, payload: new Uint8Array() },
  { kind: 'key.created', key: keyRecord('KEY-LAST', { email: 'bob@example.com' }) },
]

/** The entry of the second activation. */
const RECORDED = everyKind.length + 2
/** The entry whose personal data a later one has replaced: they may be erased in it alone. */
const REPLACED = changes.findIndex(change => change.kind === 'key.created' && change.key === goneKey) + 1

const home = mkdtempSync(join(tmpdir(), 'airlatch-audit-'))
const path = join(home, 'ledger.db')
beforeAll(() => ledgerFile(path, changes))
afterAll(() => rmSync(home, { recursive: true, force: true }))

/** Does something to a copy of the ledger, as someone with sqlite3 and no scruples, and audits it. */
async function auditAfter(byHand: (db: DatabaseSync) => void): Promise<Audit> {
  const copy = join(home, 'by-hand.db')
  copyFileSync(path, copy)
  const db = new DatabaseSync(copy, { enableForeignKeyConstraints: false })
  db.exec('PRAGMA ignore_check_constraints = ON; PRAGMA synchronous = OFF')
  const triggers = db.prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").all()
  for (const { name } of triggers) db.exec(`DROP TRIGGER ${name}`)
  byHand(db)
  for (const { sql } of triggers) db.exec(`${sql}`)
  db.close()
  const ledger = await openSqliteLedger(copy, { random: countingBytes() })
  const audit = await ledger.audit()
  await ledger.close()
  return audit
}

interface Column {
  readonly table: string
  readonly name: string
  readonly type: string
  readonly nullable: boolean
}

function select(sql: string): Record<string, SQLOutputValue>[] {
  const db = new DatabaseSync(path, { readOnly: true })
  const rows = db.prepare(sql).all()
  db.close()
  return rows
}

/** Every column of every table, asked of SQLite and not of our own list. */
function columns(): readonly Column[] {
  return select(
    `SELECT m.name AS "table", c.name AS name, c.type AS type, c."notnull" = 0 AND c.pk = 0 AS nullable
     FROM sqlite_schema m, pragma_table_info(m.name) c WHERE m.type = 'table'`,
  ).map(row => ({
    table: `${row.table}`,
    name: `${row.name}`,
    type: `${row.type}`,
    nullable: row.nullable === 1,
  }))
}

function keyOf(table: string): string {
  return TABLES.find(({ name }) => name === table)?.key ?? 'seq'
}

const text = ({ problems }: Audit) => problems.map(({ entry, problem }) => `${entry}: ${problem}`).join('\n')

test('untouched, nothing is wrong', async () => {
  expect(await auditAfter(() => undefined)).toMatchObject({ entries: changes.length, problems: [] })
})

test('our list of tables and columns is that of the file', () => {
  const listed = TABLES.flatMap(({ name, columns }) => columns.map(column => `${name}.${column}`))
  const inFile = columns().filter(({ table }) => table !== 'entry')
  expect(listed.toSorted()).toEqual(inFile.map(({ table, name }) => `${table}.${name}`).toSorted())
})

test('every change of every column of every row of every table is found, and named', async () => {
  let tried = 0
  for (const { table, name, type, nullable } of columns()) {
    const key = keyOf(table)
    const rows = select(`SELECT ${key} AS key, ${name} AS value FROM ${table}`)
    expect(rows.length).toBeGreaterThan(0)
    for (const { key: row, value } of rows) {
      const others: SQLInputValue[] = [type === 'INTEGER' ? Number(value) + 1000 : `${value ?? ''}x`]
      if (name === key) others.push(type === 'INTEGER' ? -7 : '')
      if (nullable && value !== null) others.push(null)
      for (const other of others) {
        if (name === 'personal' && other === null && row === REPLACED) continue
        const audit = await auditAfter(db => {
          const update = db.prepare(`UPDATE ${table} SET ${name} = ? WHERE ${key} = ?`)
          expect(update.run(other, row as SQLInputValue).changes).toBe(1)
        })
        const where = `${table}.${name} of ${row} := ${other}`
        expect(audit.problems.length, where).toBeGreaterThan(0)
        if (table !== 'entry') expect(text(audit), where).toContain(table)
        else if (name !== 'seq' && other !== null) expect(audit.problems[0]?.entry, where).toBe(row)
        tried++
      }
    }
  }
  expect(tried).toBeGreaterThan(150)
}, 60_000)

test('a row that is taken away, or is there twice, in any table', async () => {
  for (const table of new Set(columns().map(column => column.table))) {
    const key = keyOf(table)
    const taken = await auditAfter(db =>
      db.exec(`DELETE FROM ${table} WHERE ${key} = (SELECT min(${key}) FROM ${table})`),
    )
    expect(text(taken), table).toContain(table === 'entry' ? '1: the entry is missing' : 'is missing')
    const names = columns()
      .filter(column => column.table === table)
      .map(({ name, type, nullable }) =>
        type === 'INTEGER'
          ? `${name} + 1000`
          : name === 'request_hash' || nullable
            ? 'NULL'
            : `${name} || 'x'`,
      )
    const twice = await auditAfter(db =>
      db.exec(`INSERT INTO ${table} SELECT ${names.join(', ')} FROM ${table} LIMIT 1`),
    )
    expect(text(twice), table).toContain(table === 'entry' ? 'are missing' : 'stands in no entry')
  }
})

test('the first bad entry is named first', async () => {
  const audit = await auditAfter(db => db.exec("UPDATE entry SET body = body || ' ' WHERE seq IN (9, 4, 6)"))
  expect(audit.problems[0]).toEqual({ entry: 4, problem: expect.stringContaining('the hash is not') })
  expect(new Set(audit.problems.map(problem => problem.entry))).toEqual(new Set([4, 6, 9]))
})

test('entries that change places', async () => {
  const audit = await auditAfter(db =>
    db.exec(
      'UPDATE entry SET seq = -5 WHERE seq = 5; UPDATE entry SET seq = 5 WHERE seq = 6; UPDATE entry SET seq = 6 WHERE seq = -5',
    ),
  )
  expect(audit.problems[0]?.entry).toBe(5)
})

test('an entry that was changed together with its own hash breaks the next', async () => {
  const [fourth, fifth] = select('SELECT hash, at, kind, body FROM entry WHERE seq IN (4, 5)')
  const hash = entryHash(`${fourth?.hash}`, 5, 1, `${fifth?.kind}`, `${fifth?.body}`)
  const audit = await auditAfter(db =>
    db.prepare('UPDATE entry SET at = 1, hash = ? WHERE seq = 5').run(hash),
  )
  expect(audit.problems[0]?.entry).toBe(6)
})

/** Makes the chain good again from the first entry on. */
function forge(db: DatabaseSync): void {
  let hash = '0'.repeat(64)
  for (const { seq, at, kind, body } of db.prepare('SELECT * FROM entry ORDER BY seq').all()) {
    hash = entryHash(hash, Number(seq), Number(at), `${kind}`, `${body}`)
    db.prepare('UPDATE entry SET hash = ? WHERE seq = ?').run(hash, seq as number)
  }
}

test('a forged chain over a state that was not: the state shows it', async () => {
  const audit = await auditAfter(db => {
    db.exec(`UPDATE entry SET body = replace(body, '"activations":2', '"activations":200') WHERE seq = 6`)
    forge(db)
  })
  expect(text(audit)).toBe('undefined: activation_key 6: activations, body not as the entries say')
})

test('a forged entry that could never have been written', async () => {
  const audit = await auditAfter(db => {
    db.exec(
      `UPDATE entry SET (body, subject) = (SELECT body, subject FROM entry WHERE seq = 7) WHERE seq = ${RECORDED}`,
    )
    forge(db)
  })
  expect(audit.problems[0]).toEqual({ entry: RECORDED, problem: expect.stringContaining('does not fit') })
})

test('a ledger cut off behind an entry: its state shows it; cut off too, only its head differs', async () => {
  const last = changes.length
  const cut = await auditAfter(db => db.exec(`DELETE FROM entry WHERE seq = ${last}`))
  expect(text(cut)).toBe(`undefined: activation_key ${last} stands in no entry`)
  const both = await auditAfter(db =>
    db.exec(`DELETE FROM entry WHERE seq = ${last}; DELETE FROM activation_key WHERE created = ${last}`),
  )
  // what a checkpoint that is kept outside is for
  const whole = await auditAfter(() => undefined)
  expect(both.problems).toEqual([])
  expect([both.entries, both.head]).not.toEqual([whole.entries, whole.head])
})

test('personal data are erased in the entry and in the state; in one of them alone is found', async () => {
  const inEntry = 'UPDATE entry SET personal = NULL'
  const inState = 'UPDATE activation_key SET email = NULL, comment = NULL'
  expect(text(await auditAfter(db => db.exec(`${inEntry}; ${inState}`)))).toBe('')
  expect(text(await auditAfter(db => db.exec(inEntry)))).toContain('email, comment not as the entries say')
  expect(text(await auditAfter(db => db.exec(inState)))).toContain('email, comment not as the entries say')
})

test('personal data that a change has replaced are erased in its first entry alone', async () => {
  const audit = await auditAfter(db =>
    db.exec(`UPDATE entry SET personal = NULL WHERE kind = 'key.created' AND subject = '${goneKey.id}'`),
  )
  expect(text(audit)).toBe('')
})

test('an entry that is filed under another key: its history would lack it', async () => {
  for (const subject of ["'KEY-BARE'", 'NULL']) {
    const audit = await auditAfter(db => db.exec(`UPDATE entry SET subject = ${subject} WHERE seq = 7`))
    expect(audit.problems).toEqual([{ entry: 7, problem: expect.stringContaining('the column subject') }])
  }
})

test('a key that is taken back by hand, or given again', async () => {
  const taken = await auditAfter(db => db.exec('UPDATE activation_key SET revoked_at = 1 WHERE created = 6'))
  expect(text(taken)).toBe('undefined: activation_key 6: revoked_at not as the entries say')
  const given = await auditAfter(db =>
    db.exec('UPDATE activation_key SET revoked_at = NULL, revoke_reason = NULL WHERE revoked_at IS NOT NULL'),
  )
  expect(text(given)).toContain('revoked_at, revoke_reason not as the entries say')
})

test('personal data of an entry that never had any', async () => {
  const audit = await auditAfter(db => db.exec("UPDATE entry SET personal = '{}' WHERE seq = 1"))
  expect(text(audit)).toBe('1: the personal data are not those that were recorded')
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
  const audit = await auditAfter(db => db.exec('DROP TABLE issued'))
  expect(text(audit)).toContain('no such table: issued')
  expect(text(audit)).toContain('table issued is not as it was made')
})

test('a number too large to be ours', async () => {
  const audit = await auditAfter(db => db.exec('UPDATE entry SET at = 1 << 60 WHERE seq = 3'))
  expect(audit.problems[0]?.problem).toContain('cannot be read')
})

test('a wholly different ledger does not make an endless list', async () => {
  const audit = await auditAfter(db => {
    const insert = db.prepare("INSERT INTO entry VALUES (?, 1, 'x', 'y', NULL, ?, NULL)")
    for (let seq = 100; seq < 400; seq++) insert.run(seq, '0'.repeat(64))
  })
  expect(audit.problems).toHaveLength(101)
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
  await ledger.append([...changes], AT)
  const more = (i: number): Change => ({
    kind: 'activation.recorded',
    activation: activation(`more-${i}`, 'KEY-BARE'),
  })
  await ledger.append(
    Array.from({ length: 2_500 }, (_, i) => more(i)),
    AT,
  )
  expect(await ledger.audit()).toMatchObject({ entries: changes.length + 2_500, problems: [] })
  await ledger.close()
})
