/**
 * Owns what SQLite itself can find wrong with a ledger file: damaged pages and indices, references to nothing, and
 * tables, indices or triggers that are not as we made them. Reads only.
 */
import { problemsShown } from '../checks.ts'
import type { SqlRow } from '../sql.ts'

/** Problems of one kind, after which SQLite stops looking. */
const MOST = 20

/** The rows of one statement without parameters. */
export type SqliteAsk = (sql: string) => Promise<readonly SqlRow[]>

/** `ask` reads the file; `pristine` has the schema as it ought to be; `checks`: by the problem that a row shows. */
export async function complaintsOf(
  ask: SqliteAsk,
  pristine: SqliteAsk,
  checks?: Readonly<Record<string, string>>,
): Promise<readonly string[]> {
  const wrong = await schema(ask, pristine)
  // only tables that are as we made them can be asked for their rows
  const shown = wrong.length > 0 ? [] : await problemsShown(async sql => (await ask(sql)).length > 0, checks)
  return [...(await integrity(ask)), ...(await references(ask)), ...wrong, ...shown]
}

/** Also that indices have what their tables have: quick_check, a third of the work, would leave that out. */
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

/** "table entry" and the like, to the text that defines it. */
async function definitions(ask: SqliteAsk): Promise<Map<string, unknown>> {
  const rows = await ask(
    `SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'`,
  )
  return new Map(rows.map(({ type, name, sql }) => [`${type} ${name}`, sql]))
}
