/**
 * Owns the forms in which an entry changes a row of the state: once as SQL for an engine, and as columns for a replay in
 * memory, so that both do the same. A form is made once; what it is filled with are the parameters of a statement.
 */

export interface RowChangeForm {
  readonly table: string
  /** `put`: a new row, or all of it anew. Its parameters are the key and `sets`. */
  readonly kind: 'update' | 'put'
  /** The columns that get a value; the parameters begin with them, apart from the key of a `put`. */
  readonly sets: readonly string[]
  /** The columns that must have the values of the next parameters, the unique one first. */
  readonly by: readonly string[]
  /** It changes as many rows as there are; else it must be one. */
  readonly many?: true | undefined
  /** A column that must be NULL. */
  readonly unset?: string | undefined
  /** The last parameter is the id of a row of this table, whose key_id must be the id of the changed row. */
  readonly holds?: string | undefined
  readonly sql: string
}

export function updateForm(
  table: string,
  sets: readonly string[],
  by: readonly string[],
  { unset, holds, many }: Pick<RowChangeForm, 'unset' | 'holds' | 'many'> = {},
): RowChangeForm {
  const conditions = by.map(column => `${column} = ?`)
  if (unset !== undefined) conditions.push(`${unset} IS NULL`)
  if (holds !== undefined)
    conditions.push(`EXISTS (SELECT 1 FROM ${holds} WHERE ${holds}.id = ? AND key_id = ${table}.id)`)
  const values = sets.map(column => `${column} = ?`).join(', ')
  const sql = `UPDATE ${table} SET ${values} WHERE ${conditions.join(' AND ')}`
  return { table, kind: 'update', sets, by, many, unset, holds, sql }
}

export function putForm(table: string, key: string, sets: readonly string[]): RowChangeForm {
  const anew = sets.map(column => `${column} = excluded.${column}`).join(', ')
  const values = ['?', ...sets.map(() => '?')].join(', ')
  const sql = `INSERT INTO ${table} (${[key, ...sets].join(', ')}) VALUES (${values})
    ON CONFLICT (${key}) DO UPDATE SET ${anew}`
  return { table, kind: 'put', sets, by: [key], sql }
}
