/**
 * Owns what SQLite itself can find wrong with a ledger file: damaged pages and indices, references to nothing, and
 * tables, indices or triggers that are not as we made them. Reads only.
 */
import type { DatabaseSync } from 'node:sqlite'

/** Problems of one kind, after which SQLite stops looking. */
const MOST = 20

/** `pristine` has the schema as it ought to be; `checks`: by the problem that a row shows. */
export function complaintsOf(
  db: DatabaseSync,
  pristine: DatabaseSync,
  checks: Readonly<Record<string, string>> = {},
): readonly string[] {
  const wrong = schema(db, pristine)
  // only tables that are as we made them can be asked for their rows
  const rows = wrong.length > 0 ? [] : Object.entries(checks).filter(([, sql]) => db.prepare(sql).get())
  return [...integrity(db), ...references(db), ...wrong, ...rows.map(([problem]) => problem)]
}

function integrity(db: DatabaseSync): string[] {
  const rows = db.prepare(`PRAGMA integrity_check(${MOST})`).all() as { integrity_check: string }[]
  return rows.map(row => row.integrity_check).filter(text => text !== 'ok')
}

function references(db: DatabaseSync): string[] {
  const found: string[] = []
  for (const { table, rowid, parent } of db.prepare('PRAGMA foreign_key_check').iterate()) {
    if (found.push(`${table} ${rowid} refers to no ${parent}`) === MOST) break
  }
  return found
}

function schema(db: DatabaseSync, pristine: DatabaseSync): string[] {
  const is = definitions(db)
  const ought = definitions(pristine)
  const names = new Set([...is.keys(), ...ought.keys()])
  return [...names]
    .filter(name => is.get(name) !== ought.get(name))
    .map(name => `${name} is not as it was made`)
}

/** "table entry" and the like, to the text that defines it. */
function definitions(db: DatabaseSync): Map<string, unknown> {
  const rows = db.prepare(
    `SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'`,
  )
  return new Map(rows.all().map(({ type, name, sql }) => [`${type} ${name}`, sql]))
}
