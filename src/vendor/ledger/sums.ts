/**
 * Owns what reports add up: keys by when they were made, what happened to them, and their seats. The engine adds up and
 * reads of each JSON text only the few fields that are asked for: a report is about every key, and to decode a million
 * records takes ten times as long. Entries and keys are numbered by one count, and are taken a range of numbers at a
 * time, so that no statement takes long.
 */
import type { Entitlement, KeyRecord } from '../../core/terms/entitlement.ts'
import { DAY_SECONDS } from '../../core/terms/term.ts'
import type { Sql, SqlRow, SqlValue } from '../../log/sql.ts'
import type { Change } from './change.ts'
import type { Span } from './held-seat.ts'

/** What a report can add up by. */
export const REPORT_GROUPS = ['product', 'customer', 'affiliate', 'month', 'order'] as const
/** What a report adds up by. @useDeclaredType */
export type ReportBy = (typeof REPORT_GROUPS)[number]

/** What figures are added up by, and whose keys they are of. */
export interface Grouping {
  /** Archived keys as well. */
  readonly archived: boolean
  /** Undefined: by nothing, as a list. */
  readonly by: ReportBy | undefined
}

/** Of a key, what it can be grouped by. */
export type GroupedKey = Pick<KeyRecord, 'customer' | 'email' | 'affiliate' | 'orderReference'> & {
  readonly entitlement: Pick<Entitlement, 'productId' | 'licensee'>
}

/** From the number after `after` to `last`. */
export interface NumberRange {
  readonly after: number
  readonly last: number
}

/** What is added up. `now`: keys that have expired by then are left out. */
export type Summed =
  | { readonly kind: 'sales' | 'activations'; readonly span: Span }
  | { readonly kind: 'seats'; readonly now: number }

/** Rows of one group, added up. */
export interface SumPart {
  /** A second of the day on which it happened, or the key was made, when that matters. */
  readonly at: number
  /** Only with what is asked for. */
  readonly key: GroupedKey
  readonly figures: Readonly<Record<string, number>>
}

/** How an engine reads a field of JSON text; undefined in JSON is NULL. */
export interface JsonFields {
  text(column: string, path: readonly string[]): string
  whole(column: string, path: readonly string[]): string
  /** Never NULL. */
  isTrue(column: string, path: readonly string[]): string
}

const sqliteField = (column: string, path: readonly string[]) =>
  `json_extract(${column}, '$.${path.join('.')}')`
export const SQLITE_JSON: JsonFields = {
  text: sqliteField,
  whole: sqliteField,
  isTrue: (column, path) => `coalesce(${sqliteField(column, path)}, 0) = 1`,
}

const postgresField = (column: string, path: readonly string[]) =>
  `(CAST(${column} AS json) #>> '{${path.join(',')}}')`
export const POSTGRES_JSON: JsonFields = {
  text: postgresField,
  whole: (column, path) => `CAST(${postgresField(column, path)} AS bigint)`,
  isTrue: (column, path) => `coalesce(${postgresField(column, path)}, '') = 'true'`,
}

type GroupColumn = 'day' | 'product' | 'customer' | 'licensee' | 'email' | 'affiliate' | 'order_reference'

const COLUMNS_BY: Readonly<Record<ReportBy, readonly GroupColumn[]>> = {
  product: ['product'],
  customer: ['customer', 'licensee', 'email'],
  affiliate: ['affiliate'],
  month: ['day'],
  order: ['order_reference'],
}

/** Rows of one kind, and what each adds. */
interface Source {
  readonly from: string
  readonly where: string
  readonly params: readonly SqlValue[]
  readonly columns: Readonly<Record<GroupColumn, string>>
  /** What figures are made of, by its name. */
  readonly values?: Readonly<Record<string, string>>
  readonly figures: Readonly<Record<string, string>>
  /** Of `values`. */
  readonly having?: string
}

