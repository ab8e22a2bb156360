/**
 * Owns the secrets that the desk shares with shops, webhooks and the mail server. They are needed in clear text, for
 * example to check and make signatures, and are stored in the ledger like activation keys. They are not entries:
 * exports and backups of the desk leave them out, so they have to be entered again after a restore.
 */
import type { Sql, Statement } from '../../log/sql.ts'
import { putForm } from './forms.ts'

const PUT = putForm('secret', 'name', ['value'])

export function keepSecret(name: string, value: string): Statement {
  return { sql: PUT.sql, params: [name, value] }
}

export function forgetSecret(name: string): Statement {
  return { sql: 'DELETE FROM secret WHERE name = ?', params: [name], rows: 'any' }
}

/** Reads a secret. Undefined if it is missing, as after a restore. */
export async function readSecret(sql: Sql, name: string): Promise<string | undefined> {
  return (await sql.get('SELECT value FROM secret WHERE name = ?', [name]))?.value as string | undefined
}
