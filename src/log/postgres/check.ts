/**
 * Owns the checks of a PostgreSQL ledger other than those of its rows: tables, constraints, indexes, triggers and
 * functions that differ from our schema, invalid indexes, disabled triggers, and references to missing rows. Reads
 * only, and needs only the permission to read. PostgreSQL itself checks its pages when they are read.
 */
import { problemsShown } from '../checks.ts'
import type { Sql } from '../sql.ts'

/** References to missing rows of one kind after which the search stops. */
const MOST = 20

/** What our schema should contain, in the form in which PostgreSQL itself prints definitions. */
export interface PostgresDefinitions {
  readonly definitions: Readonly<Record<string, string>>
  /** Objects that may exist in addition, and must match this if they do. */
  readonly optional?: Readonly<Record<string, RegExp>>
  /** Maps each problem to the SQL statement that must find no row. */
  readonly checks?: Readonly<Record<string, string>>
}

/** Returns the problems of a ledger. `sql` is a read transaction with our schema in the search path. */
export async function complaintsOf(sql: Sql, ought: PostgresDefinitions): Promise<readonly string[]> {
  const wrong = await schema(sql, ought)
  // the checks may fail on tables that differ from our schema
  return wrong.length > 0
    ? wrong
    : [
        ...(await references(sql)),
        ...(await problemsShown(async check => (await sql.get(check)) !== undefined, ought.checks)),
      ]
}

async function schema(
  sql: Sql,
  { definitions: ought, optional = {} }: PostgresDefinitions,
): Promise<readonly string[]> {
  const is = await definitions(sql)
  const names = new Set([...is.keys(), ...Object.keys(ought)])
  return [...names]
    .filter(name => is.get(name) !== ought[name] && !optional[name]?.test(is.get(name) ?? ''))
    .map(name => `${name} is not as it was made`)
}

/** Returns all objects of our schema, from names such as "table entry" to their definitions. */
export async function definitions(sql: Sql): Promise<ReadonlyMap<string, string>> {
  const rows = await sql.all(EVERYTHING)
  return new Map(rows.map(({ name, definition }) => [`${name}`, `${definition}`]))
}

/**
 * Selects all objects in our schema or attached to our tables, except those that other definitions include: NOT NULL
 * constraints are part of their columns; valid indexes and triggers of constraints are part of the constraints.
 */
const EVERYTHING = `
WITH relation AS (
  SELECT c.* FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'airlatch'
), part AS (
  SELECT a.attrelid, string_agg(concat_ws(' ', a.attname, format_type(a.atttypid, a.atttypmod),
      'COLLATE ' || nullif(l.collname, 'default'), CASE WHEN a.attnotnull THEN 'NOT NULL' END,
      'DEFAULT ' || pg_get_expr(d.adbin, d.adrelid), nullif(a.attidentity, ''), nullif(a.attgenerated, '')),
    ', ' ORDER BY a.attnum) AS columns
  FROM relation r
  JOIN pg_attribute a ON a.attrelid = r.oid
  LEFT JOIN pg_collation l ON l.oid = a.attcollation
  LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
  WHERE r.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
  GROUP BY a.attrelid
)
SELECT 'table ' || relname AS name, concat_ws('; ', columns,
    CASE WHEN relpersistence <> 'p' THEN 'not logged' END,
    CASE WHEN relrowsecurity OR relforcerowsecurity THEN 'rows are hidden' END,
    CASE WHEN EXISTS (SELECT FROM pg_inherits WHERE r.oid IN (inhrelid, inhparent)) THEN 'inherits' END
  ) AS definition
  FROM relation r LEFT JOIN part ON attrelid = r.oid WHERE relkind = 'r'
UNION ALL
SELECT 'index ' || relname, pg_get_indexdef(r.oid) || CASE WHEN valid THEN '' ELSE ' (not valid)' END
  FROM relation r
  JOIN (SELECT indexrelid, indisvalid AND indisready AND indislive AS valid FROM pg_index) i ON indexrelid = r.oid
  WHERE NOT valid OR NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = r.oid)
UNION ALL
SELECT 'relation ' || relname, relkind::text FROM relation WHERE relkind NOT IN ('r', 'i')
UNION ALL
SELECT 'constraint ' || conname || ' on ' || relname, pg_get_constraintdef(k.oid)
  FROM pg_constraint k JOIN relation r ON r.oid = conrelid WHERE contype <> 'n'
UNION ALL
SELECT 'trigger ' || tgname || ' on ' || relname, pg_get_triggerdef(t.oid) ||
    CASE WHEN tgenabled = 'O' THEN '' ELSE ' (switched off)' END
  FROM pg_trigger t JOIN relation r ON r.oid = tgrelid WHERE NOT tgisinternal OR tgenabled <> 'O'
UNION ALL
SELECT 'rule ' || rulename || ' on ' || relname, pg_get_ruledef(w.oid)
  FROM pg_rewrite w JOIN relation r ON r.oid = ev_class WHERE relkind = 'r'
UNION ALL
SELECT 'policy ' || polname || ' on ' || relname, polcmd::text
  FROM pg_policy JOIN relation r ON r.oid = polrelid
UNION ALL
SELECT 'function ' || proname || '(' || pg_get_function_identity_arguments(p.oid) || ')', concat_ws(' ',
    prokind, prosecdef, array_to_string(proconfig, ' '), prosrc)
  FROM pg_proc p JOIN pg_namespace n ON n.oid = pronamespace WHERE n.nspname = 'airlatch'
ORDER BY name`

interface Reference {
  readonly table: string
  readonly column: string
  readonly parent: string
  readonly id: string
  /** The column that identifies a row of the table in a message. */
  readonly row: string
}

const REFERENCES: readonly Reference[] = [
  { table: 'activation_key', column: 'product_id', parent: 'product', id: 'id', row: 'created' },
  { table: 'activation_key', column: 'customer', parent: 'customer', id: 'id', row: 'created' },
  { table: 'customer', column: 'merged_into', parent: 'customer', id: 'id', row: 'created' },
  { table: 'activation', column: 'key_id', parent: 'activation_key', id: 'id', row: 'created' },
  { table: 'issued', column: 'seq', parent: 'entry', id: 'seq', row: 'seq' },
  { table: 'issued', column: 'activation_id', parent: 'activation', id: 'id', row: 'seq' },
  { table: 'kit', column: 'seq', parent: 'entry', id: 'seq', row: 'seq' },
  { table: 'kit', column: 'product_id', parent: 'product', id: 'id', row: 'seq' },
  { table: 'wrong_proof', column: 'key_id', parent: 'activation_key', id: 'id', row: 'key_id' },
]

/** PostgreSQL enforces references, unless its triggers were disabled for a while. */
async function references(sql: Sql): Promise<readonly string[]> {
  const found: string[] = []
  for (const { table, column, parent, id, row } of REFERENCES) {
    const rows = await sql.all(
      `SELECT ${row} AS row FROM ${table} t
        WHERE t.${column} IS NOT NULL AND NOT EXISTS (SELECT FROM ${parent} WHERE ${parent}.${id} = t.${column}) LIMIT ${MOST}`,
    )
    found.push(...rows.map(({ row }) => `${table} ${row}: ${column} refers to no ${parent}`))
  }
  return found
}
