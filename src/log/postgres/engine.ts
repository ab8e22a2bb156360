/**
 * Owns the transactions on a PostgreSQL ledger: they run one after the other over one connection, which is reopened
 * when it is lost.
 *
 * A writer locks the table ledger_version, in the mode that excludes other writers but no readers. It is not an
 * advisory lock, because that has no permissions: anyone who may connect could hold it. It is not the table of entries,
 * because every writer would wait for its autovacuum or cancel it. Under that lock READ COMMITTED sees everything
 * written before, so no transaction is rolled back for serialisation, and what a decision saw is compared as in SQLite.
 * The same script reads the version, so a program that is older than the ledger by now writes nothing.
 *
 * Every setting that a transaction relies on is made in the transaction, because a pooler may hand out any session.
 */
import { AirlatchError } from '../../core/errors.ts'
import { PATIENT, TransactionQueue, type WaitDeadline } from '../queue.ts'
import { type Sql, type SqlEngine, type SqlWriter, Unsettled } from '../sql.ts'
import { hasLostItsTurn } from './error.ts'
import type { PostgresSession } from './session.ts'

/** The schema of the ledger in its database. Other programs may have their own schemas next to it. */
export const SCHEMA = 'airlatch'

/**
 * Milliseconds after which the server ends a transaction whose program is silent, and TCP keepalive settings in seconds
 * for a writer's connection: when a laptop is closed while it writes, the server notices it before other writers reach
 * their busy limit.
 */
const SILENCE = { idle_in_transaction_session_timeout: 60_000 } as const
const SERVER_KEEP_ALIVE = {
  tcp_keepalives_idle: 3,
  tcp_keepalives_interval: 1,
  tcp_keepalives_count: 3,
} as const

/** How often a transaction is retried when the server rolled it back in favour of another one. */
const RETRIES = 3

export interface PostgresConnection {
  /** The first connection. The engine owns it from then on. */
  readonly session: PostgresSession
  /** Opens further connections. Error: ledger-unavailable. */
  readonly connect: (patience: WaitDeadline) => Promise<PostgresSession>
  /** The version of the tables that the program knows. */
  readonly version: number
  /** How long to wait for other writers before ledger-busy. */
  readonly busySeconds: number
  /** Finds the problems that check() reports. */
  readonly complaints: (sql: Sql) => Promise<readonly string[]>
}

export class PostgresEngine implements SqlEngine {
  readonly place: string
  readonly #to: PostgresConnection
  #session: PostgresSession | undefined
  #connections = 0
  #closed = false
  readonly #queue: TransactionQueue

  constructor(to: PostgresConnection) {
    this.place = to.session.place
    this.#queue = new TransactionQueue({ place: to.session.place, rests: false })
    this.#to = to
    this.#session = to.session
  }

  get connections(): number {
    return this.#connections
  }

  read<T>(work: (sql: Sql) => Promise<T>, patience = PATIENT): Promise<T> {
    const steps: Steps<T, T> = {
      kind: 'read',
      first: work,
      work: async (_sql, read) => read,
      // the result is known even if the connection breaks now, so COMMIT can be sent with the next transaction
      end: async session => session.scriptLater('COMMIT'),
    }
    return this.#queue.take(() => this.#transaction(steps, patience), patience)
  }

  write<T, S>(
    work: (sql: SqlWriter, seen: S | undefined) => Promise<T>,
    first: (sql: Sql) => Promise<S | undefined> = async () => undefined,
    patience = PATIENT,
  ): Promise<T> {
    const steps: Steps<T, S | undefined> = {
      kind: 'write',
      first,
      work,
      end: (session, last) => commit(session, this.place, last),
    }
    return this.#queue.take(() => this.#transaction(steps, patience), patience)
  }

