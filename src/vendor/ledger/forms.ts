/**
 * Owns the forms in which an entry changes a row of the state: once as SQL for an engine, and as columns for a replay in
 * memory, so that both do the same. A form is made once; what it is filled with are the parameters of a statement.
 */
import type { RowUpdate } from '../../log/sql.ts'

export interface RowChangeForm extends RowUpdate {
  /**
   * `put`: a new row, or all of it anew. Its parameters are the key and `sets`. `update all`: every row that was created
   * before the entry which is its last parameter, any number of them.
   */
  readonly kind: 'update' | 'update all' | 'put'
}

export function updateForm(
  table: string,
  sets: readonly string[],
  by: readonly string[],
  { unset }: Pick<RowChangeForm, 'unset'> = {},
): RowChangeForm {
  const conditions = by.map(column => `${column} = ?`)
  if (unset !== undefined) conditions.push(`${unset} IS NULL`)
  const sql = `UPDATE ${table} SET ${valuesOf(sets)} WHERE ${conditions.join(' AND ')}`
  return { table, kind: 'update', sets, by, unset, sql }
}

const COMBINED = new WeakMap<RowChangeForm, Map<RowChangeForm, RowChangeForm | undefined>>()

/** Two `update`s of one row, the second after the first, as one; undefined if either has to run by itself. */
export function combinedForm(first: RowChangeForm, second: RowChangeForm): RowChangeForm | undefined {
  const known = COMBINED.get(first) ?? new Map<RowChangeForm, RowChangeForm | undefined>()
  if (!known.has(second)) COMBINED.set(first, known.set(second, combination(first, second)))
  return known.get(second)
}

function combination(first: RowChangeForm, second: RowChangeForm): RowChangeForm | undefined {
  const { table, sets, by, unset } = first
  // the second one sees what the first one sets
  const isSeen = [...second.sets, second.unset].some(column => column !== undefined && sets.includes(column))
  if (second.table !== table || second.by.join() !== by.join() || isSeen) return undefined
  if (unset !== undefined && second.unset !== undefined && unset !== second.unset) return undefined
  return updateForm(table, [...sets, ...second.sets], by, { unset: unset ?? second.unset })
}

/** `by`: a column that many rows may share, and that the table is indexed by (tables.ts). */
export function updateAllForm(table: string, sets: readonly string[], by: string): RowChangeForm {
  // entries are written in groups, new rows first: those that come later stay as they are
  const sql = `UPDATE ${table} SET ${valuesOf(sets)} WHERE ${by} = ? AND created < ?`
  return { table, kind: 'update all', sets, by: [by], sql }
}

function valuesOf(sets: readonly string[]): string {
  return sets.map(column => `${column} = ?`).join(', ')
}

export function putForm(table: string, key: string, sets: readonly string[]): RowChangeForm {
  const anew = sets.map(column => `${column} = excluded.${column}`).join(', ')
  const values = ['?', ...sets.map(() => '?')].join(', ')
  const sql = `INSERT INTO ${table} (${[key, ...sets].join(', ')}) VALUES (${values})
    ON CONFLICT (${key}) DO UPDATE SET ${anew}`
  return { table, kind: 'put', sets, by: [key], sql }
}
