/**
 * Owns the transactions on a PostgreSQL ledger: one after the other over one connection, made anew when it is lost.
 *
 * A writer locks the table ledger_version, in the mode that excludes other writers and nobody else. A table and not
 * an advisory lock, which anyone who may connect could hold, and which knows no rights; this table and not the
 * entries, whose autovacuum every writer would then wait for or cancel. Behind that lock READ COMMITTED sees all that
 * was written before, so nothing is ever rolled back for the sake of serialisation, and what a decision saw is
 * compared as in SQLite. The same statement reads the version, so a program that is older than the ledger by now
 * writes nothing.
 *
 * Everything that a transaction relies on is set in the transaction: a pooler may hand out any session.
 */
import { AirlatchError } from '../../core/errors.ts'
import { PATIENT, TransactionQueue, type WaitDeadline } from '../queue.ts'
import { type Sql, type SqlEngine, type SqlWriter, Unsettled } from '../sql.ts'
import { hasLostItsTurn } from './error.ts'
import type { PostgresSession } from './session.ts'

/** Where the ledger is in its database; others may have their own schemas beside it. */
export const SCHEMA = 'airlatch'

/**
 * Milliseconds after which the server gives up a transaction whose program has gone silent; and seconds after which it
 * asks a writer's computer whether it still answers, so that a laptop that is closed while it writes keeps the others waiting for
 * less than they are patient.
 */
const SILENCE = { idle_in_transaction_session_timeout: 60_000 } as const
const SERVER_KEEP_ALIVE = {
  tcp_keepalives_idle: 3,
  tcp_keepalives_interval: 1,
  tcp_keepalives_count: 3,
} as const

/** Times that a transaction is begun again when it was undone for the sake of another. */
const RETRIES = 3

export interface PostgresConnection {
  /** The first connection; taken over. */
  readonly session: PostgresSession
  /** Further ones. Error: ledger-unavailable. */
  readonly connect: (patience: WaitDeadline) => Promise<PostgresSession>
  /** The version of the tables that the program knows. */
  readonly version: number
  /** How long to wait for other writers before ledger-busy. */
  readonly busySeconds: number
  /** What check() reports. */
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
      // what was read is known, whatever becomes of the connection; who comes next is sent with it
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

  /** Over a connection of its own, beside whatever else is read; over this one when the server has no other left. */
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

  /** What `first` asks is sent in one piece with the beginning. */
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
        // lost while it stood idle: nothing has been done over it
        if (isStale && patience.within(1) > 0) continue
        if (left-- === 0 || !hasLostItsTurn(error)) throw error
      }
    }
  }

  /** Errors: ledger-busy when the lock cannot be had in time, ledger-newer {got, newest}, ledger-damaged. */
  async #begin(session: PostgresSession, kind: Kind, patience: WaitDeadline): Promise<void> {
    // half of what is left, so that the server has the rest to answer that it did not get the lock
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
  /** `last`: the answers to the last writes. */
  readonly end: (session: PostgresSession, last: readonly Promise<void>[]) => Promise<unknown>
}

/** What was read. Without a beginning it is worth nothing, and the error is that of the beginning. */
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

/** Answers of what `finish` sends come into `last`. */
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
 * One round trip. Names are looked up in our schema alone, behind the server's own: whoever may make objects
 * elsewhere, or temporary ones, cannot slip any under our statements.
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
 * What every transaction of ours sets, and `more`. A lock_timeout of 0 would be for ever; remote_apply is more than on,
 * and not to be taken back. One statement for all but the last, which compares and so needs the right search_path.
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
 * Right behind the last writes, whose answers are in `last`. Whatever goes wrong here leaves open whether the server has
 * committed, as even its own errors may come behind it; only an answer that refuses a write says that it has not.
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
