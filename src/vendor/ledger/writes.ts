/**
 * Owns how entries and what they do to the state become writes: rows of a table together, as one statement may then
 * have many of them; new ones as they are in the end; and no change of a row that the next one makes superfluous. The
 * result is the same as that of one entry after the other, and so are the clashes. Writes nothing itself.
 */

import type { Into, Rows, SqlValue, Statement, Updates, Write } from '../../log/sql.ts'
import type { Change } from './change.ts'
import { isErasure, subjectOf } from './entries.ts'
import { combinedForm, type RowChangeForm } from './forms.ts'
import type { RawEntry } from './ledger.ts'
import { type Addition, type Alteration, project } from './projection.ts'
import { TABLES } from './tables.ts'

export interface Recording {
  readonly entry: RawEntry
  readonly change: Change
}

const ENTRY: Into = {
  table: 'entry',
  columns: ['seq', 'at', 'kind', 'body', 'personal', 'subject', 'operator', 'hash'],
}

/** The salt is erased with them, so that nobody can try addresses against the hash that stays. */
const ERASE = 'UPDATE entry SET personal = NULL WHERE subject = ? AND seq < ? AND personal IS NOT NULL'

/** In the order of the entries as far as it matters: new rows stand in front of those that refer to them. */
export function writesOf(recordings: readonly Recording[]): readonly Write[] {
  const writes: Write[] = []
  let group = emptyGroup()
  const close = () => {
    writes.push(...writesOfGroup(group))
    group = emptyGroup()
  }
  for (const { entry, change } of recordings) {
    const effects = project(change, entry.seq)
    // a row that comes too late for what refers to it must not be put in front of it
    if (effects.some(effect => 'makes' in effect && group.refersTo.has(effect.makes as string))) close()
    group.entries.push(rowOf(entry, change))
    for (const effect of effects) 'into' in effect ? add(group, effect) : alter(group, effect)
    if (!isErasure(change.kind)) continue
    // all before it are to be there
    close()
    writes.push({ sql: ERASE, params: [subjectOf(change), entry.seq], rows: 'any' })
  }
  close()
  return writes
}

/** Entries whose effects can be written together: new rows first, then the changes in their order. */
interface Group {
  readonly entries: (readonly SqlValue[])[]
  /** By the name of the table. */
  readonly added: Map<string, NewRows>
  readonly altered: Set<Alteration>
  /** What all of these refer to. */
  readonly refersTo: Set<string>
  /** By key: the alteration of it that sets nothing but its revision, as long as it is the last one. */
  readonly touched: Map<string, Alteration>
}

interface NewRows extends Rows {
  readonly rows: (readonly SqlValue[])[]
  /** Which rows were not changed by a statement yet, by their ids. */
  readonly untouched: Map<SqlValue, number>
}

function emptyGroup(): Group {
  return {
    entries: [],
    added: new Map(),
    altered: new Set(),
    refersTo: new Set(),
    touched: new Map(),
  }
}

/** Tables of which no two rows have the same id. */
const WITH_ID = new Set(
  TABLES.filter(({ unique }) => unique.some(columns => columns.join() === 'id')).map(({ name }) => name),
)

function add(group: Group, { into, values, refersTo }: Addition): void {
  for (const name of refersTo) group.refersTo.add(name)
  const { table, columns } = into
  const { rows, untouched }: NewRows = group.added.get(table) ?? { into, rows: [], untouched: new Map() }
  if (rows.length === 0) group.added.set(table, { into, rows, untouched })
  if (WITH_ID.has(table)) untouched.set(values[columns.indexOf('id')] as SqlValue, rows.length)
  rows.push(values)
}

function alter(group: Group, alteration: Alteration): void {
  const { refersTo, touches, onlyTouches = false } = alteration
  for (const name of refersTo) group.refersTo.add(name)
  if (isTakenIn(group, alteration)) return
  if (touches !== undefined) {
    const before = group.touched.get(touches)
    if (before !== undefined) group.altered.delete(before)
    if (onlyTouches) group.touched.set(touches, alteration)
    else group.touched.delete(touches)
  }
  group.altered.add(alteration)
}

