/**
 * Owns reading entries: as they are kept, read one by one, and, for the log, with what an entry does not say by itself.
 * In pages, in the order in which things happened.
 */
import type { KeyRecord } from '../../core/terms/entitlement.ts'
import { conditions, rowsWhere, type Sql, type SqlRow, type SqlValue } from '../../log/sql.ts'
import type { Change } from './change.ts'
import { readNewestTime } from './clock.ts'
import { addPersonal, decodeBody } from './entries.ts'
import type { HistoryEntry, LogEntry, LogFilter, RawEntry } from './ledger.ts'

export const COLUMNS = 'seq, at, kind, body, personal, operator, hash'

/** Entries behind number `after`, at most so many. */
export async function readRaw(sql: Sql, after: number, most: number): Promise<readonly RawEntry[]> {
  const rows = await sql.all(`SELECT ${COLUMNS} FROM entry WHERE seq > ? ORDER BY seq LIMIT ?`, [after, most])
  return rows.map(rawOf)
}

/** Every entry that concerns the key. Error: Misshapen. */
export async function readHistory(sql: Sql, keyId: string): Promise<readonly HistoryEntry[]> {
  return (await sql.all(`SELECT ${COLUMNS} FROM entry WHERE subject = ? ORDER BY seq`, [keyId])).map(
    historyOf,
  )
}

/** Error: Misshapen. */
export async function readLog(
  sql: Sql,
  after: number,
  most: number,
  filter: LogFilter,
): Promise<readonly LogEntry[]> {
  const { where, params } = selection(filter, await beginning(sql, after, filter), SCANNED)
  const rows = await sql.all(
    `SELECT ${COLUMNS}, subject FROM entry ${where} ORDER BY entry.seq LIMIT ${wholeNumber(most)}`,
    params,
  )
  const fronts = await readFronts(sql, rows)
  const entries: LogEntry[] = []
  for (const row of rows) {
    const entry = historyOf(row)
    const keyId = concernsKey(entry.change) ? ((row.subject as string | null) ?? undefined) : undefined
    const before =
      entry.change.kind === 'key.changed' ? await keyBefore(sql, keyId ?? '', entry.seq) : undefined
    entries.push({ ...entry, keyId, before, computer: computerOf(entry.change, fronts.get(entry.seq)) })
  }
  return entries
}

/**
 * The number behind which the last `count` entries of the filter stand. Of a filter with a beginning no entry before that
 * is looked at: of all entries of a large ledger, hardly any are of today.
 */
export async function readLogTail(sql: Sql, count: number, filter: LogFilter): Promise<number> {
  const from = await beginning(sql, 0, filter)
  const isLately = filter.until === undefined || ((await readNewestTime(sql)) ?? 0) < filter.until
  const { where, params } = selection(filter, from, isLately ? SCANNED : INDEXED)
  const offset = wholeNumber(count)
  const row = await sql.get(
    `SELECT seq FROM entry ${where} ORDER BY seq DESC LIMIT 1 OFFSET ${offset}`,
    params,
  )
  return (row?.seq as number | undefined) ?? from
}

/** For a statement: PostgreSQL takes a number of rows that it does not know for a tenth of all, and may sort them. */
function wholeNumber(rows: number): bigint {
  return BigInt(Math.max(0, Math.floor(rows)))
}

/**
 * Behind which the first page begins: there the times are not looked through from the first entry on. The plus has both
 * engines use the index on times.
 */
async function beginning(sql: Sql, after: number, { since }: LogFilter): Promise<number> {
  if (after > 0 || since === undefined) return after
  const row = await sql.get(
    'SELECT coalesce(min(+seq) - 1, (SELECT max(seq) FROM entry), 0) AS number FROM entry WHERE at >= ?',
    [since],
  )
  return row?.number as number
}

/** The time of an entry, by its index; and where entries are read in their order, which the index would sort them into again. */
const INDEXED = 'entry.at'
const SCANNED = 'coalesce(entry.at, 0)'

/**
 * By the number of each license, the entry in front of it: `issue` appends an activation and, right behind it, its license.
 * Asked by themselves: PostgreSQL joined all entries with all, where it knew too little of them.
 */
async function readFronts(sql: Sql, rows: readonly SqlRow[]): Promise<ReadonlyMap<number, SqlRow>> {
  const licenses = rows.filter(({ kind }) => isLicense(kind)).map(({ seq }) => (seq as number) - 1)
  const select = (some: string) => `SELECT seq, kind, body FROM entry WHERE seq ${some}`
  const fronts = await rowsWhere(sql, select, licenses)
  return new Map(fronts.map(row => [(row.seq as number) + 1, row]))
}

function isLicense(kind: SqlValue | undefined): boolean {
  return kind === 'license.issued' || kind === 'license.reissued'
}

function selection({ keyId, kind, operator, since, until, before }: LogFilter, after: number, at: string) {
  return conditions([
    ['entry.seq > ?', after],
    ['entry.subject = ?', keyId],
    ['entry.kind = ?', kind],
    ['entry.operator = ?', operator],
    [`${at} >= ?`, since],
    [`${at} < ?`, until],
    ['entry.seq < ?', before],
  ])
}

function computerOf(change: Change, front: SqlRow | undefined): string | undefined {
  if (change.kind !== 'license.issued' && change.kind !== 'license.reissued') return undefined
  if (!isText(front?.kind) || !isText(front.body)) return undefined
  const { change: before } = decodeBody(front.kind, front.body)
  if (before.kind !== 'activation.recorded' && before.kind !== 'activation.renewed') return undefined
  return before.activation.id === change.license.activationId ? before.activation.computerId : undefined
}

/** Of these the subject is something else than the id of an activation key. */
const OF_NO_KEY = ['signing-key.', 'customer.', 'revocations.', 'clock.accepted', 'defaults.', 'template.']

function concernsKey({ kind }: Change): boolean {
  return !OF_NO_KEY.some(start => kind.startsWith(start))
}

function isText(value: SqlValue | undefined): value is string {
  return typeof value === 'string'
}

/** Not by the index of kinds: where more is asked of an entry, that finds far too many. */
export const UNINDEXED_KIND = "coalesce(kind, '')"

/** What the key was until the entry. By its few entries: the pluses keep PostgreSQL from those of all keys before it. */
export async function keyBefore(sql: Sql, keyId: string, seq: number): Promise<KeyRecord | undefined> {
  const row = await sql.get(
    `SELECT ${COLUMNS} FROM entry
      WHERE subject = ? AND +seq < ? AND ${UNINDEXED_KIND} IN ('key.created', 'key.changed')
      ORDER BY +seq DESC LIMIT 1`,
    [keyId, seq],
  )
  if (row === undefined) return undefined
  const { change } = historyOf(row)
  return change.kind === 'key.created' || change.kind === 'key.changed' ? change.key : undefined
}

function rawOf(row: SqlRow): RawEntry {
  return {
    seq: row.seq as number,
    at: row.at as number,
    kind: row.kind as string,
    body: row.body as string,
    personal: row.personal as string | null,
    operator: row.operator as string | null,
    hash: row.hash as string,
  }
}

export function historyOf(row: SqlRow): HistoryEntry {
  const { seq, at, kind, body, personal, operator } = rawOf(row)
  const { change } = decodeBody(kind, body)
  return {
    seq,
    at,
    operator: operator ?? undefined,
    change: personal === null ? change : addPersonal(change, personal),
  }
}
