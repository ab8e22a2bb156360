/**
 * Owns recounting the seats for the audit: of no key do more activations hold a seat than it grants. The decision
 * counts them one by one (rules/decide/seats.ts); here they are counted anew, all at once and by the engine.
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

/** In the order of the ids. Errors: Misshapen, those of the engine. */
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

/** A key grants one seat at least, so that those with one need no look. */
const HOLDERS = `SELECT * FROM
  (SELECT key_id AS holder, count(*) AS used FROM activation WHERE released_at IS NULL AND key_id > ?
    GROUP BY key_id HAVING count(*) > 1 ORDER BY key_id LIMIT ${PAGE}) AS holding
  LEFT JOIN activation_key ON activation_key.id = holder ORDER BY holder`

function grantedBy(row: SqlRow): number {
  // the state says in another place that the key is missing
  if (row.id === null) return Number.POSITIVE_INFINITY
  return computersOf(keyOf(row).entitlement)
}
