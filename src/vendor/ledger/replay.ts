/**
 * Owns the state as the entries alone make it, in memory: for the audit, which compares it with what the tables hold.
 * Does what an engine would do with the same effects, and refuses what its unique columns would refuse; references are
 * looked after where the rows are compared. An audit of 1,000,000 entries takes 750 MB at its peak (measured).
 */

import { ConflictError, type SqlValue } from '../../log/sql.ts'
import type { RowChangeForm } from './forms.ts'
import type { Addition, Alteration, Effect } from './projection.ts'
import { TABLES, type Table } from './tables.ts'

export interface Replay {
  /** Error: Clash when what is to be added is there, or what is to be changed is not. */
  apply(effects: readonly Effect[]): void
  /** In the order of the table's key; the values of each in the order of its columns. */
  rows(table: string): readonly (readonly SqlValue[])[]
}

type Values = SqlValue[]

interface Kept {
  readonly table: Table
  /** In the order in which they came. */
  readonly rows: Values[]
  /** By the values of their unique columns, the key among them where entries say it. */
  readonly indices: readonly Index[]
  /** By the column that rows are changed together by. */
  readonly groups: Groups | undefined
}

interface Groups {
  readonly at: number
  readonly rows: Map<SqlValue, Values[]>
}

interface Index {
  readonly at: readonly number[]
  readonly rows: Map<SqlValue, Values>
}

export function emptyReplay(): Replay {
  const tables = new Map(TABLES.map(table => [table.name, emptyTable(table)]))
  const kept = (name: string) => tables.get(name) as Kept
  return {
    apply(effects) {
      for (const effect of effects) {
        if ('into' in effect) add(kept(effect.into.table), effect)
        else CHANGES[effect.form.kind](kept(effect.form.table), effect)
      }
    },
    rows(name) {
      const { table, rows } = kept(name)
      const key = table.columns.indexOf(table.key)
      return rows.toSorted((a, b) => inOrder(a[key] as SqlValue & {}, b[key] as SqlValue & {}))
    },
  }
}

/** As every engine orders them: numbers by their size, texts by their bytes in UTF-8. */
export function inOrder(a: SqlValue & {}, b: SqlValue & {}): number {
  if (a === b) return 0
  if (typeof a === 'string' && typeof b === 'string') return Buffer.compare(Buffer.from(a), Buffer.from(b))
  return a < b ? -1 : 1
}

function emptyTable(table: Table): Kept {
  const { key, columns, unique } = table
  // what is numbered by its entry comes but once
  const own = key === 'created' || key === 'seq' ? unique : [[key], ...unique]
  const indices = own.map(names => ({ at: names.map(name => columns.indexOf(name)), rows: new Map() }))
  const groups =
    table.groupedBy === undefined ? undefined : { at: columns.indexOf(table.groupedBy), rows: new Map() }
  return { table, rows: [], indices, groups }
}

const CHANGES = { put, update, 'update all': updateAll } as const

function add(kept: Kept, { into, values }: Addition): void {
  const row: Values = Array(kept.table.columns.length).fill(null)
  const at = positions(kept.table, into.columns)
  for (let i = 0; i < at.length; i++) row[at[i] as number] = values[i] as SqlValue
  insert(kept, row)
}

function insert({ indices, rows, groups }: Kept, row: Values): void {
  for (const index of indices) {
    const name = nameIn(index, row)
    // as in every engine, NULL is equal to nothing
    if (name === null) continue
    if (index.rows.has(name)) throw new ConflictError('there already')
    index.rows.set(name, row)
  }
  rows.push(row)
  if (groups === undefined) return
  const name = row[groups.at] as SqlValue
  const group = groups.rows.get(name)
  if (group === undefined) groups.rows.set(name, [row])
  else group.push(row)
}

/** One value, or several as a text that no others make: JSON. */
function nameIn({ at }: Index, row: Values): SqlValue {
  return at.length === 1 ? (row[at[0] as number] as SqlValue) : JSON.stringify(at.map(i => row[i]))
}

function put(kept: Kept, { form, params }: Alteration): void {
  const [key = null] = params
  const before = kept.indices[0]?.rows.get(key)
  if (before === undefined)
    add(kept, {
      into: { table: form.table, columns: [...form.by, ...form.sets] },
      values: params,
      refersTo: [],
    })
  else set(kept.table, form, before, params.slice(1))
}

function update({ table, indices }: Kept, { form, params }: Alteration): void {
  const { sets, by, unset } = form
  const row = indices[0]?.rows.get(params[sets.length] as SqlValue)
  if (row === undefined) throw new ConflictError('no such row')
  const has = (column: string) => row[table.columns.indexOf(column)]
  for (let i = 1; i < by.length; i++)
    if (has(by[i] as string) !== params[sets.length + i]) throw new ConflictError('no such row')
  if (unset !== undefined && has(unset) !== null) throw new ConflictError('no such row')
  set(table, form, row, params)
}

/** Those that were created later are not here yet. */
function updateAll({ table, rows, groups }: Kept, { form, params }: Alteration): void {
  const [column = ''] = form.by
  const value = params[form.sets.length] as SqlValue
  const at = table.columns.indexOf(column)
  // what is not grouped by it is looked at in every row: few entries do this
  const own = column === table.groupedBy ? groups?.rows.get(value) : rows.filter(row => row[at] === value)
  for (const row of own ?? []) set(table, form, row, params)
}

/** No form sets what a row is found by. */
function set(table: Table, { sets }: RowChangeForm, row: Values, values: readonly SqlValue[]): void {
  const at = positions(table, sets)
  for (let i = 0; i < at.length; i++) row[at[i] as number] = values[i] as SqlValue
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
