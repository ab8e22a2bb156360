/**
 * Owns how a log in a PostgreSQL database is opened, recognised and brought up to date. It has its own schema in a
 * database that other programs may share. engine.ts explains how it is written.
 */
import { AirlatchError } from '../../core/errors.ts'
import type { Filling } from '../filling.ts'
import type { SqlValue } from '../sql.ts'
import { newer } from '../sqlite/file.ts'
import { complaintsOf, type PostgresDefinitions } from './check.ts'
import { connect } from './connection.ts'
import { PostgresEngine, SCHEMA, transactionSettings } from './engine.ts'
import type { PostgresSession } from './session.ts'
import { parsePostgresUrl } from './url.ts'

export interface PostgresSchema extends PostgresDefinitions {
  /** The SQL scripts that lead from an empty schema to the newest version, one for each version. */
  readonly steps: readonly string[]
  /** What some of the steps need in addition to their SQL. */
  readonly fillings?: readonly Filling[]
}

export interface PostgresDatabaseOptions {
  /** Create the log if the database has none. */
  readonly create?: boolean
  /** How long to wait for other writers, and for a server that is starting, before giving up (default: 10). */
  readonly busySeconds?: number
}

/**
 * Opens the ledger in the database of a URL `postgres://USER@HOST:PORT/DATABASE`, over one connection that is reopened
 * when it is lost. The password is taken from the URL, from PGPASSWORD, or from the password file (~/.pgpass); other
 * values that the URL leaves out are taken from the PG... variables, as in every PostgreSQL program.
 * TLS is set by `sslmode` and `sslrootcert` in the URL. Without them a remote server must have a certificate that Node
 * trusts, and a server on this computer needs none; `disable` and `no-verify` are the modes that verify nothing.
 *
 * When the connection breaks, the transaction is rolled back (ledger-unavailable). When it breaks during the commit,
 * the outcome is looked up in the ledger over a new connection. It stays unknown only if the server remains
 * unreachable, and the error says so: requesting the same license again is safe in either case.
 *
 * Errors: invalid-value for the URL; vendor-missing, ledger-foreign, ledger-newer {got, newest}, ledger-damaged,
 * ledger-unavailable, ledger-busy, each with `path`: the URL without user and password.
 */
export async function openPostgresEngine(
  url: string,
  schema: PostgresSchema,
  { create = false, busySeconds = 10 }: PostgresDatabaseOptions,
): Promise<PostgresEngine> {
  const { steps, fillings } = schema
  const address = parsePostgresUrl(url)
  const session = await connect(address, busySeconds)
  try {
    await prepare(session, { create, busySeconds, steps, fillings })
  } catch (error) {
    await session.end()
    throw error
  }
  return new PostgresEngine({
    session,
    connect: patience => connect(address, busySeconds, patience),
    version: steps.length,
    busySeconds,
    complaints: sql => complaintsOf(sql, schema),
  })
}

export interface Preparation {
  readonly create: boolean
  readonly busySeconds: number
  /** As in PostgresSchema. */
  readonly steps: readonly string[]
  readonly fillings?: readonly Filling[] | undefined
}

/**
 * Makes sure that the database has a ledger of the newest version: migrates an older one, or creates it (`create`), in
 * one transaction. Errors: vendor-missing, ledger-foreign, ledger-newer {got, newest}, ledger-busy, ...
 */
export async function prepare(session: PostgresSession, preparation: Preparation): Promise<void> {
  const { create, busySeconds, steps } = preparation
  const newest = steps.length
  const settings = transactionSettings(busySeconds)
  try {
    await session.script(`BEGIN READ ONLY; ${settings}`)
    await refuseEncoding(session)
    const found = await versionIn(session, newest)
    await session.script('COMMIT')
    if (found === newest) return
    if (found === undefined && !create) throw new AirlatchError('vendor-missing', { path: session.place })
    await session.script(`BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE; ${settings}`)
    await migrate(session, preparation)
    await session.script('COMMIT')
  } catch (error) {
    await session.script('ROLLBACK').catch(() => undefined)
    throw error
  }
}

/** "airl" as a number. This advisory lock serialises migrations: a new ledger has no table that could be locked. */
const MIGRATION_LOCK = 0x6169_726c

async function migrate(
  session: PostgresSession,
  { steps, fillings = [] }: Pick<Preparation, 'steps' | 'fillings'>,
): Promise<void> {
  await session.script(`SELECT pg_advisory_xact_lock(${MIGRATION_LOCK})`)
  // read again under the lock: another program may have migrated it meanwhile
  const got = await versionIn(session, steps.length)
  if (got === undefined) await session.script(await creation(session))
  // keeps writers out until the migration is done
  else await session.script(`LOCK TABLE ${SCHEMA}.ledger_version IN EXCLUSIVE MODE`)
  const missing = steps.slice(got ?? 0)
  for (const step of missing) await session.script(step)
  for (const filling of fillings) if (missing.includes(filling.step)) await fill(session, filling)
  const version =
    got === undefined ? 'INSERT INTO ledger_version VALUES (1, ?)' : 'UPDATE ledger_version SET version = ?'
  await session.run(version, [steps.length])
}

async function fill(session: PostgresSession, { select, writes }: Filling): Promise<void> {
  for (let after: SqlValue | undefined = 0; after !== undefined; ) {
    const rows = await session.all(select, [after])
    await session.apply(writes(rows, session.place))
    after = rows.at(-1)?.seq
  }
}

/** An administrator may have created the schema already, so that the user of the ledger needs no permission for it. */
async function creation(session: PostgresSession): Promise<string> {
  const [schema] = await session.all('SELECT 1 FROM pg_namespace WHERE nspname = ?', [SCHEMA])
  return schema === undefined ? `CREATE SCHEMA ${SCHEMA}` : ''
}

/**
 * Returns the version of the ledger in the database; undefined if our schema is empty or missing.
 * Errors: ledger-foreign when the schema contains something else, ledger-newer {got, newest}.
 */
async function versionIn(session: PostgresSession, newest: number): Promise<number | undefined> {
  const path = session.place
  const names = await session.all(
    'SELECT relname AS name FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace WHERE nspname = ?',
    [SCHEMA],
  )
  if (names.length === 0) return undefined
  if (!names.some(({ name }) => name === 'ledger_version'))
    throw new AirlatchError('ledger-foreign', { path })
  const rows = await session.all(`SELECT version FROM ${SCHEMA}.ledger_version`)
  const got = rows[0]?.version
  if (rows.length !== 1 || typeof got !== 'number' || got < 1)
    throw new AirlatchError('ledger-damaged', {
      path,
      problem: 'the table ledger_version has no version',
    })
  if (got > newest) throw newer(path, got, newest)
  return got
}

/** Other encodings cannot store every text. */
async function refuseEncoding(session: PostgresSession): Promise<void> {
  const [row] = await session.all("SELECT current_setting('server_encoding') AS encoding")
  if (row?.encoding === 'UTF8') return
  const problem = `the database is encoded in ${row?.encoding}, expected UTF8`
  throw new AirlatchError('ledger-unavailable', { path: session.place, problem })
}