/** The numbers of the first and the last entry within the span, or of all. The plus has both engines use the index on times. */
export async function readNumbers(sql: Sql, span: Span | undefined): Promise<NumberRange> {
  const row =
    span === undefined
      ? await sql.get('SELECT 1 AS first, max(seq) AS last FROM entry')
      : await sql.get('SELECT min(+seq) AS first, max(+seq) AS last FROM entry WHERE at >= ? AND at < ?', [
          span.since,
          span.until,
        ])
  return { after: Number(row?.first ?? 1) - 1, last: Number(row?.last ?? 0) }
}

/** As the ledger's `sums`. */
export async function readSums(
  sql: Sql,
  json: JsonFields,
  summed: Summed,
  { by, archived }: Grouping,
  range: NumberRange,
): Promise<readonly SumPart[]> {
  const names = new Set<GroupColumn>(COLUMNS_BY[by ?? 'month'])
  // a row of sales names its orders
  if (summed.kind === 'sales') names.add('order_reference')
  const parts: SumPart[] = []
  for (const source of sourcesOf(summed, json, range)) {
    const rows = await sql.all(statementOf(source, [...names], archived), source.params)
    for (const row of rows) parts.push(partOf(row, Object.keys(source.figures)))
  }
  return parts
}

function sourcesOf(summed: Summed, json: JsonFields, range: NumberRange): readonly Source[] {
  switch (summed.kind) {
    case 'sales':
      return salesOf(json, summed.span, range)
    case 'activations':
      return activationsOf(json, summed.span, range)
    case 'seats':
      return [seatsOf(json, summed.now, range)]
  }
}

function statementOf(
  { from, where, columns, values = {}, figures, having }: Source,
  names: readonly GroupColumn[],
  archived: boolean,
): string {
  const inner = [
    ...names.map(name => `${columns[name]} AS ${name}`),
    ...Object.entries(values).map(([name, value]) => `${value} AS ${name}`),
  ]
  const sums = Object.entries(figures).map(([name, value]) => `CAST(sum(${value}) AS bigint) AS "${name}"`)
  return `SELECT ${[...names, ...sums].join(', ')}
    FROM (SELECT ${inner.join(', ')} FROM ${from} WHERE ${where}
      ${archived ? '' : 'AND activation_key.archived_at IS NULL'}) AS part
    ${having === undefined ? '' : `WHERE ${having}`} GROUP BY ${names.join(', ')}`
}

function partOf(row: SqlRow, figures: readonly string[]): SumPart {
  const text = (name: GroupColumn) => (row[name] as string | null | undefined) ?? undefined
  return {
    at: Number(row.day ?? 0) * DAY_SECONDS,
    key: {
      customer: text('customer'),
      email: text('email'),
      affiliate: text('affiliate'),
      orderReference: text('order_reference'),
      entitlement: { productId: text('product') ?? '', licensee: text('licensee') },
    },
    figures: Object.fromEntries(figures.map(name => [name, Number(row[name])])),
  }
}

/** Of the key as it is now; `at`: when what is added up happened. */
function stateColumns({ text }: JsonFields, at: string): Source['columns'] {
  return {
    day: `(${at}) / ${DAY_SECONDS}`,
    product: 'activation_key.product_id',
    customer: 'activation_key.customer',
    licensee: text('activation_key.body', ['entitlement', 'licensee']),
    email: 'activation_key.email',
    affiliate: 'activation_key.affiliate',
    order_reference: text('activation_key.body', ['orderReference']),
  }
}

/** Of the key as the entry has it. */
function entryColumns({ text }: JsonFields): Source['columns'] {
  return {
    day: `entry.at / ${DAY_SECONDS}`,
    product: text('entry.body', ['key', 'entitlement', 'productId']),
    customer: text('entry.body', ['key', 'customer']),
    licensee: text('entry.body', ['key', 'entitlement', 'licensee']),
    email: text('entry.personal', ['email']),
    affiliate: text('entry.body', ['key', 'affiliate']),
    order_reference: text('entry.body', ['key', 'orderReference']),
  }
}

const SEATS_IN_ENTRY = ['key', 'entitlement', 'activations']

