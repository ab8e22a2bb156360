/**
 * Owns the file of a site server's state: one SQLite file with full synchronisation, entries in a hash chain, and the rows
 * that follow from them in the same transaction. Two programs on one file cannot both write behind the same entry: the
 * slower one gets a conflict, reads the file again and decides again.
 */
import { setImmediate as rest } from 'node:timers/promises'
import { AirlatchError } from '../../core/errors.ts'
import { entryHash, GENESIS } from '../../log/chain.ts'
import { PATIENT } from '../../log/queue.ts'
import { rowsWhere, type Sql, type SqlEngine } from '../../log/sql.ts'
import { openSqliteEngine, type SqliteFileOptions } from '../../log/sqlite/open.ts'
import type { SiteTime } from '../clock.ts'
import { SiteChange } from './change.ts'
import {
  addedTotals,
  NO_TOTALS,
  type PruningLimits,
  type PruningStep,
  type SiteCheckpoint,
  type UsageTotals,
} from './checkpoint.ts'
import { readUsage, type UsageHistory } from './history.ts'
import { SITE_FILE } from './schema.ts'
import { newState, readState, type SiteState } from './state.ts'
import { type LogPiece, pieceOf, totalsOf } from './totals.ts'

/** Entries that are read at once when the chain is checked. */
const PAGE = 1000

/** Whose state a file is. */
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

  /** Errors: ledger-foreign {path}, of another server or product; those of readState. */
  async read(): Promise<SiteState> {
    const { productId, serverKey } = this.#owner
    const state =
      (await this.#engine.read(sql => readState(sql, this.place))) ?? newState(productId, serverKey)
    if (state.productId !== productId || state.serverKey !== serverKey)
      throw new AirlatchError('ledger-foreign', { path: this.#engine.place })
    return state
  }

  /**
   * Does the work in one transaction: what it changed is durable when this resolves. When this rejects, nothing is, and the
   * state in memory is of no use: it must be read again. Error: ConflictError, when another program wrote meanwhile.
   */
  change<T>(
    state: SiteState,
    time: SiteTime,
    nonces: readonly string[],
    work: (change: SiteChange) => T,
  ): Promise<T> {
    return this.#engine.write(async sql => {
      const change = new SiteChange(state, time, await usedOf(sql, nonces))
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

  /** What was lent in this piece of the log. Does not keep a writer waiting. */
  totals(piece: LogPiece): Promise<UsageTotals> {
    return this.#atRest(sql => totalsOf(sql, piece))
  }

  /** The next entries that may be pruned; undefined: there are none. */
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
        totals: addedTotals(checkpoint?.totals ?? NO_TOTALS, piece.totals),
      }
    })
  }

  /** Time of the oldest entry that is there, seconds since 1970; 0: there is none. */
  begunAt(): Promise<number> {
    return this.#engine.read(async sql => {
      const first = await sql.get('SELECT at FROM entry ORDER BY seq LIMIT 1')
      return (first?.at as number | undefined) ?? 0
    })
  }

  /** The use of the seats by the hour. `since`, `until`: seconds since 1970. */
  history(since: number, until: number): Promise<UsageHistory> {
    return this.#engine.read(sql => readUsage(sql, since, until))
  }

  /** What is wrong with the file, and the number of the first entry that does not follow from the one before it. */
  async check(): Promise<{ readonly complaints: readonly string[]; readonly broken: number | undefined }> {
    const complaints = await this.#engine.check()
    const broken = await this.#atRest(async sql =>
      firstBroken(sql, (await readState(sql, this.place))?.checkpoint),
    )
    return { complaints, broken }
  }

  /** Reads one moment over a connection of its own, and lets all else come to its turn before each statement. */
  async #atRest<T>(work: (sql: Sql) => Promise<T>): Promise<T> {
    const engine = await this.#engine.another?.(PATIENT)
    if (engine === undefined) return this.#engine.read(work)
    try {
      return await engine.read(sql => work(resting(sql)))
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

function resting(sql: Sql): Sql {
  return {
    all: async (...of) => {
      await rest()
      return sql.all(...of)
    },
    get: async (...of) => {
      await rest()
      return sql.get(...of)
    },
    run: (...of) => sql.run(...of),
  }
}

async function usedOf(sql: Sql, nonces: readonly string[]): Promise<Set<string>> {
  if (nonces.length === 0) return new Set()
  const rows = await rowsWhere(sql, values => `SELECT nonce FROM nonce WHERE nonce ${values}`, nonces)
  return new Set(rows.map(({ nonce }) => nonce as string))
}

async function firstBroken(sql: Sql, checkpoint: SiteCheckpoint | undefined): Promise<number | undefined> {
  let last = { seq: checkpoint?.entries ?? 0, hash: checkpoint?.head ?? GENESIS }
  for (;;) {
    const rows = await sql.all('SELECT * FROM entry WHERE seq > ? ORDER BY seq LIMIT ?', [last.seq, PAGE])
    for (const { seq, at, kind, body, hash } of rows) {
      const is = entryHash(last.hash, seq as number, at as number, kind as string, body as string)
      if (seq !== last.seq + 1 || hash !== is) return last.seq + 1
      last = { seq: seq as number, hash: is }
    }
    if (rows.length < PAGE) return undefined
  }
}
