/**
 * Owns the checks of a ledger file that SQLite itself can do: damaged pages and indices, references to missing rows,
 * and tables, indices or triggers that differ from our schema. Reads only.
 */
import { problemsShown } from '../checks.ts'
import type { SqlRow } from '../sql.ts'

/** Problems of one kind after which SQLite stops looking for more. */
const MOST = 20

/** Runs one statement without parameters and returns its rows. */
export type SqliteAsk = (sql: string) => Promise<readonly SqlRow[]>

/**
 * Returns the problems of a ledger file. `ask` reads the file, `pristine` a database with the schema as it should be;
 * `checks` maps each problem to the statement that must find no row.
 */
export async function complaintsOf(
  ask: SqliteAsk,
  pristine: SqliteAsk,
  checks?: Readonly<Record<string, string>>,
): Promise<readonly string[]> {
  const wrong = await schema(ask, pristine)
  // the checks may fail on tables that differ from our schema
  const shown = wrong.length > 0 ? [] : await problemsShown(async sql => (await ask(sql)).length > 0, checks)
  return [...(await integrity(ask)), ...(await references(ask)), ...wrong, ...shown]
}

/** Not quick_check: it takes a third of the time, but does not compare indices with their tables. */
async function integrity(ask: SqliteAsk): Promise<readonly string[]> {
  const rows = await ask(`PRAGMA integrity_check(${MOST})`)
  return rows.map(row => row.integrity_check as string).filter(text => text !== 'ok')
}

async function references(ask: SqliteAsk): Promise<readonly string[]> {
  const rows = await ask(`SELECT * FROM pragma_foreign_key_check LIMIT ${MOST}`)
  return rows.map(({ table, rowid, parent }) => `${table} ${rowid} refers to no ${parent}`)
}

async function schema(ask: SqliteAsk, pristine: SqliteAsk): Promise<readonly string[]> {
  const is = await definitions(ask)
  const ought = await definitions(pristine)
  const names = new Set([...is.keys(), ...ought.keys()])
  return [...names]
    .filter(name => is.get(name) !== ought.get(name))
    .map(name => `${name} is not as it was made`)
}

/** Maps names such as "table entry" to the SQL that defines them. */
async function definitions(ask: SqliteAsk): Promise<Map<string, unknown>> {
  const rows = await ask(
    `SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'`,
  )
  return new Map(rows.map(({ type, name, sql }) => [`${type} ${name}`, sql]))
}