function salesOf(json: JsonFields, span: Span, range: NumberRange): readonly Source[] {
  const seats = json.whole('entry.body', SEATS_IN_ENTRY)
  // what the key was until the entry, as log.ts finds it
  const before = `(SELECT ${json.whole('earlier.body', SEATS_IN_ENTRY)} FROM entry AS earlier
    WHERE earlier.subject = entry.subject AND +earlier.seq < entry.seq
      AND coalesce(earlier.kind, '') IN ('key.created', 'key.changed') ORDER BY +earlier.seq DESC LIMIT 1)`
  return [
    {
      // the number of a key is that of the entry that made it
      ...eventsOf('key.created', 'activation_key.created = entry.seq', span, range),
      columns: entryColumns(json),
      values: { seats },
      figures: { keys: '1', seats: 'seats' },
    },
    {
      ...eventsOf('key.changed', OF_ITS_KEY, span, range),
      columns: entryColumns(json),
      values: { more: `${seats} - ${before}` },
      figures: {
        added: 'CASE WHEN more > 0 THEN more ELSE 0 END',
        removed: 'CASE WHEN more < 0 THEN -more ELSE 0 END',
      },
      having: 'more <> 0',
    },
    {
      ...eventsOf('key.revoked', OF_ITS_KEY, span, range),
      columns: stateColumns(json, 'entry.at'),
      figures: { revoked: '1' },
    },
  ]
}

function activationsOf(json: JsonFields, span: Span, range: NumberRange): readonly Source[] {
  const columns = stateColumns(json, 'entry.at')
  const moved = `CASE WHEN ${json.text('entry.body', ['activation', 'released', 'by'])} = 'move' THEN 1 ELSE 0 END`
  return [
    {
      ...eventsOf('activation.recorded', OF_ITS_KEY, span, range),
      columns,
      figures: { new: '1' },
    },
    {
      ...eventsOf('activation.renewed', OF_ITS_KEY, span, range),
      columns,
      figures: { renewed: '1' },
    },
    {
      ...eventsOf('activation.released', OF_ITS_KEY, span, range),
      columns,
      values: { moved },
      // the activation that the seat moved to is recorded as well, and is no new one
      figures: { moved: 'moved', new: '-moved', released: '1 - moved' },
    },
  ]
}

const OF_ITS_KEY = 'activation_key.id = entry.subject'

function eventsOf(kind: Change['kind'], on: string, { since, until }: Span, { after, last }: NumberRange) {
  return {
    from: `entry JOIN activation_key ON ${on}`,
    where: 'entry.kind = ? AND entry.seq > ? AND entry.seq <= ? AND entry.at >= ? AND entry.at < ?',
    params: [kind, after, last, since, until],
  }
}

/**
 * Keys that are neither revoked nor expired, as `keyState` says: of one that is archived or suspended, it says that and
 * not that it has expired. A floating key has one computer, its server, as `computersOf` says.
 */
function seatsOf(json: JsonFields, now: number, { after, last }: NumberRange): Source {
  const body = 'activation_key.body'
  const created = json.whole(body, ['createdAt'])
  const ends = json.whole(body, ['entitlement', 'expiresAt'])
  const days = json.whole(body, ['entitlement', 'duration', 'days'])
  const from = json.text(body, ['entitlement', 'duration', 'from'])
  const isOne = ['forFloating', 'generic'].map(name => json.isTrue(body, ['entitlement', name])).join(' OR ')
  return {
    from: 'activation_key',
    where: `created > ? AND created <= ? AND revoked_at IS NULL
      AND (archived_at IS NOT NULL OR suspended_at IS NOT NULL OR (coalesce(${ends} > ?, 1 = 1)
        AND (coalesce(${from}, '') <> 'creation' OR ${created} + ${days} * ${DAY_SECONDS} > ?)))`,
    params: [after, last, now, now],
    columns: stateColumns(json, created),
    values: {
      seats: `CASE WHEN ${isOne} THEN 1 ELSE activations END`,
      used: `(SELECT count(*) FROM activation
        WHERE activation.key_id = activation_key.id AND activation.released_at IS NULL)`,
    },
    figures: { keys: '1', seats: 'seats', used: 'used', free: 'seats - used' },
  }
}