  /** Checks over a connection of its own, so that other reads can go on; over this one if the server has none left. */
  async check(): Promise<readonly string[]> {
    const engine = await this.another(PATIENT).catch(() => undefined)
    if (engine === undefined) return this.read(this.#to.complaints)
    try {
      return await engine.read(this.#to.complaints)
    } finally {
      await engine.close()
    }
  }

  async another(patience: WaitDeadline): Promise<SqlEngine> {
    return new PostgresEngine({ ...this.#to, session: await this.#to.connect(patience) })
  }

  close(): Promise<void> {
    return this.#queue.take(async () => {
      this.#closed = true
      await this.#drop()
    })
  }

  /** Runs a transaction. The statements of `first` are sent in one piece with its beginning. */
  async #transaction<T, S>({ kind, first, work, end }: Steps<T, S>, patience: WaitDeadline): Promise<T> {
    if (this.#closed) throw new AirlatchError('bug', { problem: 'the ledger has been closed' })
    for (let left = RETRIES; ; ) {
      const reused = this.#session?.isLost() === false
      const session = reused ? (this.#session as PostgresSession) : await this.#reconnect(patience)
      session.waitWith(patience)
      const last: Promise<void>[] = []
      const writer = writerOver(session, last)
      const begun = this.#begin(session, kind, patience)
      try {
        const seen = await begunFirst(begun, first(writer))
        const result = await work(writer, seen)
        await end(session, last)
        return result
      } catch (error) {
        const isStale = reused && session.isLost() && (await failed(begun))
        await this.#rollBack()
        // the connection was lost while it was idle, so nothing of this transaction was done
        if (isStale && patience.within(1) > 0) continue
        if (left-- === 0 || !hasLostItsTurn(error)) throw error
      }
    }
  }

  /** Errors: ledger-busy when the lock cannot be had in time, ledger-newer {got, newest}, ledger-damaged. */
  async #begin(session: PostgresSession, kind: Kind, patience: WaitDeadline): Promise<void> {
    // half of the time left, so that the other half is enough for the server to answer that it did not get the lock
    const busySeconds = Math.min(this.#to.busySeconds, patience.within(Number.POSITIVE_INFINITY) / 2000)
    const [row] = (await session.script(beginning(kind, busySeconds))).at(-1)?.rows ?? []
    this.#expect(row)
  }

  async #reconnect(patience: WaitDeadline): Promise<PostgresSession> {
    await this.#drop()
    this.#session = await this.#to.connect(patience)
    this.#connections++
    return this.#session
  }

  #expect(row: { version: number; commits: string } | undefined): void {
    const { place: path } = this
    const newest = this.#to.version
    if (row !== undefined && row.version > newest)
      throw new AirlatchError('ledger-newer', { path, got: row.version, newest })
    if (row?.version !== newest)
      throw new AirlatchError('ledger-damaged', { path, problem: 'another ledger has taken its place' })
    if (row.commits !== 'on' && row.commits !== 'remote_apply')
      throw new AirlatchError('ledger-unavailable', {
        path,
        problem: `synchronous_commit stays ${row.commits}, expected on`,
      })
  }

  async #rollBack(): Promise<void> {
    if (this.#session === undefined) return
    if (!this.#session.isLost()) await this.#session.script('ROLLBACK').catch(none)
    if (this.#session.isLost()) await this.#drop()
  }

  async #drop(): Promise<void> {
    const session = this.#session
    this.#session = undefined
    await session?.end()
  }
}

type Kind = 'read' | 'write'

interface Steps<T, S> {
  readonly kind: Kind
  readonly first: (sql: Sql) => Promise<S>
  readonly work: (sql: SqlWriter, seen: S) => Promise<T>
  /** `last`: the results of the writes that `finish` sent. */
  readonly end: (session: PostgresSession, last: readonly Promise<void>[]) => Promise<unknown>
}

/** Returns what `first` read. If the transaction could not begin, that error is thrown and not the one of `first`. */
async function begunFirst<T>(begun: Promise<void>, first: Promise<T>): Promise<T> {
  const [beginning, result] = await Promise.allSettled([begun, first])
  if (beginning.status === 'rejected') throw beginning.reason
  if (result.status === 'rejected') throw result.reason
  return result.value
}

async function failed(promise: Promise<unknown>): Promise<boolean> {
  const [{ status }] = await Promise.allSettled([promise])
  return status === 'rejected'
}

/** Returns the writer of a transaction. It adds the results of what `finish` sends to `last`. */
function writerOver(session: PostgresSession, last: Promise<void>[]): SqlWriter {
  return {
    all: (sql, params) => session.all(sql, params),
    get: (sql, params) => session.get(sql, params),
    run: (sql, params) => session.run(sql, params),
    apply: writes => session.apply(writes),
    async finish(writes) {
      const answer = session.apply(writes)
      answer.catch(none)
      last.push(answer)
    },
  }
}

/**
 * Returns the script that begins a transaction in one round trip. Names are looked up in the server's own schema and
 * then in ours, so that users who may create objects elsewhere, or temporary ones, cannot make our statements use them.
 */
function beginning(kind: Kind, busySeconds: number): string {
  const isWriter = kind === 'write'
  return `
    BEGIN ISOLATION LEVEL ${isWriter ? 'READ COMMITTED READ WRITE' : 'REPEATABLE READ READ ONLY'};
    ${transactionSettings(busySeconds, { ...SILENCE, ...(isWriter ? SERVER_KEEP_ALIVE : {}) })};
    ${isWriter ? `LOCK TABLE ${SCHEMA}.ledger_version IN EXCLUSIVE MODE;` : ''}
    SELECT version, current_setting('synchronous_commit') AS commits FROM ${SCHEMA}.ledger_version`
}

/**
 * Returns the script that makes the settings of every transaction, and `more`. A lock_timeout of 0 would mean no limit.
 * synchronous_commit stays remote_apply if it is that, because it is stricter than on; this comparison needs the right
 * search_path, and therefore a second statement.
 */
export function transactionSettings(
  busySeconds: number,
  more: Readonly<Record<string, number>> = {},
): string {
  const settings = {
    search_path: `${SCHEMA}, pg_temp`,
    client_encoding: 'UTF8',
    lock_timeout: Math.max(1, Math.round(busySeconds * 1000)),
    ...more,
  }
  const set = Object.entries(settings).map(
    ([name, value]) => `pg_catalog.set_config('${name}', '${value}', true)`,
  )
  return `SELECT ${set.join(', ')};
    SELECT set_config('synchronous_commit', 'on', true)
      WHERE current_setting('synchronous_commit') <> 'remote_apply'`
}

/**
 * Commits right after the last writes, whose results are in `last`. Most errors here leave open whether the server has
 * committed, because it may report even its own errors after the commit. Only the refusal of a write proves that it has
 * not.
 */
async function commit(
  session: PostgresSession,
  place: string,
  last: readonly Promise<void>[],
): Promise<void> {
  const [committed, ...writes] = await Promise.allSettled([session.script('COMMIT'), ...last])
  const refused = writes.find(({ status }) => status === 'rejected')
  if (refused?.status === 'rejected' && !session.isLost()) throw refused.reason
  if (committed.status === 'rejected') throw new Unsettled(place, committed.reason)
  if (committed.value[0]?.command !== 'COMMIT')
    throw new AirlatchError('bug', { problem: 'a failed transaction was committed' })
}

function none(): void {}
