/** Owns which engine keeps a ledger: a path is a SQLite file, a URL `postgres://` a PostgreSQL database. */
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
  /** Make the ledger when there is none. */
  readonly create?: boolean
  /** Who works with it; stands in every entry that is appended. */
  readonly operator?: string | undefined
  /** Asked when the clock is far ahead of the ledger. Unless given, it is believed. */
  readonly onClockAhead?: OnClockAhead | undefined
  /** Of a file, what may be kept in memory; as in openSqliteLedger unless told. A server has its own. */
  readonly cacheMegabytes?: number
  /** Of a file: as in openSqliteLedger. */
  readonly isUnfinished?: boolean
}

/** Errors: those of openSqliteLedger and of openPostgresLedger; invalid-value for any other URL. */
export async function openLedger(where: string, options: OpenOptions): Promise<Ledger> {
  return isOnServer(where) ? openPostgresLedger(where, options) : openSqliteLedger(where, options)
}

/** Whether there is a ledger, or anything that stands in its place. Errors: those of openLedger. */
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

/** As it may be shown: without user and password. Error: invalid-value. */
export function ledgerPlace(where: string): string {
  return isOnServer(where) ? parsePostgresUrl(where).place : where
}

function isOnServer(where: string): boolean {
  if (isPostgresUrl(where)) return true
  if (!/^[a-z][a-z0-9+.-]+:\/\//i.test(where)) return false
  // not quoted: it may have a password in it
  throw new AirlatchError('invalid-value', {
    field: 'ledger',
    expected: { is: 'ledger' },
  })
}
