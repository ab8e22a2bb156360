/** Owns how a ledger in one SQLite file is opened: its schema and the SQL that only SQLite understands. */
import type { SqliteSchema } from '../../log/sqlite/file.ts'
import { openSqliteEngine, type SqliteFileOptions } from '../../log/sqlite/open.ts'
import type { OnClockAhead } from './clock.ts'
import type { Random } from './entries.ts'
import type { Ledger } from './ledger.ts'
import { APPLICATION_ID, CHECKS, LICENSES, MIGRATIONS, SEATS } from './migrations.ts'
import { licenseFilling } from './newest-license.ts'
import { SQLITE_SEARCHING } from './search.ts'
import { seatFilling } from './seat-columns.ts'
import { SqlLedger } from './store.ts'
import { SQLITE_JSON } from './sums.ts'

export const LEDGER_FILE: SqliteSchema = {
  applicationId: APPLICATION_ID,
  steps: MIGRATIONS,
  fillings: [licenseFilling(LICENSES), seatFilling(SEATS)],
  checks: CHECKS,
}

export interface SqliteOptions extends SqliteFileOptions {
  readonly random: Random
  /** The operator, who is recorded in every entry. */
  readonly operator?: string | undefined
  /** Called when the clock is far ahead of the ledger (default: the clock is trusted). */
  readonly onClockAhead?: OnClockAhead | undefined
}

/** Opens a ledger in a file. Errors: those of openSqliteEngine. */
export async function openSqliteLedger(path: string, options: SqliteOptions): Promise<Ledger> {
  const { random, operator, onClockAhead, ...file } = options
  return new SqlLedger(openSqliteEngine(path, LEDGER_FILE, file), {
    random,
    operator,
    onClockAhead,
    searching: SQLITE_SEARCHING,
    json: SQLITE_JSON,
  })
}
