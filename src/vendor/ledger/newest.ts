/**
 * Owns pages of what a ledger has much of, the newest first. A page begins before the last row of the page before it, by
 * the number of the entry that made the row: so nothing is missed or comes twice while others add rows.
 */
import { conditions, type Sql, type SqlRow, type SqlValue } from '../../log/sql.ts'

/** A page, the newest first. */
export interface NewestPage {
  /** How many at most. */
  readonly most: number
  /** Those that were made before the one with this id; undefined: the newest of all. */
  readonly before?: string | undefined
}

/** A page of keys: of those for which every condition holds that is named. Each has an index. */
export interface NewestKeys extends NewestPage {
  /** Only the keys of the customer with this id. */
  readonly customer?: string | undefined
  readonly productId?: string | undefined
  /** In any case of ASCII letters. */
  readonly email?: string | undefined
  readonly affiliate?: string | undefined
}

/** Rows of `select`, which ends with its tables; `among`: what has to hold of them. */
export async function readNewest(
  sql: Sql,
  select: string,
  table: string,
  { most, before }: NewestPage,
  among: readonly (readonly [condition: string, value: SqlValue | undefined])[] = [],
): Promise<readonly SqlRow[]> {
  const { where, params } = conditions([
    ...among,
    [`created < (SELECT created FROM ${table} WHERE id = ?)`, before],
  ])
  return sql.all(`${select} ${where} ORDER BY created DESC LIMIT ?`, [...params, most])
}
