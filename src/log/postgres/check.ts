/**
 * Owns what can be found wrong with a PostgreSQL ledger beside its rows: tables, constraints, indexes, triggers and
 * functions that are not as we made them, indexes that are not valid, triggers that are switched off, and references
 * to nothing. Reads only, and needs no right but to read. PostgreSQL itself checks its pages when they are read.
 */
import { problemsShown } from '../checks.ts'
import type { Sql } from '../sql.ts'

/** References to nothing of one kind, after which no more are looked for. */
const MOST = 20

/** What ought to be in our schema, in PostgreSQL's own words. */
export interface PostgresDefinitions {
  readonly definitions: Readonly<Record<string, string>>
  /** What may be there besides, and must be like this then. */
  readonly optional?: Readonly<Record<string, RegExp>>
  /** What must find no row, as SQL; by the problem that a row shows. */
  readonly checks?: Readonly<Record<string, string>>
}

/** `sql` is a reading transaction with our schema in the search path; `ought` is what must be there. */
export async function complaintsOf(sql: Sql, ought: PostgresDefinitions): Promise<readonly string[]> {
  const wrong = await schema(sql, ought)
  // only tables that are as we made them can be asked for their rows
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

/** "table entry" and the like, to the text that defines it. */
export async function definitions(sql: Sql): Promise<ReadonlyMap<string, string>> {
  const rows = await sql.all(EVERYTHING)
  return new Map(rows.map(({ name, definition }) => [`${name}`, `${definition}`]))
}

/**
 * All that stands in our schema or hangs on our tables. What follows from something else is left out: constraints
 * NOT NULL stand with their columns, valid indexes of constraints and the triggers of foreign keys with these.
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
  /** What a row of the table is named by. */
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

/** They hold unless somebody has switched the triggers off for a while. */
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
