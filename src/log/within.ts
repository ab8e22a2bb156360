/**
 * Owns engines whose transactions run inside one that is already open: they read its snapshot, and their writes are
 * committed or rolled back together with it.
 */
import { setImmediate as rest } from 'node:timers/promises'
import { AirlatchError } from '../core/errors.ts'
import { ConflictError, type Sql, type SqlEngine, type SqlWriter } from './sql.ts'

/**
 * Returns an engine inside an open transaction that may write. No other writer can run meanwhile, so a conflict is not
 * expected: it becomes ledger-busy and rolls everything back.
 */
export function writingWithin(engine: SqlEngine, sql: SqlWriter): SqlEngine {
  return {
    ...readingWithin(engine, sql),
    async write<T, S>(
      work: (sql: SqlWriter, seen: S | undefined) => Promise<T>,
      first?: (sql: Sql) => Promise<S>,
    ) {
      try {
        // errors of the last writes must be known here, and not only when the outer transaction is committed
        return await work({ ...sql, finish: writes => sql.apply(writes) }, await first?.(sql))
      } catch (error) {
        if (!(error instanceof ConflictError)) throw error
        // a part of it may be written already, so the caller must not take it for a conflict and try again
        throw new AirlatchError('ledger-busy', { path: engine.place }, error)
      }
    },
  }
}

/**
 * Returns an engine for a long read-only transaction on a connection of its own. It lets the rest of the program run
 * before each read. Error: the reason of the signal.
 */
export function restingWithin(engine: SqlEngine, sql: Sql, signal: AbortSignal): SqlEngine {
  return {
    ...readingWithin(engine, sql),
    async read(work) {
      await rest()
      signal.throwIfAborted()
      return work(sql)
    },
  }
}

/** Returns an engine inside an open transaction that only reads. Error of `write`: bug. */
export function readingWithin(engine: SqlEngine, sql: Sql): SqlEngine {
  return {
    place: engine.place,
    read: work => work(sql),
    async write() {
      throw new AirlatchError('bug', { problem: 'written while one moment was read' })
    },
    check: () => engine.check(),
    close: async () => undefined,
  }
}
