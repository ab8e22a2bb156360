/**
 * Owns the yardstick of what `issue` and `key create` cost: the very rows that a ledger wrote, written into a copy of
 * that ledger as it was before, with the same tables, indices, triggers and settings, by bare prepared statements, each
 * transaction durable. Nothing is read, decided, encoded, hashed or compared here, and each row is written once, in its
 * last state.
 */
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import type { SqlValue } from '../../src/log/sql.ts'
import { durableSettings } from '../../src/log/sqlite/open.ts'
import type { Ledger } from '../../src/vendor/ledger/ledger.ts'
import { TABLES } from '../../src/vendor/ledger/tables.ts'
import { connected } from '../vendor/ledger/postgres-process.ts'

/** What one transaction of a ledger left behind. */
export interface SameRows {
  /** New rows of a table. */
  readonly added: readonly {
    readonly columns: readonly string[]
    readonly table: string
    readonly rows: readonly (readonly SqlValue[])[]
  }[]
  /** The new revisions of keys that were there before. */
  readonly touched: readonly (readonly [revision: SqlValue, keyId: SqlValue])[]
}

export interface SameRowsWriter {
  /** In one durable transaction. */
  write(rows: SameRows): unknown
  close(): unknown
}

const ENTRY = {
  name: 'entry',
  key: 'seq',
  columns: ['seq', 'at', 'kind', 'body', 'personal', 'subject', 'operator', 'hash'],
}
const WRITTEN = [
  ENTRY,
  ...TABLES.filter(({ name }) => ['activation_key', 'activation', 'search', 'issued'].includes(name)),
]

/** What the entries behind number `after` left behind, so many of them in each transaction; the last one is the first. */
export async function sameRowsOf(ledger: Ledger, after: number, each: number): Promise<SameRows[]> {
  const { entries } = await ledger.stats()
  const transactions: SameRows[] = []
  for (let until = entries; until > after; until -= each)
    transactions.push(await rowsBetween(ledger, until - each, until))
  return transactions
}

function rowsBetween(ledger: Ledger, after: number, until: number): Promise<SameRows> {
  return ledger.look(async sql => {
    const added = []
    for (const { name, key, columns } of WRITTEN) {
      const select = `SELECT ${columns} FROM ${name} WHERE ${key} > ? AND ${key} <= ? ORDER BY ${key}`
      const rows = (await sql.all(select, [after, until])).map(row =>
        columns.map(column => row[column] as SqlValue),
      )
      if (rows.length > 0) added.push({ table: name, columns, rows })
    }
    const keys = await sql.all(
      'SELECT revision, id FROM activation_key WHERE created <= ? AND revision > ? AND revision <= ?',
      [after, after, until],
    )
    return { added, touched: keys.map(({ revision = null, id = null }) => [revision, id] as const) }
  })
}

const TOUCH = ['UPDATE activation_key SET revision = ', ' WHERE id = '] as const

export function sqliteWriter(path: string): SameRowsWriter {
  const db = new DatabaseSync(path)
  db.exec(durableSettings())
  const statements = new Map<string, StatementSync>()
  const prepared = (sql: string) => {
    const statement = statements.get(sql) ?? db.prepare(sql)
    statements.set(sql, statement)
    return statement
  }
  const [begin, commit] = ['BEGIN IMMEDIATE', 'COMMIT'].map(prepared) as [StatementSync, StatementSync]
  return {
    write({ added, touched }) {
      begin.run()
      for (const { table, columns, rows } of added) {
        const insert = prepared(`INSERT INTO ${table} (${columns}) VALUES (${columns.map(() => '?')})`)
        for (const row of rows) insert.run(...row)
      }
      for (const one of touched) prepared(TOUCH.join('?').concat('?')).run(...one)
      commit.run()
    },
    close: () => db.close(),
  }
}

/** Rows of one statement: more of them are no quicker. */
const PAGE = 64

/** All statements of a transaction are sent in one piece: one round trip. */
export async function postgresWriter(url: string): Promise<SameRowsWriter> {
  const client = await connected(url, { pipeline: true })
  await client.query('SET search_path = airlatch')
  const names = new Map<string, string>()
  const run = (text: string, values: readonly SqlValue[]) => {
    const name = names.get(text) ?? `bare_${names.size}`
    names.set(text, name)
    return client.query({ name, text, values: [...values] })
  }
  return {
    async write({ added, touched }) {
      const sent: Promise<unknown>[] = [client.query('BEGIN')]
      for (const { table, columns, rows } of added)
        for (let next = 0; next < rows.length; next += PAGE) {
          const some = rows.slice(next, next + PAGE)
          sent.push(run(insertOf(table, columns, some.length), some.flat()))
        }
      for (const one of touched) sent.push(run(`${TOUCH[0]}$1${TOUCH[1]}$2`, one))
      await Promise.all([...sent, client.query('COMMIT')])
    },
    close: () => client.end(),
  }
}

function insertOf(table: string, columns: readonly string[], rows: number): string {
  const values = Array.from({ length: rows }, (_, row) => {
    const places = columns.map((_, column) => `$${row * columns.length + column + 1}`)
    return `(${places})`
  })
  return `INSERT INTO ${table} (${columns}) VALUES ${values}`
}
