/**
 * Owns one open connection to PostgreSQL: the statements sent over it, and whether it is still usable. Every answer has
 * a time limit, because a network may lose packets without an error.
 */
import type { Writable } from 'node:stream'
import type { Client, QueryConfig, QueryResult } from 'pg'
import { PATIENT, type WaitDeadline } from '../queue.ts'
import {
  insertInto,
  type Rows,
  type RowUpdate,
  type SqlRow,
  type SqlValue,
  type SqlWriter,
  type Statement,
  type Updates,
  type Write,
} from '../sql.ts'
import { isConnectionLost, meaning } from './error.ts'

/** Milliseconds that an answer may take, in addition to the time spent waiting for a lock. */
const ANSWER_TIMEOUT = 120_000

/** Milliseconds for which a finished read transaction may stay open, so that its COMMIT is sent with the next BEGIN. */
const SOON = 20

/** A property of the driver that is missing from its types. */
interface Connected {
  readonly connection: { readonly stream: Writable }
}

/** Possible numbers of rows in one INSERT, so that each table needs at most four prepared statements. */
const ROWS_AT_ONCE = [64, 8, 2, 1]
/** Most rows in one UPDATE, which has no fixed number of rows. A row may have a megabyte. */
const MOST_UPDATED = 250

export class PostgresSession implements Omit<SqlWriter, 'finish'> {
  /** The server, for errors. */
  readonly place: string
  readonly #client: Client
  readonly #busySeconds: number
  readonly #isPooled: boolean
  readonly #prepared = new Map<string, { readonly name?: string; readonly text: string }>()
  #patience = PATIENT
  #lost = false
  #isGathering = false
  /** What `scriptLater` has not sent yet. */
  #later = ''
  #soon: NodeJS.Timeout | undefined

  /** `isPooled`: a pooler may run each transaction in another process of the server. */
  constructor(client: Client, place: string, busySeconds: number, isPooled: boolean) {
    this.#client = client
    this.#isPooled = isPooled
    this.place = place
    this.#busySeconds = busySeconds
    client.on('end', () => {
      this.#lost = true
    })
  }

