/**
 * Owns one connection to PostgreSQL while it lives: statements over it, and whether it still stands. Every answer is
 * waited for under a time limit, as a network may swallow the question.
 */
import type { Writable } from 'node:stream'
import type { Client, QueryConfig, QueryResult } from 'pg'
import { PATIENT, type WaitDeadline } from '../queue.ts'
import { insertInto, type Rows, type SqlRow, type SqlValue, type SqlWriter, type Statement } from '../sql.ts'
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

export class PostgresSession implements Omit<SqlWriter, 'finish'> {
  /** The server, for errors. */
  readonly place: string
  readonly #client: Client
  readonly #busySeconds: number
  readonly #prepared = new Map<string, { readonly name: string; readonly text: string }>()
  #patience = PATIENT
  #lost = false
  #isGathering = false
  /** What `scriptLater` has not sent yet. */
  #later = ''
  #soon: NodeJS.Timeout | undefined

  constructor(client: Client, place: string, busySeconds: number) {
    this.#client = client
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
  async apply(writes: readonly (Rows | Statement)[]): Promise<void> {
    const change = ({ sql, params, rows }: Statement) =>
      this.run(rows === 'any' ? sql : changingOne(sql), params)
    await Promise.all(
      writes.flatMap(write => ('into' in write ? inserts(write).map(change) : [change(write)])),
    )
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

  /** Prepared under a name, so that the server reads and plans each statement once. */
  #statement(sql: string) {
    let known = this.#prepared.get(sql)
    if (known === undefined) {
      let n = 0
      known = { name: `airlatch_${this.#prepared.size}`, text: sql.replace(/\?/g, () => `$${++n}`) }
      this.#prepared.set(sql, known)
    }
    return known
  }
}

/** The server itself refuses it when there is no such row: it may have been told already to commit. */
function changingOne(sql: string): string {
  return `WITH changed AS (${sql} RETURNING 1) SELECT 1 / (count(*) = 1)::int FROM changed`
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

/** No text in the database has U+0000, and the server takes none: like NULL, it is equal to nothing. */
function searched(value: SqlValue): SqlValue {
  return typeof value === 'string' && value.includes('\0') ? null : value
}
