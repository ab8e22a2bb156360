/** Owns how a ledger in a PostgreSQL database is opened: its schema and the SQL that only PostgreSQL understands. */
import {
  openPostgresEngine,
  type PostgresDatabaseOptions,
  type PostgresSchema,
} from '../../log/postgres/open.ts'
import type { OnClockAhead } from './clock.ts'
import type { Random } from './entries.ts'
import type { Ledger } from './ledger.ts'
import { licenseFilling } from './newest-license.ts'
import { CHECKS, LICENSES, MIGRATIONS, SEATS } from './postgres-migrations.ts'
import { DEFINITIONS, OPTIONAL } from './postgres-schema.ts'
import { POSTGRES_SEARCHING } from './search.ts'
import { seatFilling } from './seat-columns.ts'
import { SqlLedger } from './store.ts'
import { POSTGRES_JSON } from './sums.ts'

const LEDGER_SCHEMA: PostgresSchema = {
  steps: MIGRATIONS,
  fillings: [licenseFilling(LICENSES), seatFilling(SEATS)],
  checks: CHECKS,
  definitions: DEFINITIONS,
  optional: OPTIONAL,
}

export interface PostgresOptions extends PostgresDatabaseOptions {
  readonly random: Random
  /** The operator, who is recorded in every entry. */
  readonly operator?: string | undefined
  /** Called when the clock is far ahead of the ledger (default: the clock is trusted). */
  readonly onClockAhead?: OnClockAhead | undefined
}

/** Opens a ledger in a database. Errors: those of openPostgresEngine. */
export async function openPostgresLedger(url: string, options: PostgresOptions): Promise<Ledger> {
  const { random, operator, onClockAhead, ...database } = options
  const engine = await openPostgresEngine(url, LEDGER_SCHEMA, database)
  return new SqlLedger(engine, {
    random,
    operator,
    onClockAhead,
    searching: POSTGRES_SEARCHING,
    json: POSTGRES_JSON,
  })
}
