/**
 * Owns when the ledger was last backed up, as the ledger itself knows it: one row beside the entries. It is no entry: a
 * backup changes nothing of what was sold, one that is made each night would fill the log, and the ledger would never be
 * the same as its newest backup. A backup says when it was made itself, so a ledger that was restored knows how old it is.
 */
import type { Sql, SqlRow, Statement } from '../../log/sql.ts'
import { putForm } from './forms.ts'

/** A backup of the ledger that was made and checked. */
export interface BackupMade {
  /** Seconds since 1970. */
  readonly at: number
  /** How many entries it has. */
  readonly entries: number
}

const PUT = putForm('backup', 'id', ['made_at', 'entries'])

export function keepBackup({ at, entries }: BackupMade): Statement {
  return { sql: PUT.sql, params: [1, at, entries] }
}

export async function readBackup(sql: Sql): Promise<BackupMade | undefined> {
  const row = await sql.get('SELECT * FROM backup')
  return row && backupOf(row)
}

function backupOf({ made_at, entries }: SqlRow): BackupMade {
  return { at: made_at as number, entries: entries as number }
}
