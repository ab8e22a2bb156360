/**
 * Owns reading what decisions see: for one key or for many, with as few statements as there are tables. Nothing here
 * decides; what was read is compared again when it is written behind (store.ts).
 */
import type { Activation, Product, SeatRelease } from '../../core/terms/entitlement.ts'
import { rowsWhere, type Sql, type SqlRow, type SqlValue } from '../../log/sql.ts'
import type { KeySeats } from '../decide/case.ts'
import type { VacantSeat } from '../decide/seat.ts'
import { MOST_HOLDERS } from '../decide/seats.ts'
import type { IssuedLicense } from './change.ts'
import { decodeBody } from './entries.ts'
import type { NewestKit, Snapshot, Sought } from './ledger.ts'
import { activationOf, keyOf, productOf, settingsOf } from './rows.ts'
import { Misshapen } from './shape.ts'
import { KEYS_WITH_WRONG_PROOFS, wrongProofsOf } from './wrong-proofs.ts'

/** By the id of the key; without those that do not exist. */
export async function readSnapshots(
  sql: Sql,
  sought: readonly Sought[],
): Promise<ReadonlyMap<string, Snapshot>> {
  const keyIds = [...new Set(sought.map(({ keyId }) => keyId))]
  // asked together, for an engine over a network
  const [{ settings, revision }, keyRows, productRows, kits, vacant, activationsOf] = await Promise.all([
    readSettings(sql),
    rowsWhere(
      sql,
      values => `SELECT *, ${COUNTED} FROM ${KEYS_WITH_WRONG_PROOFS} WHERE id ${values}`,
      keyIds,
    ),
    rowsWhere(sql, productsOf, keyIds),
    readNewestKits(sql, keys => `IN (SELECT product_id FROM activation_key WHERE id ${keys})`, keyIds),
    readVacant(sql, keyIds),
    readActivations(sql, keyIds, sought),
  ])
  const keys = keyRows.map(row => ({
    key: keyOf(row),
    wrongProofs: wrongProofsOf(row),
    revision: row.revision as number,
    seats: { ...countedOf(row), vacant: vacant.get(row.id as string) ?? [] },
  }))
  const products = new Map<SqlValue | undefined, ReturnType<typeof productIn>>()
  for (const row of productRows) if (!products.has(row.id)) products.set(row.id, productIn(row))
  const snapshots = new Map<string, Snapshot>()
  for (const { key, wrongProofs, revision: keyRevision, seats } of keys) {
    const { productId } = key.entitlement
    const found = products.get(productId)
    if (found === undefined) throw new Misshapen('activation_key.product_id', 'a product that exists')
    snapshots.set(key.id, {
      key,
      product: found.product,
      kit: kits.get(productId)?.payload,
      settings,
      wrongProofs,
      seats,
      ...activationsOf(key.id),
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

/** What a key's row says of its activations. */
const COUNTED = `(SELECT count(*) FROM activation WHERE key_id = activation_key.id AND released_at IS NULL) AS held,
  (SELECT max(seat) FROM activation WHERE key_id = activation_key.id) AS taken,
  ${endedBy('move')}, ${endedBy('receipt')}, ${endedBy('hand')}`

function endedBy(by: SeatRelease['by']): string {
  return `(SELECT count(*) FROM activation WHERE key_id = activation_key.id AND ended_by = '${by}') AS by_${by}`
}

function countedOf(row: SqlRow): Omit<KeySeats, 'vacant'> {
  const count = (column: string) => Number(row[column] ?? 0)
  return {
    held: count('held'),
    taken: count('taken'),
    ended: { move: count('by_move'), receipt: count('by_receipt'), hand: count('by_hand') },
  }
}

/** By key, in the order of their numbers; each with the start that its last activation had. */
async function readVacant(sql: Sql, keyIds: readonly string[]): Promise<ReadonlyMap<string, VacantSeat[]>> {
  const select = (keys: string) => `SELECT key_id, seat, begun_at FROM activation AS last
    WHERE key_id ${keys} AND ended_by IS NOT NULL AND NOT EXISTS (SELECT 1 FROM activation AS later
      WHERE later.key_id = last.key_id AND later.seat = last.seat AND (later.created > last.created OR later.ended_by IS NULL))`
  const vacant = new Map<string, VacantSeat[]>()
  // sorted here: SQLite would go through all seats of the key for their order
  const rows = [...(await rowsWhere(sql, select, keyIds))].sort(
    (a, b) => (a.seat as number) - (b.seat as number),
  )
  for (const row of rows) {
    const seat = { seat: row.seat as number, begunAt: row.begun_at as number }
    const others = vacant.get(row.key_id as string)
    if (others === undefined) vacant.set(row.key_id as string, [seat])
    else others.push(seat)
  }
  return vacant
}

/** All activations of the seats of those that are selected as `key_id` and `seat`. */
function ofSeats(selected: string): string {
  return `SELECT * FROM activation WHERE (key_id, seat) IN (SELECT key_id, seat FROM activation WHERE ${selected})`
}

/** Of each key: whom a refusal names, and whom those that are sought may be. */
async function readActivations(
  sql: Sql,
  keyIds: readonly string[],
  sought: readonly Sought[],
): Promise<(keyId: string) => Pick<Snapshot, 'holders' | 'activations' | 'former'>> {
  const first = (keys: string) =>
    `SELECT * FROM activation WHERE key_id ${keys} AND seat <= ${MOST_HOLDERS} AND ended_by IS NULL`
  const [holders, ...found] = await Promise.all([
    rowsWhere(sql, first, keyIds),
    rowsWhere(sql, marks => ofSeats(`created IN (SELECT activation FROM seat_mark WHERE mark ${marks})`), [
      ...new Set(sought.flatMap(({ marks }) => marks)),
    ]),
    rowsWhere(
      sql,
      hashes => ofSeats(`id IN (SELECT activation_id FROM issued WHERE request_hash ${hashes})`),
      sought.flatMap(({ requestHash }) => requestHash ?? []),
    ),
    rowsWhere(
      sql,
      ids => ofSeats(`id ${ids}`),
      sought.flatMap(({ renews }) => renews ?? []),
    ),
  ])
  const holding = byKey(holders)
  const own = byKey(found.flat())
  return keyId => {
    const all = own.get(keyId) ?? []
    return {
      holders: (holding.get(keyId) ?? []).toSorted((a, b) => a.seat - b.seat),
      activations: all.filter(({ released }) => released === undefined),
      former: all.filter(({ released }) => released !== undefined),
    }
  }
}

/** In the order in which they were made, each once. */
function byKey(rows: readonly SqlRow[]): ReadonlyMap<string, readonly Activation[]> {
  const distinct = [...new Map(rows.map(row => [row.created as number, row])).values()]
  const grouped = new Map<string, Activation[]>()
  for (const row of distinct.sort((a, b) => (a.created as number) - (b.created as number))) {
    const activation = activationOf(row)
    const others = grouped.get(activation.keyId)
    if (others === undefined) grouped.set(activation.keyId, [activation])
    else others.push(activation)
  }
  return grouped
}

function licenseOf(row: SqlRow): IssuedLicense {
  const { change } = decodeBody(row.kind as string, row.body as string)
  if (change.kind === 'license.issued' || change.kind === 'license.reissued') return change.license
  throw new Misshapen('issued.seq', 'an entry of a license')
}
