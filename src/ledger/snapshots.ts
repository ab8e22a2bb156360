/**
 * Owns reading what decisions see: for one key or for many, with as few statements as there are tables. Nothing here
 * decides; what was read is compared again when it is written behind (store.ts).
 */
import type { Activation, Product } from '../rules/entitlement.ts'
import { decodeBody } from './entries.ts'
import type { IssuedLicense, Snapshot } from './ledger.ts'
import { activationOf, keyOf, productOf, settingsOf } from './projection.ts'
import { Misshapen } from './shape.ts'
import type { Row, Sql } from './sql.ts'

/** By the id of the key; without those that do not exist. */
export async function readSnapshots(
  sql: Sql,
  keyIds: readonly string[],
): Promise<ReadonlyMap<string, Snapshot>> {
  const { settings, revision } = await readSettings(sql)
  const keys = await rowsOf(sql, 'SELECT * FROM activation_key WHERE id', keyIds)
  const held = await readActivations(sql, HELD, keyIds)
  const former = await readActivations(sql, FORMER, keys.filter(startsWithComputer).map(idOf))
  const products = new Map<string, { readonly product: Product; readonly revision: number }>()
  const snapshots = new Map<string, Snapshot>()
  for (const row of keys) {
    const key = keyOf(row)
    const { productId } = key.entitlement
    const found = products.get(productId) ?? (await readProduct(sql, productId))
    if (found === undefined) throw new Misshapen('activation_key.product_id', 'a product that exists')
    products.set(productId, found)
    snapshots.set(key.id, {
      key,
      product: found.product,
      settings,
      activations: held.get(key.id) ?? [],
      former: former.get(key.id) ?? [],
      seen: {
        keys: new Map([[key.id, row.revision as number]]),
        products: new Map([[productId, found.revision]]),
        settings: revision,
      },
    })
  }
  return snapshots
}

/** The license that each request got before, by the request's SHA-256; without those that got none. */
export async function readIssued(
  sql: Sql,
  requestHashes: readonly string[],
): Promise<ReadonlyMap<string, IssuedLicense>> {
  const rows = await rowsOf(
    sql,
    'SELECT request_hash, kind, body FROM issued JOIN entry ON entry.seq = issued.seq WHERE request_hash',
    requestHashes,
  )
  return new Map(rows.map(row => [row.request_hash as string, licenseOf(row)]))
}

export async function readSettings(sql: Sql) {
  return settingsOf(await sql.all('SELECT * FROM setting'))
}

export async function readProduct(sql: Sql, id: string) {
  const row = await sql.get('SELECT * FROM product WHERE id = ?', [id])
  return row === undefined ? undefined : { product: productOf(row), revision: row.revision as number }
}

const HELD = 'SELECT * FROM activation WHERE released_at IS NULL AND key_id'
const FORMER = 'SELECT * FROM activation WHERE released_at IS NOT NULL AND key_id'

/** Only where days begin with each computer is it of interest which ones there were. */
function startsWithComputer(row: Row): boolean {
  const { duration } = keyOf(row).entitlement
  return duration !== undefined && duration.from !== 'creation'
}

function idOf(row: Row): string {
  return row.id as string
}

/** By key, in the order in which they were made. */
async function readActivations(
  sql: Sql,
  select: string,
  keyIds: readonly string[],
): Promise<Map<string, Activation[]>> {
  const rows = await rowsOf(sql, select, keyIds, 'ORDER BY created')
  const held = new Map<string, Activation[]>()
  for (const row of rows) {
    const activation = activationOf(row)
    const others = held.get(activation.keyId)
    if (others === undefined) held.set(activation.keyId, [activation])
    else others.push(activation)
  }
  return held
}

function licenseOf(row: Row): IssuedLicense {
  const { change } = decodeBody(row.kind as string, row.body as string)
  if (change.kind !== 'license.issued') throw new Misshapen('issued.seq', 'an entry license.issued')
  return change.license
}

/** How many values one statement has: always as many, or one, as every other number would be another statement. */
const AT_ONCE = 100

/** The rows where the last column of `select` is one of the values; sorted within those of AT_ONCE values. */
async function rowsOf(
  sql: Sql,
  select: string,
  values: readonly string[],
  order = '',
): Promise<readonly Row[]> {
  const width = values.length === 1 ? 1 : AT_ONCE
  const statement = `${select} IN (${Array(width).fill('?').join(', ')}) ${order}`
  const parts: (readonly Row[])[] = []
  for (let at = 0; at < values.length; at += width) {
    const some = values.slice(at, at + width)
    // the first one again, in the places that are left over
    const rest = Array<string>(width - some.length).fill(some[0] as string)
    parts.push(await sql.all(statement, [...some, ...rest]))
  }
  return parts.flat()
}
