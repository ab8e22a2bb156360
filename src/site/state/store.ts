/**
 * Owns the file of a site server's state: one SQLite file with full synchronisation, entries in a hash chain, and the rows
 * that follow from them in the same transaction. Two programs on one file cannot both write behind the same entry: the
 * slower one gets a conflict, reads the file again and decides again.
 */
import { AirlatchError } from '../../core/errors.ts'
import type { UsageTotal } from '../../core/message/usage-report.ts'
import { entryHash, GENESIS } from '../../log/chain.ts'
import { rowsWhere, type Sql, type SqlEngine } from '../../log/sql.ts'
import { openSqliteEngine, type SqliteFileOptions } from '../../log/sqlite/open.ts'
import type { SiteTime } from '../clock.ts'
import { SiteChange } from './change.ts'
import { readUsage, type UsageHistory } from './history.ts'
import { SITE_FILE } from './schema.ts'
import { newState, readState, type SiteState } from './state.ts'

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

  /** Errors: ledger-foreign {path}, of another server or product; claims-malformed. */
  async read(): Promise<SiteState> {
    const { productId, serverKey } = this.#owner
    const state = (await this.#engine.read(readState)) ?? newState(productId, serverKey)
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

  /** What was lent since then, up to an entry; the last two totals are the most at one time. */
  async totals(since: number, entries: number): Promise<ReadonlyMap<UsageTotal, number>> {
    const row = await this.#engine.read(sql => sql.get(TOTALS, [since, entries]))
    const names: readonly UsageTotal[] = [
      'leases',
      'renewals',
      'returns',
      'denials',
      'most-seats',
      'most-borrowed',
    ]
    return new Map(names.map(name => [name, (row?.[name] as number | null) ?? 0]))
  }

  /** The use of the seats by the hour. `since`, `until`: seconds since 1970. */
  history(since: number, until: number): Promise<UsageHistory> {
    return this.#engine.read(sql => readUsage(sql, since, until))
  }

  /** What is wrong with the file, and the number of the first entry that does not follow from the one before it. */
  async check(): Promise<{ readonly complaints: readonly string[]; readonly broken: number | undefined }> {
    const complaints = await this.#engine.check()
    return { complaints, broken: await this.#engine.read(firstBroken) }
  }

  close(): Promise<void> {
    return this.#engine.close()
  }
}

const TOTALS = `SELECT
    sum(kind = 'granted') AS leases,
    sum(kind = 'renewed') AS renewals,
    sum(kind = 'returned') AS returns,
    sum(CASE WHEN kind = 'denied' THEN body ->> '$.requests' ELSE 0 END) AS denials,
    max(body ->> '$.seats') AS "most-seats",
    max(body ->> '$.away') AS "most-borrowed"
  FROM entry WHERE at >= ? AND seq <= ?`

async function usedOf(sql: Sql, nonces: readonly string[]): Promise<Set<string>> {
  if (nonces.length === 0) return new Set()
  const rows = await rowsWhere(sql, values => `SELECT nonce FROM nonce WHERE nonce ${values}`, nonces)
  return new Set(rows.map(({ nonce }) => nonce as string))
}

async function firstBroken(sql: Sql): Promise<number | undefined> {
  let last = { seq: 0, hash: GENESIS }
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
