/**
 * Owns comparing the state with what the entries make of it, a page of entries at a time. A row that is numbered by its
 * entry is compared at the end of each page that touches it. Then it leaves memory: one that is as the table has it can
 * be read from the table when a later entry changes it; of another one the columns that differ are kept, as a later
 * entry may set them right. Small tables, whose rows have names, are kept whole and compared at the end.
 */
import type { Sql, SqlRow, SqlValue } from '../../log/sql.ts'
import type { Effect } from './projection.ts'
import { emptyReplay, isNumbered, type Replay, type RowsInMemory, type Values } from './replay.ts'
import { TABLES, type Table } from './tables.ts'

/** Rows that are looked up with one statement. */
const LOOKED_UP = 100
/** Below every number of an entry. */
const LEAST = Number.MIN_SAFE_INTEGER

export class ComparedState {
  readonly #sql: Sql
  readonly #replay: Replay = emptyReplay()
  readonly #numbered: ReadonlyMap<string, NumberedRows>
  /** The last entry up to which rows have been compared. */
  #last = LEAST

  constructor(sql: Sql) {
    this.#sql = sql
    const numbered = TABLES.filter(
      table => isNumbered(table) && table.unique.every(({ length }) => length === 1),
    )
    this.#numbered = new Map(
      numbered.map(table => [table.name, new NumberedRows(table, sql, this.#replay.of(table.name))]),
    )
  }

  /** Reads what the next entries, up to the number `last`, touch. */
  async read(effects: readonly Effect[], last: number): Promise<void> {
    const tables = [...this.#numbered.values()]
    await Promise.all(tables.map(rows => rows.readCreated(this.#last, last)))
    for (const effect of effects)
      this.#numbered.get('into' in effect ? effect.into.table : effect.form.table)?.want(effect)
    await Promise.all(tables.map(rows => rows.readWanted(this.#last)))
    this.#last = last
  }

  /** One of the entries that were read. Error: ConflictError, as Replay.apply. */
  apply(effects: readonly Effect[]): void {
    this.#replay.apply(effects)
  }

  /** Compares what the entries that were read have touched. */
  compare(): void {
    for (const rows of this.#numbered.values()) rows.compare()
  }

  /** Called after the last entry. Says what is wrong: table by table, in the order of the keys. */
  async *problems(): AsyncGenerator<string> {
    for (const table of TABLES) {
      const numbered = this.#numbered.get(table.name)
      if (numbered === undefined) yield* wholeTable(table, this.#sql, this.#replay.of(table.name))
      else yield* numbered.problems(this.#last)
    }
  }
}

/** Columns that differ, and what the entries make of them. */
type Difference = ReadonlyMap<string, SqlValue | undefined>

/** A text as long as this is not kept: it differs, and nothing is found by it. */
const BODY = 'body'

class NumberedRows {
  readonly #table: Table
  readonly #sql: Sql
  readonly #replayed: RowsInMemory
  readonly #keyAt: number
  readonly #unique: readonly string[]
  /** What the table has, by its key: rows that the entries of this page are to create, and those that they change. */
  readonly #is = new Map<number, SqlRow>()
  /** Of those to be created, the ones that no entry has created yet. */
  readonly #unclaimed = new Set<number>()
  /** Rows of earlier entries that were read for this page, with the keys that they had. */
  readonly #loaded = new Map<Values, number>()
  readonly #wanted = new Map<string, Set<SqlValue>>()
  /** Unique values that this page adds. */
  readonly #added = new Set<SqlValue>()

  readonly #different = new Map<number, Difference>()
  /** Rows that stay in memory although the table has them: it has them under another name. */
  readonly #renamed = new Set<number>()
  /** Rows of the table that no entry has made. */
  readonly #strangers = new Set<number>()

  constructor(table: Table, sql: Sql, replayed: RowsInMemory) {
    this.#table = table
    this.#sql = sql
    this.#replayed = replayed
    this.#keyAt = table.columns.indexOf(table.key)
    this.#unique = table.unique.flat()
  }

  async readCreated(after: number, last: number): Promise<void> {
    const { key } = this.#table
    const rows = await this.#select(`${key} > ? AND ${key} <= ? ORDER BY ${key}`, [after, last])
    for (const row of rows) {
      this.#is.set(row[key] as number, row)
      this.#unclaimed.add(row[key] as number)
    }
  }

  /** Notes which earlier rows the effect depends on. */
  want(effect: Effect): void {
    if ('into' in effect) this.#wantRivals(effect.into.columns, effect.values)
    else {
      const { form, params } = effect
      const [column = ''] = form.by
      const value = params[form.sets.length] as SqlValue
      if (form.kind === 'update' && (this.#added.has(value) || this.#replayed.has(column, value))) return
      this.#want(column, value)
      if (form.kind === 'update all' && column !== this.#table.groupedBy) this.#wantDifferent(column, value)
    }
  }

  /** Whether another row has a unique value already. None has if the table has this very row: it is unique there, too. */
  #wantRivals(columns: readonly string[], values: readonly SqlValue[]): void {
    const is = this.#is.get(values[columns.indexOf(this.#table.key)] as number)
    for (const column of this.#unique) {
      const value = values[columns.indexOf(column)] ?? null
      if (value === null) continue
      if (is?.[column] !== value) this.#want(column, value)
      this.#added.add(value)
    }
  }

  /** Few entries change rows together by a column that they may have got from another entry. */
  #wantDifferent(column: string, value: SqlValue): void {
    for (const [key, different] of this.#different)
      if (different.get(column) === value) this.#want(this.#table.key, key)
  }

  #want(column: string, value: SqlValue): void {
    const values = this.#wanted.get(column)
    if (values === undefined) this.#wanted.set(column, new Set([value]))
    else values.add(value)
  }

  /** Of the entries up to `last`. */
  async readWanted(last: number): Promise<void> {
    const { key } = this.#table
    const places = Array(LOOKED_UP).fill('?').join(', ')
    for (const [column, wanted] of this.#wanted) {
      const values = [...wanted]
      for (let at = 0; at < values.length; at += LOOKED_UP) {
        const some = Array.from({ length: LOOKED_UP }, (_, i) => values[at + i] ?? null)
        for (const row of await this.#select(`${column} IN (${places}) AND ${key} <= ?`, [...some, last]))
          this.#load(row)
      }
    }
    this.#wanted.clear()
    this.#added.clear()
  }

  /** As the earlier entries have made it. */
  #load(row: SqlRow): void {
    const key = row[this.#table.key] as number
    if (this.#is.has(key) || this.#renamed.has(key) || this.#strangers.has(key)) return
    this.#is.set(key, row)
    const different = this.#different.get(key)
    const values = this.#table.columns.map(column =>
      different?.has(column) ? different.get(column) : row[column],
    )
    this.#replayed.load(values)
    this.#loaded.set(values, key)
  }

  compare(): void {
    for (const [row, key] of this.#loaded) if (row[this.#keyAt] !== key) this.#leave(key)
    for (const row of new Set([...this.#loaded.keys(), ...this.#replayed.touched])) this.#compareRow(row)
    for (const key of this.#unclaimed) this.#strangers.add(key)
    this.#replayed.forgetTouched()
    this.#loaded.clear()
    this.#unclaimed.clear()
    this.#is.clear()
  }

  /** What was the row of this key has got another one. */
  #leave(key: number): void {
    this.#different.delete(key)
    this.#strangers.add(key)
  }

  /** A row that the table does not have stays in memory: it may get another key. */
  #compareRow(row: Values): void {
    const key = row[this.#keyAt] as number
    const is = this.#is.get(key)
    if (is === undefined) return
    this.#unclaimed.delete(key)
    this.#different.delete(key)
    const columns = differing(this.#table, is, row)
    if (columns.some(column => this.#unique.includes(column))) this.#renamed.add(key)
    else {
      this.#replayed.drop(row)
      if (columns.length > 0) this.#different.set(key, this.#difference(columns, row))
    }
  }

  #difference(columns: readonly string[], row: Values): Difference {
    return new Map(
      columns.map(column => [column, column === BODY ? undefined : row[this.#table.columns.indexOf(column)]]),
    )
  }

  async *problems(last: number): AsyncGenerator<string> {
    const { key } = this.#table
    for (const row of await this.#select(`${key} > ? OR ${key} <= ? LIMIT 1000`, [last, LEAST]))
      this.#strangers.add(row[key] as number)
    const wrong = new Map<number, string>()
    for (const stranger of this.#strangers) wrong.set(stranger, IN_NO_ENTRY)
    for (const [key, different] of this.#different) wrong.set(key, differ([...different.keys()]))
    for (const row of this.#replayed.rows) {
      const number = row[this.#keyAt] as number
      const [is] = this.#renamed.has(number) ? await this.#select(`${key} = ?`, [number]) : []
      wrong.set(number, is === undefined ? MISSING : differ(differing(this.#table, is, row)))
    }
    for (const [number, problem] of [...wrong].toSorted(([a], [b]) => a - b))
      yield naming(this.#table, number) + problem
  }

  #select(where: string, params: readonly SqlValue[]): Promise<readonly SqlRow[]> {
    const { name, columns } = this.#table
    return this.#sql.all(`SELECT ${columns.join(', ')} FROM ${name} WHERE ${where}`, params)
  }
}

/** Both in the order of their keys, side by side. */
async function* wholeTable(table: Table, sql: Sql, { rows }: RowsInMemory): AsyncGenerator<string> {
  const { name, key, columns } = table
  const keyAt = columns.indexOf(key)
  const keyOf = (row: Values | undefined) => row?.[keyAt]
  const replayed = [...rows].toSorted((a, b) => inOrder(keyOf(a) as SqlValue & {}, keyOf(b) as SqlValue & {}))
  let at = 0
  for (const row of await sql.all(`SELECT ${columns.join(', ')} FROM ${name} ORDER BY ${key}`)) {
    while (compareKeys(row[key], keyOf(replayed[at])) > 0)
      yield naming(table, keyOf(replayed[at++])) + MISSING
    if (keyOf(replayed[at]) !== row[key]) yield naming(table, row[key]) + IN_NO_ENTRY
    else {
      const different = differing(table, row, replayed[at++] as Values)
      if (different.length > 0) yield naming(table, row[key]) + differ(different)
    }
  }
  while (at < replayed.length) yield naming(table, keyOf(replayed[at++])) + MISSING
}

/** As every engine orders them: numbers by their size, texts by their bytes in UTF-8. */
function inOrder(a: SqlValue & {}, b: SqlValue & {}): number {
  if (a === b) return 0
  if (typeof a === 'string' && typeof b === 'string') return Buffer.compare(Buffer.from(a), Buffer.from(b))
  return a < b ? -1 : 1
}

/** An absent row comes behind all others. */
function compareKeys(a: SqlValue | undefined, b: SqlValue | undefined): number {
  if (a === b) return 0
  if (a === undefined || a === null) return 1
  if (b === undefined || b === null) return -1
  return inOrder(a, b)
}

const NONE: readonly string[] = []

function differing({ columns }: Table, is: SqlRow, ought: Values): readonly string[] {
  for (let i = 0; i < columns.length; i++)
    if (is[columns[i] as string] !== ought[i]) return columns.filter((column, i) => is[column] !== ought[i])
  return NONE
}

const MISSING = ' is missing'
const IN_NO_ENTRY = ' is in no entry'

function differ(columns: readonly string[]): string {
  return `: ${columns.join(', ')} differ from the entries`
}

function naming({ name }: Table, key: SqlValue | undefined): string {
  return `${name} ${JSON.stringify(key)}`
}
