/**
 * Owns what the ledger keeps beside its entries for the HTTP interface: from which devices an API key with a limit was used.
 * An address is kept as a hash that is keyed with the API key itself, which is kept nowhere: the ledger alone does not tell
 * whose address it was. Rows go when the API key is revoked or reset.
 */
import type { ApiKey } from '../../core/terms/outside.ts'
import type { Sql, SqlWriter } from '../../log/sql.ts'
import { OUTSIDE } from './nouns.ts'
import { readJson } from './shape.ts'

/** Undefined when there is none, or no longer one. Error: Misshapen. */
export async function readApiKey(sql: Sql, id: string): Promise<ApiKey | undefined> {
  const row = await sql.get('SELECT body FROM outside WHERE name = ? AND body IS NOT NULL', [`api-key ${id}`])
  return row === undefined ? undefined : readJson(OUTSIDE['api-key'], row.body as string)
}

/** Whether the API key was used from it before. */
export async function isKnownDevice(sql: Sql, id: string, device: string): Promise<boolean> {
  const row = await sql.get('SELECT 1 AS known FROM api_device WHERE api_key = ? AND address = ?', [
    id,
    device,
  ])
  return row !== undefined
}

/** Keeps it when there is room; false when there is none. */
export async function keepDevice(
  sql: SqlWriter,
  id: string,
  device: string,
  { most, at }: { readonly most: number; readonly at: number },
): Promise<boolean> {
  if (await isKnownDevice(sql, id, device)) return true
  if ((await countDevices(sql, id)) >= most) return false
  await sql.run('INSERT INTO api_device (api_key, address, since) VALUES (?, ?, ?)', [id, device, at])
  return true
}

/** From how many it was used. */
export async function countDevices(sql: Sql, id: string): Promise<number> {
  return Number(
    (await sql.get('SELECT count(*) AS devices FROM api_device WHERE api_key = ?', [id]))?.devices,
  )
}

/** How many there are of each API key that has some. */
export async function readDevices(sql: Sql): Promise<ReadonlyMap<string, number>> {
  const rows = await sql.all('SELECT api_key, count(*) AS devices FROM api_device GROUP BY api_key')
  return new Map(rows.map(row => [row.api_key as string, Number(row.devices)]))
}

/** Gives how many there were. */
export function forgetDevices(sql: SqlWriter, id: string): Promise<number> {
  return sql.run('DELETE FROM api_device WHERE api_key = ?', [id])
}
