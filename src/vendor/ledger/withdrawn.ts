/**
 * Owns reading what does not count any more, or not for ever: the activations that were released or whose key was
 * revoked, the lists that say so, and the vendor's signing keys. What is no state is looked for among the entries, by
 * their subject.
 */
import { decodeLicense, type License } from '../../core/message/license.ts'
import { DAY_SECONDS } from '../../core/terms/term.ts'
import { rowsWhere, type Sql, type SqlRow } from '../../log/sql.ts'
import type { IssuedLicense, PublishedRevocations } from './change.ts'
import { decodeBody, revocationsOf, SIGNING_KEYS } from './entries.ts'
import type { SigningKeyEntries } from './ledger.ts'
import { readHistory, UNINDEXED_KIND } from './log.ts'
import { vendorOf } from './rows.ts'
import { Misshapen } from './shape.ts'

/** None at all before there is a vendor. Error: Misshapen. */
export async function readSigningKeys(sql: Sql): Promise<SigningKeyEntries> {
  const row = await sql.get('SELECT * FROM vendor')
  const first = row === undefined ? undefined : vendorOf(row)
  const changes = await readHistory(sql, SIGNING_KEYS)
  return {
    added: [
      ...(first === undefined ? [] : [{ publicKey: first.publicKey, at: first.createdAt }]),
      ...changes.flatMap(({ change }) =>
        change.kind === 'signing-key.added' ? [{ publicKey: change.publicKey, at: change.at }] : [],
      ),
    ],
    retired: changes.flatMap(({ at, change }) => {
      if (change.kind !== 'signing-key.retired') return []
      const { kid, from, reason } = change
      return [{ kid, from, reason, at }]
    }),
  }
}

/** Error: Misshapen. */
export async function readRevocations(
  sql: Sql,
  productId: string,
): Promise<PublishedRevocations | undefined> {
  const row = await sql.get('SELECT kind, body FROM entry WHERE subject = ? ORDER BY seq DESC LIMIT 1', [
    revocationsOf(productId),
  ])
  if (row === undefined) return undefined
  const { change } = decodeBody(row.kind as string, row.body as string)
  if (change.kind !== 'revocations.published') throw new Misshapen('entry.subject', 'a list of revocations')
  const { kind: _kind, ...published } = change
  return published
}

/** As the ledger's `withdrawn` (ledger.ts). Error: Misshapen. */
export async function readWithdrawn(
  sql: Sql,
  productId: string,
  endedBy: number,
): Promise<readonly string[]> {
  const rows = await sql.all(WITHDRAWN, [productId])
  const ended = await endsOf(sql, new Set(rows.map(row => row.key_id as string)))
  const counts = (id: string) => (ended.get(id) ?? Number.POSITIVE_INFINITY) > endedBy
  return rows.map(row => row.id as string).filter(counts)
}

const WITHDRAWN = `SELECT activation.id, activation.key_id FROM activation
  JOIN activation_key ON activation_key.id = activation.key_id
  WHERE activation_key.product_id = ? AND (activation.released_at IS NOT NULL OR activation_key.revoked_at IS NOT NULL)
  ORDER BY activation.id`

/** Keys whose licenses are looked through together. */
const AT_ONCE = 100

/** When the last of all licenses of each activation has ended by itself, with its grace; Infinity is never. */
async function endsOf(sql: Sql, keyIds: ReadonlySet<string>): Promise<ReadonlyMap<string, number>> {
  const select = (values: string) =>
    `SELECT kind, body FROM entry WHERE subject ${values}
      AND ${UNINDEXED_KIND} IN ('license.issued', 'license.reissued')`
  const ends = new Map<string, number>()
  const ids = [...keyIds]
  for (let at = 0; at < ids.length; at += AT_ONCE)
    for (const row of await rowsWhere(sql, select, ids.slice(at, at + AT_ONCE))) {
      const { activationId, payload } = licenseIn(row)
      const end = endOf(decodeLicense(payload))
      ends.set(activationId, Math.max(end, ends.get(activationId) ?? end))
    }
  return ends
}

function licenseIn(row: SqlRow): IssuedLicense {
  const { change } = decodeBody(row.kind as string, row.body as string)
  if (change.kind === 'license.issued' || change.kind === 'license.reissued') return change.license
  throw new Misshapen('entry.kind', 'a license')
}

/** Days from the first run end when the computer says so, and that is never here. */
function endOf({ expiresAt, graceDays = 0 }: License): number {
  return expiresAt === undefined ? Number.POSITIVE_INFINITY : expiresAt + graceDays * DAY_SECONDS
}
