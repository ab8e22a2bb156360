/**
 * Owns reading what decisions see: for one key or for many, with as few statements as there are tables. Nothing here
 * decides; what was read is compared again when it is written behind (store.ts).
 */
import type { Activation, Product } from '../../core/terms/entitlement.ts'
import { rowsWhere, type Sql, type SqlRow, type SqlValue } from '../../log/sql.ts'
import type { IssuedLicense } from './change.ts'
import { decodeBody } from './entries.ts'
import type { NewestKit, Snapshot } from './ledger.ts'
import { activationOf, keyOf, productOf, settingsOf } from './rows.ts'
import { Misshapen } from './shape.ts'
import { KEYS_WITH_WRONG_PROOFS, wrongProofsOf } from './wrong-proofs.ts'

/** By the id of the key; without those that do not exist. */
export async function readSnapshots(
  sql: Sql,
  keyIds: readonly string[],
): Promise<ReadonlyMap<string, Snapshot>> {
  // asked together, for an engine over a network
  const [{ settings, revision }, keyRows, productRows, kits, activations] = await Promise.all([
    readSettings(sql),
    rowsWhere(sql, values => `SELECT * FROM ${KEYS_WITH_WRONG_PROOFS} WHERE id ${values}`, keyIds),
    rowsWhere(sql, productsOf, keyIds),
    readNewestKits(sql, keys => `IN (SELECT product_id FROM activation_key WHERE id ${keys})`, keyIds),
    readActivations(sql, keyIds),
  ])
  const keys = keyRows.map(row => ({
    key: keyOf(row),
    wrongProofs: wrongProofsOf(row),
    revision: row.revision as number,
  }))
  const products = new Map<SqlValue | undefined, ReturnType<typeof productIn>>()
  for (const row of productRows) if (!products.has(row.id)) products.set(row.id, productIn(row))
  const snapshots = new Map<string, Snapshot>()
  for (const { key, wrongProofs, revision: keyRevision } of keys) {
    const { productId } = key.entitlement
    const found = products.get(productId)
    if (found === undefined) throw new Misshapen('activation_key.product_id', 'a product that exists')
    snapshots.set(key.id, {
      key,
      product: found.product,
      kit: kits.get(productId)?.payload,
      settings,
      wrongProofs,
      ...apart(activations.get(key.id) ?? []),
      seen: {
        keys: new Map([[key.id, keyRevision]]),
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
  const select = (values: string) =>
    `SELECT request_hash, kind, body FROM issued JOIN entry ON entry.seq = issued.seq WHERE request_hash ${values}`
  const rows = await rowsWhere(sql, select, requestHashes)
  return new Map(rows.map(row => [row.request_hash as string, licenseOf(row)]))
}

/** By the product. `which`: of them, as a condition on some of `values`. */
export async function readNewestKits(
  sql: Sql,
  which: (values: string) => string,
  values: readonly string[],
): Promise<ReadonlyMap<string, NewestKit>> {
  const select = (some: string) =>
    `SELECT entry.at, entry.kind, entry.body FROM kit JOIN entry ON entry.seq = kit.seq
      WHERE kit.product_id ${which(some)} AND kit.sequence =
        (SELECT max(newest.sequence) FROM kit AS newest WHERE newest.product_id = kit.product_id)`
  return new Map((await rowsWhere(sql, select, values)).map(kitIn))
}

function kitIn(row: SqlRow): [productId: string, kit: NewestKit] {
  const { change } = decodeBody(row.kind as string, row.body as string)
  if (change.kind !== 'kit.published') throw new Misshapen('kit.seq', 'an entry of a kit')
  const { productId, sequence, payload } = change
  return [productId, { sequence, madeAt: row.at as number, payload }]
}

export async function readSettings(sql: Sql) {
  return settingsOf(await sql.all('SELECT * FROM setting'))
}

export async function readProduct(sql: Sql, id: string) {
  const row = await sql.get('SELECT * FROM product WHERE id = ?', [id])
  return row === undefined ? undefined : productIn(row)
}

function productIn(row: SqlRow): { readonly product: Product; readonly revision: number } {
  return { product: productOf(row), revision: row.revision as number }
}

function productsOf(keyIds: string): string {
  return `SELECT * FROM product WHERE id IN (SELECT product_id FROM activation_key WHERE id ${keyIds})`
}

/** Those that hold a seat, and those that do not any more. */
function apart(all: readonly Activation[]): Pick<Snapshot, 'activations' | 'former'> {
  return {
    activations: all.filter(({ released }) => released === undefined),
    former: all.filter(({ released }) => released !== undefined),
  }
}

/** By key, in the order in which they were made. */
async function readActivations(sql: Sql, keyIds: readonly string[]): Promise<Map<string, Activation[]>> {
  const select = (values: string) => `SELECT * FROM activation WHERE key_id ${values} ORDER BY created`
  const rows = await rowsWhere(sql, select, keyIds)
  const byKey = new Map<string, Activation[]>()
  for (const row of rows) {
    const activation = activationOf(row)
    const others = byKey.get(activation.keyId)
    if (others === undefined) byKey.set(activation.keyId, [activation])
    else others.push(activation)
  }
  return byKey
}

function licenseOf(row: SqlRow): IssuedLicense {
  const { change } = decodeBody(row.kind as string, row.body as string)
  if (change.kind === 'license.issued' || change.kind === 'license.reissued') return change.license
  throw new Misshapen('issued.seq', 'an entry of a license')
}
