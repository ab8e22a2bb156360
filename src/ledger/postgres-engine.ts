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
import { AirlatchError } from '../errors.ts'
import { hasLostItsTurn } from './postgres-error.ts'
import type { Session } from './postgres-session.ts'
import { type Sql, type SqlEngine, type SqlWriter, Unsettled } from './sql.ts'

/** Where the ledger is in its database; others may have their own schemas beside it. */
export const SCHEMA = 'airlatch'

/**
 * Seconds after which the server gives up a transaction whose program has gone silent; and those after which it asks
 * whether the computer still answers, so that a laptop that is closed while it writes keeps the others waiting for
 * less than they are patient.
 */
const SILENCE = 60
const SERVER_KEEP_ALIVE = { idle: 3, interval: 1, count: 3 } as const

/** Times that a transaction is begun again when it was undone for the sake of another. */
const RETRIES = 3

export interface PostgresConnection {
  /** The first connection; taken over. */
  readonly session: Session
  /** Further ones. Error: ledger-unavailable. */
  readonly connect: () => Promise<Session>
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
  #session: Session | undefined
  #closed = false
  /** Resolves when the transaction in front of the next one is over: a connection has but one at a time. */
  #turn: Promise<unknown> = Promise.resolve()

  constructor(to: PostgresConnection) {
    this.place = to.session.place
    this.#to = to
    this.#session = to.session
  }

  read<T>(work: (sql: Sql) => Promise<T>): Promise<T> {
    const begin = beginning('read', this.#to.busySeconds)
    // what was read is known, whatever becomes of the connection
    return this.#inTurn(() => this.#transaction(begin, work, session => session.script('COMMIT').catch(none)))
  }

  write<T>(work: (sql: SqlWriter) => Promise<T>): Promise<T> {
    const begin = beginning('write', this.#to.busySeconds)
    return this.#inTurn(() => this.#transaction(begin, work, session => commit(session, this.place)))
  }

  check(): Promise<readonly string[]> {
    return this.read(this.#to.complaints)
  }

  close(): Promise<void> {
    return this.#inTurn(async () => {
      this.#closed = true
      await this.#drop()
    })
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(work)
    this.#turn = turn.catch(none)
    return turn
  }

  async #transaction<T>(
    begin: string,
    work: (sql: SqlWriter) => Promise<T>,
    end: (session: Session) => Promise<unknown>,
  ): Promise<T> {
    if (this.#closed) throw new AirlatchError('bug', { problem: 'the ledger has been closed' })
    for (let left = RETRIES; ; left--) {
      try {
        const session = await this.#begin(begin)
        const result = await work(session)
        await end(session)
        return result
      } catch (error) {
        await this.#rollBack()
        if (left === 0 || !hasLostItsTurn(error)) throw error
      }
    }
  }

  /** Errors: ledger-busy when the lock cannot be had in time, ledger-newer {got, newest}, ledger-damaged. */
  async #begin(begin: string): Promise<Session> {
    const reused = this.#session
    const session = reused?.isLost() === false ? reused : await this.#reconnect()
    try {
      const [row] = (await session.script(begin)).at(-1)?.rows ?? []
      this.#expect(row)
      return session
    } catch (error) {
      // lost while it stood idle: nothing has been done over it
      if (session === reused && session.isLost()) return this.#begin(begin)
      throw error
    }
  }

  async #reconnect(): Promise<Session> {
    await this.#drop()
    this.#session = await this.#to.connect()
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

/**
 * One round trip. Names are looked up in our schema alone, behind the server's own: whoever may make objects
 * elsewhere, or temporary ones, cannot slip any under our statements.
 */
function beginning(kind: 'read' | 'write', busySeconds: number): string {
  return `
    BEGIN ISOLATION LEVEL ${kind === 'write' ? 'READ COMMITTED READ WRITE' : 'REPEATABLE READ READ ONLY'};
    ${transactionSettings(busySeconds)};
    SET LOCAL idle_in_transaction_session_timeout = ${SILENCE * 1000};
    SET LOCAL tcp_keepalives_idle = ${SERVER_KEEP_ALIVE.idle};
    SET LOCAL tcp_keepalives_interval = ${SERVER_KEEP_ALIVE.interval};
    SET LOCAL tcp_keepalives_count = ${SERVER_KEEP_ALIVE.count};
    ${kind === 'write' ? `LOCK TABLE ${SCHEMA}.ledger_version IN EXCLUSIVE MODE;` : ''}
    SELECT version, current_setting('synchronous_commit') AS commits FROM ${SCHEMA}.ledger_version`
}

/**
 * What every transaction of ours sets. A lock_timeout of 0 would be for ever; remote_apply is more than on, and not
 * to be taken back.
 */
export function transactionSettings(busySeconds: number): string {
  return `SET LOCAL search_path = ${SCHEMA}, pg_temp;
    SET LOCAL client_encoding = 'UTF8';
    SET LOCAL lock_timeout = ${Math.max(1, Math.round(busySeconds * 1000))};
    SELECT set_config('synchronous_commit', 'on', true)
      WHERE current_setting('synchronous_commit') <> 'remote_apply'`
}

/** Whatever goes wrong here leaves open whether the server has committed: even its own errors may come behind it. */
async function commit(session: Session, place: string): Promise<void> {
  let command: string | undefined
  try {
    command = (await session.script('COMMIT'))[0]?.command
  } catch (error) {
    throw new Unsettled(place, error)
  }
  if (command !== 'COMMIT') throw new AirlatchError('bug', { problem: 'a failed transaction was committed' })
}

function none(): void {}
