/**
 * Owns the deliveries of webhooks, as rows beside the entries. The log of entries is the outbox: for each webhook the
 * ledger knows up to which entry it was told (`delivered_until`), and has a row for each message that is on its way or was
 * handed over lately. So nothing is lost when a server ends in the middle of it, and what commands record is told too.
 *
 * A row is due, then held by the server that sends it, then settled. The server holds it until `held_until`: if it
 * ends before, another one sends the row, under the same id.
 */
import type { Sql, SqlRow, SqlWriter } from '../../log/sql.ts'

/** waiting: due now or later; gone: the receiver said that it wants no further messages (410). */
export type DeliveryState = 'waiting' | 'delivered' | 'failed' | 'gone'

/** A message to a webhook, and what came of it. */
export interface Delivery {
  /** The same for every attempt; it begins with `msg_`. */
  readonly id: string
  /** The name of the webhook. */
  readonly webhook: string
  /** The number of the entry that it tells of. */
  readonly seq: number
  /** The kind of that entry. */
  readonly kind: string
  /** When it was queued, in seconds since 1970. */
  readonly at: number
  /** That were made; since it was sent again by hand, if it was. */
  readonly attempts: number
  /** When it was sent again by hand, in seconds since 1970; undefined: never. */
  readonly resentAt: number | undefined
  /** When it is sent, in seconds since 1970; undefined when it is no longer sent. */
  readonly dueAt: number | undefined
  readonly state: DeliveryState
  /** What the receiver answered last; undefined when it did not. */
  readonly status: number | undefined
  /** The beginning of that answer, or why there was none. */
  readonly answer: string | undefined
}

/** A delivery that this server sends. */
export interface HeldDelivery extends Delivery {
  readonly heldUntil: number
}

/** What came of an attempt. */
export interface Settled {
  readonly state: DeliveryState
  readonly attempts: number
  readonly dueAt: number | undefined
  readonly status: number | undefined
  readonly answer: string | undefined
}

/** So many rows of one webhook wait at most, and so many others are kept, for so long. */
export const DELIVERIES_KEPT = { waiting: 1000, done: 1000, days: 30 } as const

/** The last entry that the webhook was told of, or that was passed over; undefined when nothing is known of it. */
export async function readDeliveredUntil(sql: Sql, webhook: string): Promise<number | undefined> {
  const row = await sql.get('SELECT seq FROM delivered_until WHERE webhook = ?', [webhook])
  return row?.seq as number | undefined
}

/** It gets messages about entries after the newest one, unless it gets some already. */
export async function beginDeliveries(sql: SqlWriter, webhook: string): Promise<void> {
  await sql.run(
    `INSERT INTO delivered_until (webhook, seq) VALUES (?, (SELECT coalesce(max(seq), 0) FROM entry))
      ON CONFLICT (webhook) DO NOTHING`,
    [webhook],
  )
}

/** How many wait. */
export async function countWaiting(sql: Sql, webhook: string): Promise<number> {
  const count = 'SELECT count(*) AS number FROM delivery WHERE webhook = ? AND due_at IS NOT NULL'
  return (await sql.get(count, [webhook]))?.number as number
}

/** How it goes, as far as the messages that are kept say it. */
export interface DeliveryTrouble {
  /** Of the messages that were tried and are tried again: when the oldest was queued, and when the next one is sent. */
  readonly retrying: { readonly since: number; readonly next: number } | undefined
  /** Messages that are not tried any more, and that nobody has sent again. */
  readonly givenUp: number
}

export async function readTrouble(sql: Sql, webhook: string): Promise<DeliveryTrouble> {
  const row = await sql.get(
    `SELECT min(at) AS since, min(due_at) AS next FROM delivery
      WHERE webhook = ? AND state = 'waiting' AND attempts > 0 AND due_at IS NOT NULL`,
    [webhook],
  )
  const count = "SELECT count(*) AS number FROM delivery WHERE webhook = ? AND state = 'failed'"
  const givenUp = (await sql.get(count, [webhook]))?.number as number
  const [since, next] = [row?.since as number | null | undefined, row?.next as number | null | undefined]
  return { retrying: since == null || next == null ? undefined : { since, next }, givenUp }
}

/** A message that is to be sent. */
export type NewDelivery = Pick<Delivery, 'id' | 'seq' | 'kind'>

/**
 * Goes on from the entry `from` to the entry `until`, with a message for each of those between that it is told of. False,
 * and nothing is done, when another server did that meanwhile, or the webhook was removed.
 */
export async function queueDeliveries(
  sql: SqlWriter,
  webhook: string,
  span: { readonly from: number; readonly until: number },
  messages: readonly NewDelivery[],
  now: number,
): Promise<boolean> {
  const move = 'UPDATE delivered_until SET seq = ? WHERE webhook = ? AND seq = ?'
  if ((await sql.run(move, [span.until, webhook, span.from])) === 0) return false
  const rows = messages.map(({ id, seq, kind }) => [id, webhook, seq, kind, now, 0, now, 'waiting'])
  await sql.apply([{ into: DELIVERY, rows }])
  return true
}

const DELIVERY = {
  table: 'delivery',
  columns: ['id', 'webhook', 'seq', 'kind', 'at', 'attempts', 'due_at', 'state'],
}

const DUE = 'due_at <= ? AND (held_until IS NULL OR held_until <= ?)'

