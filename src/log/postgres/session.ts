/**
 * Owns one connection to PostgreSQL while it lives: statements over it, and whether it still stands. Every answer is
 * waited for under a time limit, as a network may swallow the question.
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

/** Milliseconds for an answer, without those for a lock. */
const ANSWER_TIMEOUT = 120_000

/** Milliseconds: a transaction that only read may stay open for so long, until its end is sent with the next beginning. */
const SOON = 20

/** What the driver has and its types do not say. */
interface Connected {
  readonly connection: { readonly stream: Writable }
}

/** Rows of one INSERT, so that a table has four statements and no more, however many rows there are. */
const ROWS_AT_ONCE = [64, 8, 2, 1]
/** Rows of one UPDATE, which has as many as there are; a row may be a megabyte. */
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

  /** `isPooled`: the next transaction may be that of another process of the server. */
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

  /** All are sent at once; after the first that fails the server refuses the others. */
  async apply(writes: readonly Write[]): Promise<void> {
    await Promise.all(writes.flatMap(statementsOf).map(({ sql, params }) => this.run(sql, params)))
  }

  /** Statements without parameters, one after the other; what each of them answers. Errors: as for `all`. */
  async script(sql: string): Promise<readonly QueryResult[]> {
    const text = this.#later + sql
    this.#later = ''
    clearTimeout(this.#soon)
    return [await this.#ask({ text })].flat()
  }

  /** Sends a statement with the next script, or soon when there is none; nobody waits for its answer. */
  scriptLater(sql: string): void {
    this.#later += `${sql};`
    clearTimeout(this.#soon)
    this.#soon = setTimeout(() => this.#flush(), SOON).unref()
  }

  /** Whose patience limits the answers to what is asked from now on. */
  waitWith(patience: WaitDeadline): void {
    this.#patience = patience
  }

  /** Whether nothing more can be asked. */
  isLost(): boolean {
    return this.#lost
  }

  /** Says farewell, or drops what is lost. */
  async end(): Promise<void> {
    const { stream } = (this.#client as unknown as Connected).connection
    clearTimeout(this.#soon)
    // a pooler drops the server's connection of a client that leaves within a transaction
    if (!this.#lost) await this.#flush()
    const farewell = this.#client.end()
    if (!this.#lost) await farewell
    // a server that does not answer would keep the socket open, and the process alive
    else stream.destroy()
  }

  async #flush(): Promise<void> {
    if (this.#later === '') return
    // whose transaction it was waits no longer
    this.#patience = PATIENT
    await this.script('').catch(() => undefined)
  }

  async #ask(query: QueryConfig): Promise<QueryResult> {
    this.#gather()
    // 0 would be for ever
    const query_timeout = Math.max(1, this.#patience.within(ANSWER_TIMEOUT + this.#busySeconds * 1000))
    try {
      return await this.#client.query({ ...query, query_timeout } as QueryConfig)
    } catch (error) {
      this.#lost ||= isConnectionLost(error)
      throw meaning(this.place, error)
    }
  }

  /** What is asked in one go is sent in one piece: a piece for each question costs the system more than the answer. */
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
   * Prepared under a name, so that the server reads and plans each statement once; without one behind a pooler, where the
   * process that carries the next transaction may know none of them, or those of another program.
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

/** The server itself refuses when there are not so many rows: it may have been told already to commit. */
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
 * Its parameters are the rows as JSON, whose values get the types of the table's columns, and how many they are. A row
 * that has its values already is not written: each write makes new entries in the indexes, also of the parts of a text.
 * One row has a function of its own: the server expects a hundred of the other one, and reads a small table from end to
 * end for them (measured: 675 µs in place of 75).
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
    // in words that no index is used for: that of a column with few values would be read from end to end for each row
    ...others.map(column => `kept.${column} IS NOT DISTINCT FROM given.${column}`),
    ...(unset === undefined ? [] : [`kept.${unset} IS NULL`]),
  ].join(' AND ')
  return `WITH given AS (SELECT * FROM ${populate}(NULL::${table}, ?)), changed AS (
    UPDATE ${table} AS kept SET ${sets.map(column => `${column} = given.${column}`).join(', ')} FROM given
      WHERE ${isIt} AND ${both('kept')} IS DISTINCT FROM ${both('given')})
    ${requiring(`FROM ${table} AS kept JOIN given ON ${isIt}`)}`
}

/** No text in the database has U+0000, and the server takes none: like NULL, it is equal to nothing. */
function searched(value: SqlValue): SqlValue {
  return typeof value === 'string' && value.includes('\0') ? null : value
}
