/**
 * Owns one connection to PostgreSQL while it lives: statements over it, and whether it still stands. Every answer is
 * waited for under a time limit, as a network may swallow the question.
 */
import type { Writable } from 'node:stream'
import type { Client, QueryConfig, QueryResult } from 'pg'
import { PATIENT, type Patience } from '../queue.ts'
import { insertInto, type Row, type Rows, type SqlValue, type SqlWriter, type Statement } from '../sql.ts'
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

export interface Session extends Omit<SqlWriter, 'finish'> {
  /** The server, for errors. */
  readonly place: string
  /** Statements without parameters, one behind the other; what each of them answers. Errors: as for `all`. */
  script(sql: string): Promise<readonly QueryResult[]>
  /** Sends a statement with the next script, or soon when there is none; nobody waits for its answer. */
  scriptLater(sql: string): void
  /** Whose patience limits the answers to what is asked from now on. */
  waitWith(patience: Patience): void
  /** Whether nothing more can be asked. */
  isLost(): boolean
  /** Says farewell, or drops what is lost. */
  end(): Promise<void>
}

export function sessionOver(client: Client, place: string, busySeconds: number): Session {
  let patience = PATIENT
  const prepared = new Map<string, { readonly name: string; readonly text: string }>()
  let lost = false
  client.on('end', () => {
    lost = true
  })

  /** What `scriptLater` has not sent yet. */
  let later = ''
  let soon: NodeJS.Timeout | undefined

  let isGathering = false

  /** What is asked in one go is sent in one piece: a piece for each question costs the system more than the answer. */
  function gather(): void {
    if (isGathering) return
    isGathering = true
    const { stream } = (client as unknown as Connected).connection
    stream.cork()
    process.nextTick(() => {
      isGathering = false
      stream.uncork()
    })
  }

  async function ask(query: QueryConfig): Promise<QueryResult> {
    gather()
    // 0 would be for ever
    const query_timeout = Math.max(1, patience.within(ANSWER_TIMEOUT + busySeconds * 1000))
    try {
      return await client.query({ ...query, query_timeout } as QueryConfig)
    } catch (error) {
      lost ||= isConnectionLost(error)
      throw meaning(place, error)
    }
  }

  /** Prepared under a name, so that the server reads and plans each statement once. */
  function statement(sql: string) {
    let known = prepared.get(sql)
    if (known === undefined) {
      let n = 0
      known = { name: `airlatch_${prepared.size}`, text: sql.replace(/\?/g, () => `$${++n}`) }
      prepared.set(sql, known)
    }
    return known
  }

  async function script(sql: string): Promise<readonly QueryResult[]> {
    const text = later + sql
    later = ''
    clearTimeout(soon)
    return [await ask({ text })].flat()
  }

  async function flush(): Promise<void> {
    if (later === '') return
    // whose transaction it was waits no longer
    patience = PATIENT
    await script('').catch(() => undefined)
  }

  async function all(sql: string, params: readonly SqlValue[] = []): Promise<readonly Row[]> {
    return (await ask({ ...statement(sql), values: params.map(searched) })).rows
  }

  async function run(sql: string, params: readonly SqlValue[] = []): Promise<number> {
    return (await ask({ ...statement(sql), values: [...params] })).rowCount ?? 0
  }

  async function change({ sql, params, rows }: Statement): Promise<void> {
    await run(rows === 'any' ? sql : changingOne(sql), params)
  }

  return {
    place,
    all,
    get: async (sql, params) => (await all(sql, params))[0],
    run,
    async apply(writes) {
      // all are sent at once; behind the first that fails the server refuses the others
      await Promise.all(
        writes.flatMap(write => ('into' in write ? inserts(write).map(change) : [change(write)])),
      )
    },
    script,
    scriptLater(sql) {
      later += `${sql};`
      clearTimeout(soon)
      soon = setTimeout(flush, SOON).unref()
    },
    waitWith(other) {
      patience = other
    },
    isLost: () => lost,
    async end() {
      const { stream } = (client as unknown as Connected).connection
      clearTimeout(soon)
      // a pooler drops the server's connection of a client that leaves within a transaction
      if (!lost) await flush()
      const farewell = client.end()
      if (!lost) await farewell
      // a server that does not answer would keep the socket open, and the process alive
      else stream.destroy()
    },
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
