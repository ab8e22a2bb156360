/**
 * Owns the check that a database server has lost no acknowledged entry, as may happen when a standby takes over. After
 * each reconnection, the last entry that this program has recorded must still exist. Without this check, the program
 * would continue as if nothing were missing.
 */
import { AirlatchError } from '../../core/errors.ts'
import type { Sql, SqlEngine } from '../../log/sql.ts'
import type { Head } from './extend.ts'

export class Continuity {
  readonly #engine: SqlEngine
  #last: Head | undefined
  /** The number of reconnections of the engine at the last check. */
  #connections: number | undefined

  constructor(engine: SqlEngine) {
    this.#engine = engine
    this.#connections = engine.connections
  }

  /** Remembers the last entry that is durable. */
  keep(head: Head): void {
    if (this.#last === undefined || head.seq > this.#last.seq) this.#last = head
  }

  /** Called in each write. Checks after a reconnection. Error: ledger-damaged {path, lost}, until a restart. */
  async require(sql: Sql): Promise<void> {
    const { connections, place: path } = this.#engine
    if (connections === this.#connections) return
    if (this.#last !== undefined) {
      const { seq, hash } = this.#last
      const row = await sql.get('SELECT hash FROM entry WHERE seq = ?', [seq])
      if (row?.hash !== hash) throw new AirlatchError('ledger-damaged', { path, lost: seq })
    }
    this.#connections = connections
  }
}
