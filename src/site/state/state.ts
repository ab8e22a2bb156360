/** Owns the state of a site server in memory, and how it is read from its file. */
import { GENESIS } from '../../log/chain.ts'
import type { Sql } from '../../log/sql.ts'
import { Leases } from '../leases.ts'
import { NO_RULES, type SiteRules } from '../site-rules.ts'
import { heldLeaseOf, LEASE_COLUMNS } from './rows.ts'

/** What is kept beside entries and leases, each as text. */
export type SettingName = 'product' | 'server-key' | 'counted' | 'sequence' | 'license' | 'rules'

export interface SiteState {
  readonly productId: string
  /** Public key of the server, 64 hexadecimal digits. */
  readonly serverKey: string
  /** The last entry. */
  head: { readonly seq: number; readonly hash: string }
  /** The newest time in the log, seconds since 1970; 0: there is none. */
  newest: number
  /** Of the last lease that was signed; 0: none was. */
  sequence: number
  /** Seconds for which the server had run when the file was read (clock.ts). */
  readonly counted: number
  /** The message of the license; undefined: none is installed. */
  license: Uint8Array | undefined
  rules: SiteRules
  /** The last hour that got its row (history.ts); undefined: none did since the file was read. */
  usageHour: number | undefined
  readonly leases: Leases
}

/** Undefined: the file is new. Error: claims-malformed, of a row that was changed by hand. */
export async function readState(sql: Sql): Promise<SiteState | undefined> {
  const rows = await sql.all('SELECT name, value FROM setting')
  const settings = new Map(rows.map(({ name, value }) => [name as SettingName, value as string]))
  const productId = settings.get('product')
  if (productId === undefined) return undefined
  const last = await sql.get('SELECT seq, hash FROM entry ORDER BY seq DESC LIMIT 1')
  const newest = await sql.get('SELECT max(at) AS at FROM entry')
  const leases = await sql.all(`SELECT ${LEASE_COLUMNS.join(', ')} FROM lease`)
  const license = settings.get('license')
  const rules = settings.get('rules')
  return {
    productId,
    serverKey: settings.get('server-key') ?? '',
    head: { seq: (last?.seq as number) ?? 0, hash: (last?.hash as string) ?? GENESIS },
    newest: (newest?.at as number | null) ?? 0,
    sequence: Number(settings.get('sequence') ?? 0),
    counted: Number(settings.get('counted') ?? 0),
    license: license === undefined ? undefined : Buffer.from(license, 'base64'),
    rules: rules === undefined ? NO_RULES : JSON.parse(rules),
    usageHour: undefined,
    leases: new Leases(leases.map(heldLeaseOf)),
  }
}

export function newState(productId: string, serverKey: string): SiteState {
  return {
    productId,
    serverKey,
    head: { seq: 0, hash: GENESIS },
    newest: 0,
    sequence: 0,
    counted: 0,
    license: undefined,
    rules: NO_RULES,
    usageHour: undefined,
    leases: new Leases(),
  }
}
