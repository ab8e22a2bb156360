/**
 * Owns the file of a site server's state: one SQLite file with full synchronization, entries in a hash chain, and the
 * rows that follow from them, written in the same transaction. Two programs that use one file cannot both append after
 * the same entry: the slower one gets a conflict, reads the file again and decides again.
 */
import { setImmediate as yieldTurn } from 'node:timers/promises'
import { AirlatchError } from '../../core/errors.ts'
import { entryHash, GENESIS } from '../../log/chain.ts'
import { PATIENT } from '../../log/queue.ts'
import { rowsWhere, type Sql, type SqlEngine } from '../../log/sql.ts'
import { openSqliteEngine, type SqliteFileOptions } from '../../log/sqlite/open.ts'
import type { SiteTime } from '../clock.ts'
import { SiteChange } from './change.ts'
import {
  NO_TOTALS,
  type PruningLimits,
  type PruningStep,
  type SiteCheckpoint,
  sumOfTotals,
  type UsageTotals,
} from './checkpoint.ts'
import { readUsage, type UsageHistory } from './history.ts'
import { SITE_FILE } from './schema.ts'
import { newState, readState, type SiteState } from './state.ts'
import { type LogPiece, pieceOf, totalsOf } from './totals.ts'

/** Entries that are read at once while the chain is checked. */
const PAGE = 1000

/** The server and product that a state file belongs to. */
export interface StateOwner {
  readonly productId: string
  /** Public key of the server, 64 hexadecimal digits. */
  readonly serverKey: string
}

export class SiteStore {
  readonly #engine: SqlEngine
  readonly #owner: StateOwner

  /** Errors: those of openSqliteEngine. */
  constructor(path: string, owner: StateOwner, options: SqliteFileOptions = {}) {
    this.#engine = openSqliteEngine(path, SITE_FILE, options)
    this.#owner = owner
  }

  /** The file, for errors. */
  get place(): string {
    return this.#engine.place
  }

  /** Reads the state. Errors: ledger-foreign {path}, if it belongs to another server or product; those of readState. */
  async read(): Promise<SiteState> {
    const { productId, serverKey } = this.#owner
    const state =
      (await this.#engine.read(sql => readState(sql, this.place))) ?? newState(productId, serverKey)
    if (state.productId !== productId || state.serverKey !== serverKey)
      throw new AirlatchError('ledger-foreign', { path: this.#engine.place })
    return state
  }

  /**
   * Does the work in one transaction. When this resolves, its changes are durable. When it rejects, none are, and the
   * state in memory is invalid and must be read again. Error: ConflictError, if another program wrote meanwhile.
   */
  change<T>(
    state: SiteState,
    time: SiteTime,
    nonces: readonly string[],
    work: (change: SiteChange) => T,
  ): Promise<T> {
    return this.#engine.write(async sql => {
      const change = new SiteChange(state, time, await usedNonces(sql, nonces))
      if (state.head.seq === 0) {
        change.set('product', state.productId)
        change.set('server-key', state.serverKey)
      }
      const result = work(change)
      const writes = change.writes()
      if (writes.length > 0) await sql.apply(writes)
      return result
    })
  }

  /** Returns the totals of this piece of the log. Does not block writers. */
  totals(piece: LogPiece): Promise<UsageTotals> {
    return this.#inBackground(sql => totalsOf(sql, piece))
  }

  /** Returns the next entries that may be pruned; undefined if there are none. */
  pruningStep(
    checkpoint: SiteCheckpoint | undefined,
    { before, countedBefore, most }: PruningLimits,
  ): Promise<PruningStep | undefined> {
    const after = checkpoint?.entries ?? 0
    return this.#engine.read(async sql => {
      const last = await sql.get(LAST_BEFORE, [after, after + most, before, countedBefore])
      if (last === undefined) return undefined
      const first = await sql.get('SELECT min(at) AS at FROM entry WHERE seq = ?', [after + 1])
      const piece = await pieceOf(sql, after, last.seq as number)
      return {
        entries: last.seq as number,
        head: last.hash as string,
        at: last.at as number,
        since: checkpoint?.since ?? (first?.at as number),
        sequence: Math.max(checkpoint?.sequence ?? 0, piece.sequence),
        totals: sumOfTotals(checkpoint?.totals ?? NO_TOTALS, piece.totals),
      }
    })
  }

  /** Returns the time of the oldest entry, in seconds since 1970; 0 if there is none. */
  oldestEntryAt(): Promise<number> {
    return this.#engine.read(async sql => {
      const first = await sql.get('SELECT at FROM entry ORDER BY seq LIMIT 1')
      return (first?.at as number | undefined) ?? 0
    })
  }

  /** Returns the use of the seats per hour. `since`, `until`: seconds since 1970. */
  history(since: number, until: number): Promise<UsageHistory> {
    return this.#engine.read(sql => readUsage(sql, since, until))
  }

  /**
   * Checks the file. Returns what is wrong with it, and the number of the first entry that does not follow from the one
   * before it, if any.
   */
  async check(): Promise<{ readonly complaints: readonly string[]; readonly broken: number | undefined }> {
    const complaints = await this.#engine.check()
    const broken = await this.#inBackground(async sql =>
      firstBroken(sql, (await readState(sql, this.place))?.checkpoint),
    )
    return { complaints, broken }
  }

  /** Reads a snapshot over a separate connection, and lets other work run before each statement. */
  async #inBackground<T>(work: (sql: Sql) => Promise<T>): Promise<T> {
    const engine = await this.#engine.another?.(PATIENT)
    if (engine === undefined) return this.#engine.read(work)
    try {
      return await engine.read(sql => work(yielding(sql)))
    } finally {
      await engine.close()
    }
  }

  close(): Promise<void> {
    return this.#engine.close()
  }
}

const LAST_BEFORE = `SELECT seq, at, hash FROM entry
  WHERE seq > ? AND seq <= ? AND at < ? AND body ->> '$.counted' < ? ORDER BY seq DESC LIMIT 1`

function yielding(sql: Sql): Sql {
  return {
    all: async (...args) => {
      await yieldTurn()
      return sql.all(...args)
    },
    get: async (...args) => {
      await yieldTurn()
      return sql.get(...args)
    },
    run: (...args) => sql.run(...args),
  }
}

async function usedNonces(sql: Sql, nonces: readonly string[]): Promise<Set<string>> {
  if (nonces.length === 0) return new Set()
  const rows = await rowsWhere(sql, values => `SELECT nonce FROM nonce WHERE nonce ${values}`, nonces)
  return new Set(rows.map(({ nonce }) => nonce as string))
}

async function firstBroken(sql: Sql, checkpoint: SiteCheckpoint | undefined): Promise<number | undefined> {
  let last = { seq: checkpoint?.entries ?? 0, hash: checkpoint?.head ?? GENESIS }
  for (;;) {
    const rows = await sql.all('SELECT * FROM entry WHERE seq > ? ORDER BY seq LIMIT ?', [last.seq, PAGE])
    for (const { seq, at, kind, body, hash } of rows) {
      const expected = entryHash(last.hash, seq as number, at as number, kind as string, body as string)
      if (seq !== last.seq + 1 || hash !== expected) return last.seq + 1
      last = { seq: seq as number, hash: expected }
    }
    if (rows.length < PAGE) return undefined
  }
}
