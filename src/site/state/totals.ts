/** Owns the totals of the log's entries, added up piece by piece, so that a long log keeps no client waiting. */
import type { Sql, SqlRow } from '../../log/sql.ts'
import { NO_TOTALS, sumOfTotals, type UsageTotals } from './checkpoint.ts'

/** Entries that are added up at once; takes about 30 milliseconds. */
const PIECE = 20_000

/** One entry covers many renewals or denials (SiteChange.recordRenewals, tally.ts). */
const TOTALS = `
    sum(kind = 'granted') AS leases,
    sum(CASE kind WHEN 'renewed' THEN 1 WHEN 'renewals' THEN body ->> '$.requests' ELSE 0 END) AS renewals,
    sum(kind = 'returned') AS returns,
    sum(CASE kind WHEN 'denied' THEN body ->> '$.requests' ELSE 0 END) AS denials,
    max(body ->> '$.seats') AS "most-seats",
    max(body ->> '$.away') AS "most-borrowed"`

/** A piece of the log: `after` and `last` are numbers of entries, `from` is seconds since 1970. */
export interface LogPiece {
  readonly after: number
  readonly last: number
  readonly from: number
}

/** Returns the totals of the entries of this piece that are not older than `from`. */
export async function totalsOf(sql: Sql, { after, last, from }: LogPiece): Promise<UsageTotals> {
  let totals = NO_TOTALS
  const first = await sql.get('SELECT min(seq) AS seq FROM entry WHERE at >= ? AND seq > ?', [from, after])
  for (let seq = ((first?.seq as number | null) ?? last + 1) - 1; seq < last; seq += PIECE) {
    const row = await sql.get(`SELECT ${TOTALS} FROM entry WHERE seq > ? AND seq <= ?`, [
      seq,
      Math.min(last, seq + PIECE),
    ])
    totals = sumOfTotals(totals, ofRow(row))
  }
  return totals
}

/** Returns the totals of the entries after `after` up to `last`, and the largest lease number in them. */
export async function pieceOf(
  sql: Sql,
  after: number,
  last: number,
): Promise<{ readonly totals: UsageTotals; readonly sequence: number }> {
  const row = await sql.get(
    `SELECT ${TOTALS}, max(body ->> '$.sequence') AS sequence FROM entry WHERE seq > ? AND seq <= ?`,
    [after, last],
  )
  return { totals: ofRow(row), sequence: (row?.sequence as number | null) ?? 0 }
}

function ofRow(row: SqlRow | undefined): UsageTotals {
  return new Map([...NO_TOTALS].map(([name]) => [name, (row?.[name] as number | null) ?? 0]))
}