/** Whether it changes a row that is new itself, which is written changed then: an activation with its first license. */
function isTakenIn({ added }: Group, { form, params }: Alteration): boolean {
  const table = added.get(form.table)
  if (table === undefined) return false
  // what changes many rows runs after all new ones are there, and so does what follows it
  if (form.kind !== 'update') table.untouched.clear()
  const id = params[form.sets.length] as SqlValue
  const at = table.untouched.get(id)
  if (at === undefined) return false
  const changed = changedRow(table.into.columns, table.rows[at] as readonly SqlValue[], form, params)
  if (changed === undefined) table.untouched.delete(id)
  else table.rows[at] = changed
  return changed !== undefined
}

/** Undefined when the row is not as it must be, or when a new row leaves one of the columns out. */
function changedRow(
  columns: readonly string[],
  row: readonly SqlValue[],
  { sets, by, unset }: RowChangeForm,
  params: readonly SqlValue[],
): readonly SqlValue[] | undefined {
  const has = (column: string) => row[columns.indexOf(column)]
  if (by.some((column, i) => has(column) !== params[sets.length + i])) return undefined
  if (unset !== undefined && (has(unset) ?? null) !== null) return undefined
  const changed = [...row]
  for (const [i, column] of sets.entries()) {
    const at = columns.indexOf(column)
    if (at < 0) return undefined
    changed[at] = params[i] as SqlValue
  }
  return changed
}

function writesOfGroup({ entries, added, altered }: Group): readonly Write[] {
  if (entries.length === 0) return []
  // TABLES has those in front that others refer to
  const rows = TABLES.flatMap(({ name }) => added.get(name) ?? [])
  return [{ into: ENTRY, rows: entries }, ...rows, ...together(combined(altered))]
}

/** What is written of an alteration. */
type Alter = Pick<Alteration, 'form' | 'sql' | 'params' | 'rows'>

/** Of the rows that are changed one by one: the name of the row. */
function rowNamed({ form, params }: Alter): string | undefined {
  return form.kind === 'update' ? `${form.table} ${params[form.sets.length]}` : undefined
}

/** Several changes of one row, each of other columns, are one: a renewal changes a seat, and what it knows of its license. */
function combined(altered: Iterable<Alter>): readonly Alter[] {
  const alters: Alter[] = []
  /** By row: where its last change is. */
  const last = new Map<string, number>()
  for (const second of altered) {
    const row = rowNamed(second)
    // it may be of many rows
    if (row === undefined) last.clear()
    const at = row === undefined ? undefined : last.get(row)
    const both = at === undefined ? undefined : asOne(alters[at] as Alter, second)
    if (at !== undefined && both !== undefined) alters[at] = both
    else {
      if (row !== undefined) last.set(row, alters.length)
      alters.push(second)
    }
  }
  return alters
}

function asOne(first: Alter, second: Alter): Alter | undefined {
  const form = combinedForm(first.form, second.form)
  const [sets, by] = [first.form.sets.length, second.form.sets.length]
  const [found, foundAgain] = [first.params.slice(sets), second.params.slice(by)]
  if (form === undefined || found.some((value, i) => value !== foundAgain[i])) return undefined
  const params = [...first.params.slice(0, sets), ...second.params.slice(0, by), ...found]
  return { form, sql: form.sql, params }
}

/** Changes that have one form and are of different rows are one write; those of one row stay in their order. */
function together(alters: readonly Alter[]): readonly (Updates | Statement)[] {
  const writes: (Updates | Statement)[] = []
  let open = new Map<RowChangeForm, { readonly at: number; readonly rows: (readonly SqlValue[])[] }>()
  /** By row: the last write that changes it. */
  const changed = new Map<string, number>()
  for (const alter of alters) {
    const { form, params } = alter
    const row = rowNamed(alter)
    if (row === undefined) {
      writes.push(alter)
      // later writes stay after it
      open = new Map()
      continue
    }
    let group = open.get(form)
    if (group === undefined || (changed.get(row) ?? -1) >= group.at) {
      group = { at: writes.length, rows: [] }
      writes.push({ update: form, rows: group.rows })
      open.set(form, group)
    }
    group.rows.push(params)
    changed.set(row, group.at)
  }
  return writes
}

function rowOf({ seq, at, kind, body, personal, operator, hash }: RawEntry, change: Change) {
  return [seq, at, kind, body, personal, subjectOf(change), operator, hash]
}
