/**
 * Owns an engine whose transactions are part of one that is open already: they see its moment, and what is written
 * over it is durable, or undone, together with all else in there.
 */
import { setImmediate as rest } from 'node:timers/promises'
import { AirlatchError } from '../core/errors.ts'
import { ConflictError, type Sql, type SqlEngine, type SqlWriter } from './sql.ts'

/** For a transaction that may write. Nobody else writes meanwhile; a clash all the same is ledger-busy, and undoes all. */
export function writingWithin(engine: SqlEngine, sql: SqlWriter): SqlEngine {
  return {
    ...readingWithin(engine, sql),
    async write<T, S>(
      work: (sql: SqlWriter, seen: S | undefined) => Promise<T>,
      first?: (sql: Sql) => Promise<S>,
    ) {
      try {
        // what is wrong with the last writes must be known here, and not when all is committed
        return await work({ ...sql, finish: writes => sql.apply(writes) }, await first?.(sql))
      } catch (error) {
        if (!(error instanceof ConflictError)) throw error
        // a part of it may be written: it must not look as if it could be gone on from here
        throw new AirlatchError('ledger-busy', { path: engine.place }, error)
      }
    },
  }
}

/**
 * For a long one that reads only, over a connection of its own: before each read, all else in the program comes to its
 * turn. Error: the reason of the signal.
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

/** For one that reads only: writing is a bug. */
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
