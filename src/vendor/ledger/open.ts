/** Owns the choice of the engine for a ledger: a path is a SQLite file, a `postgres://` URL a PostgreSQL database. */
import { AirlatchError } from '../../core/errors.ts'
import { isThere } from '../../disk/files.ts'
import { isPostgresUrl, parsePostgresUrl } from '../../log/postgres/url.ts'
import type { OnClockAhead } from './clock.ts'
import type { Random } from './entries.ts'
import type { Ledger } from './ledger.ts'
import { openPostgresLedger } from './postgres.ts'
import { openSqliteLedger } from './sqlite.ts'

export interface OpenOptions {
  readonly random: Random
  /** Create the ledger if it does not exist. */
  readonly create?: boolean
  /** The operator, who is recorded in every entry. */
  readonly operator?: string | undefined
  /** Called when the clock is far ahead of the ledger (default: the clock is trusted). */
  readonly onClockAhead?: OnClockAhead | undefined
  /** As in SqliteFileOptions. Ignored for a server, which has its own cache. */
  readonly cacheMegabytes?: number
  /** As in SqliteFileOptions. Ignored for a server. */
  readonly isUnfinished?: boolean
}

/** Opens a ledger. Errors: those of openSqliteLedger and of openPostgresLedger; invalid-value for any other URL. */
export async function openLedger(where: string, options: OpenOptions): Promise<Ledger> {
  return isOnServer(where) ? openPostgresLedger(where, options) : openSqliteLedger(where, options)
}

/** Whether a ledger exists, or in case of a path anything else there. Errors: those of openLedger. */
export async function isLedgerAt(where: string, random: Random): Promise<boolean> {
  if (!isOnServer(where)) return isThere(where)
  try {
    const ledger = await openPostgresLedger(where, { random })
    await ledger.close()
    return true
  } catch (error) {
    if (error instanceof AirlatchError && error.code === 'vendor-missing') return false
    throw error
  }
}

/** Returns the path or URL of a ledger as it may be shown: without user and password. Error: invalid-value. */
export function ledgerPlace(where: string): string {
  return isOnServer(where) ? parsePostgresUrl(where).place : where
}

function isOnServer(where: string): boolean {
  if (isPostgresUrl(where)) return true
  if (!/^[a-z][a-z0-9+.-]+:\/\//i.test(where)) return false
  // the URL is not quoted, because it may contain a password
  throw new AirlatchError('invalid-value', {
    field: 'ledger',
    expected: { is: 'ledger' },
  })
}
