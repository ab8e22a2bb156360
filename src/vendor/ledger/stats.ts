/**
 * Owns counting what a ledger has. Counting rows takes as long as there are rows, so what was counted once over a
 * connection is kept, with the entry up to which it holds: entries are never changed, and each says what it adds.
 */
import { GENESIS } from '../../log/chain.ts'
import type { Sql, SqlEngine } from '../../log/sql.ts'
import type { Change } from './change.ts'
import { headOf } from './extend.ts'
import type { Stats } from './ledger.ts'

type Counts = Omit<Stats, 'entries' | 'head'>

/** By the connection. */
const KEPT = new WeakMap<SqlEngine, Stats>()

/** What an entry of a kind adds. The others count nothing. */
const ADDED: Readonly<Partial<Record<Change['kind'], Partial<Counts>>>> = {
  'product.created': { products: 1 },
  'key.created': { keys: 1 },
  'activation.recorded': { activations: 1 },
  'activation.released': { activations: -1, released: 1 },
  'license.issued': { licenses: 1 },
}

/** More new entries are not counted one by one. */
const MOST_NEW = 10_000

export async function readStats(sql: Sql, engine: SqlEngine): Promise<Stats> {
  const { seq, hash } = await headOf(sql)
  const kept = KEPT.get(engine)
  const isNear = kept !== undefined && kept.entries <= seq && seq - kept.entries <= MOST_NEW
  const counts = isNear && (await isSameChain(sql, kept)) ? await countOn(sql, kept) : await countAll(sql)
  const stats = { ...counts, entries: seq, head: hash }
  KEPT.set(engine, stats)
  return stats
}

/** Another ledger may stand in its place by now, such as one that was restored. */
async function isSameChain(sql: Sql, { entries, head }: Stats): Promise<boolean> {
  if (entries === 0) return head === GENESIS
  return (await sql.get('SELECT hash FROM entry WHERE seq = ?', [entries]))?.hash === head
}

async function countOn(sql: Sql, kept: Stats): Promise<Counts> {
  const { products, keys, activations, released, licenses } = kept
  const counts = { products, keys, activations, released, licenses }
  for (const { kind } of await sql.all('SELECT kind FROM entry WHERE seq > ?', [kept.entries]))
    for (const [name, more] of Object.entries(ADDED[kind as Change['kind']] ?? {}))
      counts[name as keyof Counts] += more
  return counts
}

async function countAll(sql: Sql): Promise<Counts> {
  const row = await sql.get('SELECT count(*) AS n, count(released_at) AS released FROM activation')
  const released = Number(row?.released)
  return {
    products: await count(sql, 'product'),
    keys: await count(sql, 'activation_key'),
    activations: Number(row?.n) - released,
    released,
    licenses: await count(sql, 'issued'),
  }
}

async function count(sql: Sql, table: 'product' | 'activation_key' | 'issued'): Promise<number> {
  return Number((await sql.get(`SELECT count(*) AS n FROM ${table}`))?.n)
}
