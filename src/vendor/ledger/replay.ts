/**
 * Owns rows of the state as the entries alone make them, in memory: for the audit, which compares them with what the
 * tables hold and lets go of those that are compared (compared-state.ts). Does what an engine would do with the same
 * effects, and refuses what its unique columns would refuse; references are looked after where the rows are compared.
 */

import { ConflictError, type SqlValue } from '../../log/sql.ts'
import type { RowChangeForm } from './forms.ts'
import type { Addition, Alteration, Effect } from './projection.ts'
import { TABLES, type Table } from './tables.ts'

/** In the order of the table's columns; undefined is a value that is unknown, and is never asked for. */
export type Values = (SqlValue | undefined)[]

/** The rows of one table that are in memory. */
export interface RowsInMemory {
  /** In the order in which they came. */
  readonly rows: ReadonlySet<Values>
  /** Those that were added or changed since `forgetTouched`. */
  readonly touched: ReadonlySet<Values>
  forgetTouched(): void
  /** Whether there is a row with this value in the one column, which is unique. */
  has(column: string, value: SqlValue): boolean
  /** Takes in what earlier effects have made. */
  load(row: Values): void
  /** Lets go of a row. */
  drop(row: Values): void
}

export interface Replay {
  /** Error: ConflictError when what is to be added is there, or what is to be changed is not. */
  apply(effects: readonly Effect[]): void
  of(table: string): RowsInMemory
}

export function emptyReplay(): Replay {
  const tables = new Map(TABLES.map(table => [table.name, new Kept(table)]))
  const kept = (name: string) => tables.get(name) as Kept
  return {
    apply(effects) {
      for (const effect of effects) {
        if ('into' in effect) kept(effect.into.table).add(effect)
        else kept(effect.form.table).change(effect)
      }
    },
    of: kept,
  }
}

/** Rows by the values of unique columns. */
interface Index {
  readonly at: readonly number[]
  readonly rows: Map<SqlValue, Values>
}

class Kept implements RowsInMemory {
  readonly rows = new Set<Values>()
  readonly touched = new Set<Values>()
  readonly #table: Table
  /** The key is among them where entries say it. */
  readonly #indices: readonly Index[]
  /** By the column that rows are changed together by, and where that is. */
  readonly #groups = new Map<SqlValue, Set<Values>>()
  readonly #groupedAt: number

  constructor(table: Table) {
    const { key, columns, unique, groupedBy } = table
    this.#table = table
    // what is numbered by its entry comes but once
    const own = isNumbered(table) ? unique : [[key], ...unique]
    this.#indices = own.map(names => ({ at: names.map(name => columns.indexOf(name)), rows: new Map() }))
    this.#groupedAt = groupedBy === undefined ? -1 : columns.indexOf(groupedBy)
  }

  forgetTouched(): void {
    this.touched.clear()
  }

  has(column: string, value: SqlValue): boolean {
    const at = this.#table.columns.indexOf(column)
    const index = this.#indices.find(index => index.at.length === 1 && index.at[0] === at)
    return index?.rows.has(value) ?? false
  }

  load(row: Values): void {
    for (const index of this.#indices) {
      const name = nameIn(index, row)
      // as in every engine, NULL is equal to nothing
      if (name !== null) index.rows.set(name, row)
    }
    this.rows.add(row)
    if (this.#groupedAt < 0) return
    const name = row[this.#groupedAt] as SqlValue
    const group = this.#groups.get(name)
    if (group === undefined) this.#groups.set(name, new Set([row]))
    else group.add(row)
  }

  drop(row: Values): void {
    this.rows.delete(row)
    for (const index of this.#indices) {
      const name = nameIn(index, row)
      if (index.rows.get(name) === row) index.rows.delete(name)
    }
    if (this.#groupedAt < 0) return
    const name = row[this.#groupedAt] as SqlValue
    const group = this.#groups.get(name)
    group?.delete(row)
    if (group?.size === 0) this.#groups.delete(name)
  }

  add({ into, values }: Pick<Addition, 'into' | 'values'>): void {
    const row: Values = Array(this.#table.columns.length).fill(null)
    const at = positions(this.#table, into.columns)
    for (let i = 0; i < at.length; i++) row[at[i] as number] = values[i] as SqlValue
    if (this.#indices.some(index => index.rows.has(nameIn(index, row))))
      throw new ConflictError('there already')
    this.load(row)
    this.touched.add(row)
  }

  change(effect: Alteration): void {
    if (effect.form.kind === 'put') this.#put(effect)
    else if (effect.form.kind === 'update') this.#update(effect)
    else this.#updateAll(effect)
  }

  #put({ form, params }: Alteration): void {
    const [key = null] = params
    const before = this.#indices[0]?.rows.get(key)
    if (before !== undefined) this.#set(form, before, params.slice(1))
    else this.add({ into: { table: form.table, columns: [...form.by, ...form.sets] }, values: params })
  }

  #update({ form, params }: Alteration): void {
    const { sets, by, unset } = form
    const row = this.#indices[0]?.rows.get(params[sets.length] as SqlValue)
    if (row === undefined) throw new ConflictError('no such row')
    const has = (column: string) => row[this.#table.columns.indexOf(column)]
    for (let i = 1; i < by.length; i++)
      if (has(by[i] as string) !== params[sets.length + i]) throw new ConflictError('no such row')
    if (unset !== undefined && has(unset) !== null) throw new ConflictError('no such row')
    this.#set(form, row, params)
  }

  /** Those that were created later are not here yet. */
  #updateAll({ form, params }: Alteration): void {
    const [column = ''] = form.by
    const value = params[form.sets.length] as SqlValue
    const at = this.#table.columns.indexOf(column)
    const grouped = at === this.#groupedAt ? (this.#groups.get(value) ?? []) : this.rows
    for (const row of grouped) if (row[at] === value) this.#set(form, row, params)
  }

  /** No form sets what a row is found by. */
  #set({ sets }: RowChangeForm, row: Values, values: readonly SqlValue[]): void {
    const at = positions(this.#table, sets)
    for (let i = 0; i < at.length; i++) row[at[i] as number] = values[i] as SqlValue
    this.touched.add(row)
  }
}

/** Whether rows have the number of an entry as their key. */
export function isNumbered({ key }: Table): boolean {
  return key === 'created' || key === 'seq'
}

/** One value, or several as a text that no others make: JSON. */
function nameIn({ at }: Index, row: Values): SqlValue {
  return at.length === 1 ? (row[at[0] as number] as SqlValue) : JSON.stringify(at.map(i => row[i]))
}

const POSITIONS = new WeakMap<readonly string[], readonly number[]>()

/** Of columns that are listed once and for all. */
function positions({ columns }: Table, of: readonly string[]): readonly number[] {
  let known = POSITIONS.get(of)
  if (known === undefined) {
    known = of.map(column => columns.indexOf(column))
    POSITIONS.set(of, known)
  }
  return known
}
