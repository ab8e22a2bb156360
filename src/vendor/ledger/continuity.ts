/**
 * Owns noticing that a server has lost what it had answered, as a standby may that takes over: over each new connection,
 * the last entry that was recorded over the one before must still be there. Without this, a program would go on as if
 * nothing were missing.
 */
import { AirlatchError } from '../../core/errors.ts'
import type { Sql, SqlEngine } from '../../log/sql.ts'
import type { Head } from './extend.ts'

export class Continuity {
  readonly #engine: SqlEngine
  #last: Head | undefined
  /** Of the engine, when `#last` was recorded or found. */
  #connections: number | undefined

  constructor(engine: SqlEngine) {
    this.#engine = engine
    this.#connections = engine.connections
  }

  /** What is durable now. */
  keep(head: Head): void {
    if (this.#last === undefined || head.seq > this.#last.seq) this.#last = head
  }

  /** Asks in the transaction of the next decision. Error: ledger-damaged {path, lost}, until the program is started again. */
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
