/**
 * Owns the part of a batch's yardstick that is the ledger's: the very rows that a batch left in a ledger of SQLite,
 * written once more into a copy of that ledger from before it, with the same tables, indices, triggers and settings, by bare
 * prepared statements. Nothing is read, decided, encoded or hashed there, and each row is written once, in its last state.
 */
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { insertInto, type Rows, type SqlValue } from '../../src/log/sql.ts'
import { TABLES } from '../../src/vendor/ledger/tables.ts'

/** The rows of one transaction. */
export interface RowsOfGroup {
  readonly added: readonly Rows[]
  /** The new revisions of keys that were there before. */
  readonly touched: readonly (readonly [revision: SqlValue, keyId: SqlValue])[]
}

const ENTRY = {
  table: 'entry',
  columns: ['seq', 'at', 'kind', 'body', 'personal', 'subject', 'operator', 'hash'],
}
const NUMBERED = [
  { into: ENTRY, key: 'seq' },
  ...TABLES.filter(({ key }) => key === 'created' || key === 'seq').map(({ name, key, columns }) => ({
    into: { table: name, columns },
    key,
  })),
]

export class BatchRows {
  readonly #ledger: DatabaseSync
  readonly #copy: DatabaseSync
  readonly #statements = new Map<string, StatementSync>()

  /** `ledger`: its file; the copy is made beside it, as it is now. */
  constructor(ledger: string) {
    this.#ledger = new DatabaseSync(ledger, { readOnly: true })
    const copy = `${ledger}.copy`
    this.#ledger.exec(`VACUUM INTO '${copy}'`)
    this.#copy = new DatabaseSync(copy)
    // as src/log/sqlite/open.ts makes a ledger durable
    this.#copy.exec(`PRAGMA journal_mode = wal; PRAGMA synchronous = FULL; PRAGMA fullfsync = ON;
      PRAGMA checkpoint_fullfsync = ON; PRAGMA wal_autocheckpoint = 4000; PRAGMA cache_size = -16384;
      PRAGMA secure_delete = ON; PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON`)
  }

  /** The number of the last entry. */
  last(): number {
    return this.#ledger.prepare('SELECT max(seq) AS last FROM entry').get()?.last as number
  }

  /** What the entries behind number `after` left behind, `each` of them a group. */
  groupsBehind(after: number, each: number): readonly RowsOfGroup[] {
    const groups: RowsOfGroup[] = []
    for (let from = after; from < this.last(); from += each) groups.push(this.#between(from, from + each))
    return groups
  }

  #between(after: number, until: number): RowsOfGroup {
    const added = NUMBERED.flatMap(({ into, key }): Rows[] => {
      const select = `SELECT ${into.columns} FROM ${into.table} WHERE ${key} > ? AND ${key} <= ? ORDER BY ${key}`
      const rows = this.#ledger.prepare(select).all(after, until)
      return rows.length === 0 ? [] : [{ into, rows: rows.map(row => Object.values(row) as SqlValue[]) }]
    })
    const keys = this.#ledger
      .prepare(
        'SELECT revision, id FROM activation_key WHERE created <= ? AND revision > ? AND revision <= ?',
      )
      .all(after, after, until)
    return { added, touched: keys.map(({ revision, id }) => [revision as number, id as string] as const) }
  }

  /** In one durable transaction. */
  write({ added, touched }: RowsOfGroup): void {
    this.#copy.exec('BEGIN IMMEDIATE')
    for (const { into, rows } of added) {
      const insert = this.#prepared(insertInto(into))
      for (const row of rows) insert.run(...row)
    }
    const touch = this.#prepared('UPDATE activation_key SET revision = ? WHERE id = ?')
    for (const one of touched) touch.run(...one)
    this.#copy.exec('COMMIT')
  }

  close(): void {
    this.#ledger.close()
    this.#copy.close()
  }

  #prepared(sql: string): StatementSync {
    const statement = this.#statements.get(sql) ?? this.#copy.prepare(sql)
    this.#statements.set(sql, statement)
    return statement
  }
}
