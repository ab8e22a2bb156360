/** Owns whether what a decision has seen is still so, when it is to be recorded. */
import { ConflictError, rowsWhere, type Sql } from '../../log/sql.ts'
import type { Seen } from './ledger.ts'

/** Error: Clash when anything in `seen` has moved on, or is not there. */
export async function compare(sql: Sql, seen: Seen): Promise<void> {
  await Promise.all([
    seen.keys === undefined ? undefined : expectRevisions(sql, 'activation_key', seen.keys),
    seen.customers === undefined ? undefined : expectRevisions(sql, 'customer', seen.customers),
    seen.products === undefined ? undefined : expectRevisions(sql, 'product', seen.products),
    seen.settings === undefined ? undefined : expectSettings(sql, seen.settings),
    seen.grantedActivations === undefined ? undefined : expectGranted(sql, seen.grantedActivations),
  ])
}

async function expectRevisions(
  sql: Sql,
  table: 'activation_key' | 'customer' | 'product',
  seen: ReadonlyMap<string, number>,
): Promise<void> {
  const rows = await rowsWhere(sql, values => `SELECT id, revision FROM ${table} WHERE id ${values}`, [
    ...seen.keys(),
  ])
  const revisions = new Map(rows.map(({ id, revision }) => [id as string, revision]))
  for (const [id, revision] of seen) if (revisions.get(id) !== revision) throw new ConflictError('moved on')
}

async function expectSettings(sql: Sql, revision: number): Promise<void> {
  const row = await sql.get('SELECT coalesce(max(revision), 0) AS revision FROM setting')
  if (row?.revision !== revision) throw new ConflictError('moved on')
}

async function expectGranted(sql: Sql, granted: number): Promise<void> {
  if ((await readGranted(sql)) !== granted) throw new ConflictError('moved on')
}

export async function readGranted(sql: Sql): Promise<number> {
  const row = await sql.get(
    'SELECT coalesce(sum(activations), 0) AS granted FROM activation_key WHERE revoked_at IS NULL',
  )
  return Number(row?.granted)
}
