/**
 * Owns reading the seats that reports list, one page at a time, by the ends of their licenses. Each page is found by an
 * index, so that its cost does not depend on the size of the ledger.
 */
import { rowsWhere, type Sql, type SqlRow } from '../../log/sql.ts'
import type { HeldSeat, LicenseEnd, PageAfter, Span } from './held-seat.ts'
import { keyOf, listedActivationOf, productOf } from './rows.ts'
import { Misshapen } from './shape.ts'

const ENDS: Readonly<Record<LicenseEnd, string>> = {
  term: 'license_ends',
  grace: 'license_grace_ends',
  maintenance: 'license_maintenance_ends',
}

/** Implements `ending` of SeatReads. Error: Misshapen. */
export async function readEnding(
  sql: Sql,
  what: LicenseEnd,
  { since, until }: Span,
  after: PageAfter | undefined,
  most: number,
): Promise<readonly HeldSeat[]> {
  const end = ENDS[what]
  const { at, number } = after ?? { at: since, number: 0 }
  const seats = `SELECT * FROM activation WHERE released_at IS NULL AND ${end} IS NOT NULL AND ${end} < ?`
  // two statements: with one for both, SQLite would read all seats with the same end again, which may be very many
  const same = await sql.all(`${seats} AND ${end} = ? AND created > ? ORDER BY created LIMIT ?`, [
    until,
    at,
    number,
    most,
  ])
  const later =
    same.length < most
      ? await sql.all(`${seats} AND ${end} > ? ORDER BY ${end}, created LIMIT ?`, [
          until,
          at,
          most - same.length,
        ])
      : []
  return heldSeats(sql, [...same, ...later])
}

/** Implements `outdated` of SeatReads. Error: Misshapen. */
export async function readOutdated(
  sql: Sql,
  after: number | undefined,
  most: number,
): Promise<readonly HeldSeat[]> {
  const rows = await sql.all(
    `SELECT * FROM activation WHERE released_at IS NULL AND outdated_by IS NOT NULL
      AND created > ? ORDER BY created LIMIT ?`,
    [after ?? 0, most],
  )
  return heldSeats(sql, rows)
}

async function heldSeats(sql: Sql, rows: readonly SqlRow[]): Promise<readonly HeldSeat[]> {
  if (rows.length === 0) return []
  const keys = await readKeys(sql, new Set(rows.map(row => row.key_id as string)))
  const ids = [...new Set([...keys.values()].map(({ entitlement }) => entitlement.productId))]
  const products = new Map(
    (await rowsWhere(sql, values => `SELECT * FROM product WHERE id ${values}`, ids)).map(row => [
      row.id as string,
      productOf(row),
    ]),
  )
  return rows.map(row => {
    const key = keys.get(row.key_id as string)
    const product = products.get(key?.entitlement.productId ?? '')
    if (key === undefined || product === undefined)
      throw new Misshapen('activation.key_id', 'a key and a product that exist')
    return { activation: listedActivationOf(row), key, product, created: row.created as number }
  })
}

async function readKeys(sql: Sql, ids: ReadonlySet<string>) {
  const rows = await rowsWhere(sql, values => `SELECT * FROM activation_key WHERE id ${values}`, [...ids])
  return new Map(rows.map(row => [row.id as string, keyOf(row)]))
}
