/**
 * Owns the audit's count of seats: no key may have more activations that hold a seat than it grants. This is
 * independent of the count in a decision (decide/seats.ts): the engine counts the seats of all keys.
 */
import { computersOf } from '../../core/terms/terms.ts'
import type { Sql, SqlRow } from '../../log/sql.ts'
import { keyOf } from './rows.ts'

/** Keys read at once. */
const PAGE = 1000

export interface Overfull {
  readonly keyId: string
  readonly used: number
  readonly granted: number
}

/** Yields the keys with too many held seats, in the order of their ids. Errors: Misshapen, those of the engine. */
export async function* overfullKeys(sql: Sql): AsyncGenerator<Overfull> {
  let after = ''
  for (;;) {
    const page = await sql.all(HOLDERS, [after])
    for (const row of page) {
      const granted = grantedBy(row)
      const used = row.used as number
      if (used > granted) yield { keyId: row.id as string, used, granted }
    }
    if (page.length < PAGE) return
    after = page.at(-1)?.holder as string
  }
}

/** Selects keys with more than one held seat: each key grants at least one, so the others need no check. */
const HOLDERS = `SELECT * FROM
  (SELECT key_id AS holder, count(*) AS used FROM activation WHERE released_at IS NULL AND key_id > ?
    GROUP BY key_id HAVING count(*) > 1 ORDER BY key_id LIMIT ${PAGE}) AS holding
  LEFT JOIN activation_key ON activation_key.id = holder ORDER BY holder`

function grantedBy(row: SqlRow): number {
  // the comparison of the state reports the missing key
  if (row.id === null) return Number.POSITIVE_INFINITY
  return computersOf(keyOf(row).entitlement)
}
