/** Owns the state of a site server in memory, and how it is read from its file. */
import { AirlatchError } from '../../core/errors.ts'
import { GENESIS } from '../../log/chain.ts'
import type { Sql } from '../../log/sql.ts'
import { Leases } from '../leases.ts'
import { NO_RULES, type SiteRules } from '../site-rules.ts'
import { openCheckpoint, type SiteCheckpoint } from './checkpoint.ts'
import { heldLeaseOf, LEASE_COLUMNS } from './rows.ts'

/** Values that are stored besides entries and leases, each as text. */
export type SettingName =
  | 'product'
  | 'server-key'
  | 'counted'
  | 'sequence'
  | 'renewals'
  | 'license'
  | 'rules'
  | 'checkpoint'

export interface SiteState {
  readonly productId: string
  /** Public key of the server, 64 hexadecimal digits. */
  readonly serverKey: string
  /** The last entry. */
  head: { readonly seq: number; readonly hash: string }
  /** The newest time in the log, seconds since 1970; 0 if the log is empty. */
  newest: number
  /** Number of the last lease that was signed; 0 if none was. */
  sequence: number
  /** Renewals since the last entry about them. */
  renewals: number
  /** What is left of pruned entries; undefined if none were pruned. */
  checkpoint: SiteCheckpoint | undefined
  /** Seconds for which the server had run (clock.ts) when the file was read. */
  readonly counted: number
  /** The license message; undefined if none is installed. */
  license: Uint8Array | undefined
  rules: SiteRules
  /** The last hour that got its row (history.ts); undefined if none did since the file was read. */
  usageHour: number | undefined
  readonly leases: Leases
}

/**
 * Reads the state; undefined if the file is new. `place`: the file, for errors. Errors, if rows were changed by hand:
 * claims-malformed, ledger-damaged {path}.
 */
export async function readState(sql: Sql, place: string): Promise<SiteState | undefined> {
  const rows = await sql.all('SELECT name, value FROM setting')
  const settings = new Map(rows.map(({ name, value }) => [name as SettingName, value as string]))
  const productId = settings.get('product')
  if (productId === undefined) return undefined
  const last = await sql.get('SELECT seq, hash FROM entry ORDER BY seq DESC LIMIT 1')
  const newest = await sql.get('SELECT max(at) AS at FROM entry')
  const leases = await sql.all(`SELECT ${LEASE_COLUMNS.join(', ')} FROM lease`)
  const serverKey = settings.get('server-key') ?? ''
  const checkpoint = checkpointOf(settings.get('checkpoint'), productId, serverKey, place)
  const license = settings.get('license')
  const rules = settings.get('rules')
  return {
    productId,
    serverKey,
    head: { seq: (last?.seq as number) ?? 0, hash: (last?.hash as string) ?? GENESIS },
    newest: (newest?.at as number | null) ?? 0,
    sequence: Number(settings.get('sequence') ?? 0),
    renewals: Number(settings.get('renewals') ?? 0),
    checkpoint,
    counted: Number(settings.get('counted') ?? 0),
    license: license === undefined ? undefined : Buffer.from(license, 'base64'),
    rules: rules === undefined ? NO_RULES : { ...NO_RULES, ...JSON.parse(rules) },
    usageHour: undefined,
    leases: new Leases(leases.map(heldLeaseOf)),
  }
}

function checkpointOf(
  text: string | undefined,
  productId: string,
  serverKey: string,
  place: string,
): SiteCheckpoint | undefined {
  if (text === undefined) return undefined
  try {
    const checkpoint = openCheckpoint(Buffer.from(text, 'base64'), productId, serverKey)
    if (checkpoint !== undefined) return checkpoint
  } catch (error) {
    throw damaged(place, error)
  }
  throw damaged(place)
}

function damaged(path: string, cause?: unknown): AirlatchError {
  const problem = 'the checkpoint of the log is not one that this server signed'
  return new AirlatchError('ledger-damaged', { path, problem }, cause)
}

export function newState(productId: string, serverKey: string): SiteState {
  return {
    productId,
    serverKey,
    head: { seq: 0, hash: GENESIS },
    newest: 0,
    sequence: 0,
    renewals: 0,
    checkpoint: undefined,
    counted: 0,
    license: undefined,
    rules: NO_RULES,
    usageHour: undefined,
    leases: new Leases(),
  }
}
