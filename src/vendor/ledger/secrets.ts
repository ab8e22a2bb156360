/**
 * Owns secrets that others gave the desk, or that it made for them: of shops, webhooks and the mail server. They have to be
 * at hand as they are, for checking and making signatures, and lie in the ledger as activation keys do. They are no
 * entries: exports and backups of the desk leave them behind, and whoever restores one says them again.
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

/** Undefined when there is none, as after a restore. */
export async function readSecret(sql: Sql, name: string): Promise<string | undefined> {
  return (await sql.get('SELECT value FROM secret WHERE name = ?', [name]))?.value as string | undefined
}
