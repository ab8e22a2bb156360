/**
 * Owns group commit: writers that wait at the same time share one transaction, and so one durable commit, which costs
 * as much for many as for one. Each writer sees what the previous one wrote, as if they ran one after the other, and
 * none gets its result before all are durable. When one of them fails, the group is rolled back and each writer is
 * tried alone, so that none fails because of another.
 */
import { setImmediate as rest } from 'node:timers/promises'
import { PATIENT, TransactionQueue, type WaitDeadline } from './queue.ts'
import { type Sql, type SqlEngine, type SqlWriter, Unsettled } from './sql.ts'

/** Most writers in one transaction. It is limited because other programs have to wait until it ends. */
const MOST_TOGETHER = 32

interface Writer {
  readonly first: (sql: Sql) => Promise<unknown>
  readonly work: (sql: SqlWriter, seen: unknown) => Promise<unknown>
  readonly patience: WaitDeadline
  readonly resolve: (result: unknown) => void
  readonly reject: (error: unknown) => void
}

export class GroupCommit {
  readonly #engine: SqlEngine
  readonly #queue: TransactionQueue
  /** Writers whose work has not begun. */
  readonly #waiting = new Set<Writer>()

  constructor(engine: SqlEngine) {
    this.#engine = engine
    this.#queue = new TransactionQueue({ place: engine.place, rests: false })
  }

  /** Like `SqlEngine.write`. Calls `first` and `work` again when another writer's failure rolled their group back. */
  write<T, S>(
    work: (sql: SqlWriter, seen: S) => Promise<T>,
    first: (sql: Sql) => Promise<S>,
    patience = PATIENT,
  ): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const writer = { first, work, patience, resolve, reject } as Writer
      this.#waiting.add(writer)
      const lead = async () => {
        if (this.#waiting.delete(writer)) await this.#writeTogether(writer)
      }
      this.#queue.take(lead, patience).catch(error => {
        // a writer that has joined a group by now gets its result from the group
        if (this.#waiting.delete(writer)) reject(error)
      })
    })
  }

  /** Resolves when all writers that wait now have their result. */
  settled(): Promise<void> {
    return this.#queue.take(async () => undefined)
  }

  /** Runs the leader, and the writers that are waiting when the leader's transaction begins, in one transaction. */
  async #writeTogether(leader: Writer): Promise<void> {
    const group = [leader]
    const work = async (sql: SqlWriter, seen: unknown) => {
      group.push(...this.#joining(leader, MOST_TOGETHER - group.length))
      const results: unknown[] = []
      for (const { first, work } of group) {
        // an engine that blocks the event loop would keep the rest of the program waiting for the whole group
        if (results.length > 0) await rest()
        results.push(await work(sql, results.length === 0 ? seen : await first(sql)))
      }
      return results
    }
    try {
      const results = await this.#engine.write(work, leader.first, leader.patience)
      for (const [i, { resolve }] of group.entries()) resolve(results[i])
    } catch (error) {
      const isOver = group.length === 1 || error instanceof Unsettled
      for (const { first, work, patience, resolve, reject } of group)
        if (isOver) reject(error)
        else await this.#engine.write(work, first, patience).then(resolve, reject)
    }
  }

  /** Takes the writers that join the leader. One with an earlier deadline than the leader's waits for its own turn. */
  #joining({ patience }: Writer, most: number): readonly Writer[] {
    const joining = [...this.#waiting].filter(writer => !writer.patience.endsBefore(patience)).slice(0, most)
    for (const writer of joining) this.#waiting.delete(writer)
    return joining
  }
}