  async all(sql: string, params: readonly SqlValue[] = []): Promise<readonly SqlRow[]> {
    return (await this.#ask({ ...this.#statement(sql), values: params.map(searched) })).rows
  }

  async get(sql: string, params: readonly SqlValue[] = []): Promise<SqlRow | undefined> {
    return (await this.all(sql, params))[0]
  }

  async run(sql: string, params: readonly SqlValue[] = []): Promise<number> {
    return (await this.#ask({ ...this.#statement(sql), values: [...params] })).rowCount ?? 0
  }

  /** Sends all writes at once. After the first one that fails, the server refuses the rest. */
  async apply(writes: readonly Write[]): Promise<void> {
    await Promise.all(writes.flatMap(statementsOf).map(({ sql, params }) => this.run(sql, params)))
  }

  /** Runs statements without parameters, one after the other, and returns the result of each. Errors: as for `all`. */
  async script(sql: string): Promise<readonly QueryResult[]> {
    const text = this.#later + sql
    this.#later = ''
    clearTimeout(this.#soon)
    return [await this.#ask({ text })].flat()
  }

  /** Sends a statement with the next script, or after 20 ms if there is none. Its result is discarded. */
  scriptLater(sql: string): void {
    this.#later += `${sql};`
    clearTimeout(this.#soon)
    this.#soon = setTimeout(() => this.#flush(), SOON).unref()
  }

  /** Sets the deadline for the answers to all statements from now on. */
  waitWith(patience: WaitDeadline): void {
    this.#patience = patience
  }

  /** Whether the connection is no longer usable. */
  isLost(): boolean {
    return this.#lost
  }

  /** Closes the connection, or drops it if it is lost. */
  async end(): Promise<void> {
    const { stream } = (this.#client as unknown as Connected).connection
    clearTimeout(this.#soon)
    // a pooler closes its server connection if a client disconnects within a transaction
    if (!this.#lost) await this.#flush()
    const farewell = this.#client.end()
    if (!this.#lost) await farewell
    // a server that does not answer would keep the socket open, and the process alive
    else stream.destroy()
  }

  async #flush(): Promise<void> {
    if (this.#later === '') return
    // the caller whose deadline this was has its result already
    this.#patience = PATIENT
    await this.script('').catch(() => undefined)
  }

  async #ask(query: QueryConfig): Promise<QueryResult> {
    this.#gather()
    // 0 would mean no limit
    const query_timeout = Math.max(1, this.#patience.within(ANSWER_TIMEOUT + this.#busySeconds * 1000))
    try {
      return await this.#client.query({ ...query, query_timeout } as QueryConfig)
    } catch (error) {
      this.#lost ||= isConnectionLost(error)
      throw meaning(this.place, error)
    }
  }

  /** Sends all statements of one tick in one piece: a system call for each of them costs more than the statement. */
  #gather(): void {
    if (this.#isGathering) return
    this.#isGathering = true
    const { stream } = (this.#client as unknown as Connected).connection
    stream.cork()
    process.nextTick(() => {
      this.#isGathering = false
      stream.uncork()
    })
  }

  /**
   * Prepares a statement under a name, so that the server parses and plans it once. Over a pooler it has no name: the
   * process that runs the next transaction may not know the name, or know it for a statement of another program.
   */
  #statement(sql: string) {
    let known = this.#prepared.get(sql)
    if (known === undefined) {
      let n = 0
      const text = sql.replace(/\?/g, () => `$${++n}`)
      known = this.#isPooled ? { text } : { name: `airlatch_${this.#prepared.size}`, text }
      this.#prepared.set(sql, known)
    }
    return known
  }
}

function statementsOf(write: Write): readonly Statement[] {
  if ('into' in write) return inserts(write)
  if ('update' in write) return updates(write)
  const { sql, params, rows } = write
  return rows === 'any' ? [write] : [{ sql: changing(sql), params: [...params, 1] }]
}

function changing(sql: string): string {
  return `WITH changed AS (${sql} RETURNING 1) ${requiring('FROM changed')}`
}

/** Makes the server itself refuse another number of rows, by a division by zero: COMMIT may have been sent already. */
function requiring(from: string): string {
  return `SELECT 1 / (count(*) = ?)::int ${from}`
}

function inserts({ into, rows }: Rows): readonly Statement[] {
  const statements: Statement[] = []
  let next = 0
  for (const width of ROWS_AT_ONCE)
    for (; next + width <= rows.length; next += width)
      statements.push({
        sql: insertInto(into, width),
        params: rows.slice(next, next + width).flat(),
        rows: 'any',
      })
  return statements
}

function updates({ update, rows }: Updates): readonly Statement[] {
  const columns = [...update.sets, ...update.by]
  const statements: Statement[] = []
  for (let next = 0; next < rows.length; next += MOST_UPDATED) {
    const some = rows.slice(next, next + MOST_UPDATED)
    const named = some.map(row => Object.fromEntries(columns.map((column, i) => [column, row[i]])))
    const [one] = named
    const given = some.length === 1 ? one : named
    statements.push({ sql: updateOf(update, some.length), params: [JSON.stringify(given), some.length] })
  }
  return statements
}

const UPDATES = new WeakMap<RowUpdate, { readonly one: string; readonly many: string }>()

/**
 * Returns the UPDATE for `rows` rows. Its parameters are the rows as JSON, whose values get the types of the table's
 * columns, and their number. A row that has its new values already is not written, because each write adds entries to
 * all indexes, including the large ones of the text search. One row uses another function: for a recordset the server
 * plans with a hundred rows, and scans a small table from end to end (measured: 675 µs instead of 75).
 */
function updateOf(update: RowUpdate, rows: number): string {
  let made = UPDATES.get(update)
  if (made === undefined) {
    made = {
      one: updateFrom('json_populate_record', update),
      many: updateFrom('json_populate_recordset', update),
    }
    UPDATES.set(update, made)
  }
  return rows === 1 ? made.one : made.many
}

function updateFrom(populate: string, { table, sets, by, unset }: RowUpdate): string {
  const [unique, ...others] = by
  const both = (of: string) => `(${sets.map(column => `${of}.${column}`).join(', ')})`
  const isIt = [
    `kept.${unique} = given.${unique}`,
    // unlike =, this uses no index: that of a column with few distinct values would be scanned for each row
    ...others.map(column => `kept.${column} IS NOT DISTINCT FROM given.${column}`),
    ...(unset === undefined ? [] : [`kept.${unset} IS NULL`]),
  ].join(' AND ')
  return `WITH given AS (SELECT * FROM ${populate}(NULL::${table}, ?)), changed AS (
    UPDATE ${table} AS kept SET ${sets.map(column => `${column} = given.${column}`).join(', ')} FROM given
      WHERE ${isIt} AND ${both('kept')} IS DISTINCT FROM ${both('given')})
    ${requiring(`FROM ${table} AS kept JOIN given ON ${isIt}`)}`
}

/** The server refuses U+0000 in a parameter. No stored text contains it, so NULL, which equals nothing, replaces it. */
function searched(value: SqlValue): SqlValue {
  return typeof value === 'string' && value.includes('\0') ? null : value
}