/** The names of webhooks for which something is due and no server sends it; without those that are gone. */
export async function readDue(sql: Sql, now: number): Promise<ReadonlySet<string>> {
  const gone = "SELECT webhook FROM delivery WHERE state = 'gone'"
  const select = `SELECT DISTINCT webhook FROM delivery WHERE ${DUE} AND webhook NOT IN (${gone})`
  const rows = await sql.all(select, [now, now])
  return new Set(rows.map(({ webhook }) => webhook as string))
}

/** Takes up to `most` of what is due for it, the oldest first, until `heldUntil`; nothing while it is gone. */
export async function holdDeliveries(
  sql: SqlWriter,
  webhook: string,
  { now, heldUntil, most }: { readonly now: number; readonly heldUntil: number; readonly most: number },
): Promise<readonly HeldDelivery[]> {
  if (await isGone(sql, webhook)) return []
  const rows = await sql.all(
    `SELECT * FROM delivery WHERE webhook = ? AND ${DUE} ORDER BY due_at, seq LIMIT ?`,
    [webhook, now, now, most],
  )
  const hold = 'UPDATE delivery SET held_until = ? WHERE id = ?'
  await sql.apply(rows.map(({ id }) => ({ sql: hold, params: [heldUntil, id as string] })))
  return rows.map(row => ({ ...deliveryOf(row), heldUntil }))
}

/** Whether it answered 410, and no message was resent since. */
export async function isGone(sql: Sql, webhook: string): Promise<boolean> {
  const row = await sql.get("SELECT id FROM delivery WHERE webhook = ? AND state = 'gone' LIMIT 1", [webhook])
  return row !== undefined
}

/** What came of it; nothing when another server holds it by now, or it was removed. */
export async function settleDelivery(
  sql: SqlWriter,
  { id, heldUntil }: HeldDelivery,
  { state, attempts, dueAt, status, answer }: Settled,
): Promise<void> {
  await sql.run(
    `UPDATE delivery SET state = ?, attempts = ?, due_at = ?, status = ?, answer = ?, held_until = NULL
      WHERE id = ? AND held_until = ?`,
    [state, attempts, dueAt ?? null, status ?? null, answer ?? null, id, heldUntil],
  )
}

/** It was not sent after all, and is due again. */
export async function returnDelivery(sql: SqlWriter, { id, heldUntil }: HeldDelivery): Promise<void> {
  await sql.run('UPDATE delivery SET held_until = NULL WHERE id = ? AND held_until = ?', [id, heldUntil])
}

/** It is sent again, from the first attempt on; and one that was gone is no longer. Undefined when there is none. */
export async function resendDelivery(sql: SqlWriter, id: string, now: number): Promise<Delivery | undefined> {
  const row = await sql.get('SELECT * FROM delivery WHERE id = ?', [id])
  if (row === undefined) return undefined
  const again = "UPDATE delivery SET state = 'waiting', attempts = 0, due_at = ?"
  await sql.run(`${again}, resent_at = ? WHERE id = ?`, [now, now, id])
  await sql.run(`${again} WHERE webhook = ? AND state = 'gone'`, [now, row.webhook as string])
  return { ...deliveryOf(row), state: 'waiting', attempts: 0, dueAt: now, resentAt: now }
}

/** The newest first, at most so many. */
export async function readDeliveries(sql: Sql, webhook: string, most: number): Promise<readonly Delivery[]> {
  const select = 'SELECT * FROM delivery WHERE webhook = ? ORDER BY at DESC, seq DESC LIMIT ?'
  return (await sql.all(select, [webhook, most])).map(deliveryOf)
}

/** Nothing is left of it. */
export async function forgetDeliveries(sql: SqlWriter, webhook: string): Promise<void> {
  await sql.run('DELETE FROM delivery WHERE webhook = ?', [webhook])
  await sql.run('DELETE FROM delivered_until WHERE webhook = ?', [webhook])
}

/** Removes what is done and is old, or is more than is kept. */
export async function sweepDeliveries(sql: SqlWriter, webhook: string, before: number): Promise<void> {
  const done = 'webhook = ? AND due_at IS NULL'
  await sql.run(`DELETE FROM delivery WHERE ${done} AND at < ?`, [webhook, before])
  const nth = `SELECT at, seq FROM delivery WHERE ${done} ORDER BY at DESC, seq DESC LIMIT 1 OFFSET ?`
  const oldest = await sql.get(nth, [webhook, DELIVERIES_KEPT.done])
  if (oldest === undefined) return
  const [at, seq] = [oldest.at as number, oldest.seq as number]
  await sql.run(`DELETE FROM delivery WHERE ${done} AND (at < ? OR (at = ? AND seq <= ?))`, [
    webhook,
    at,
    at,
    seq,
  ])
}

function deliveryOf(row: SqlRow): Delivery {
  return {
    id: row.id as string,
    webhook: row.webhook as string,
    seq: row.seq as number,
    kind: row.kind as string,
    at: row.at as number,
    attempts: row.attempts as number,
    resentAt: (row.resent_at as number | null) ?? undefined,
    dueAt: (row.due_at as number | null) ?? undefined,
    state: row.state as DeliveryState,
    status: (row.status as number | null) ?? undefined,
    answer: (row.answer as string | null) ?? undefined,
  }
}
