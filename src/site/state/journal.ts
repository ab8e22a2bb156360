/**
 * Owns the order of changes. Each is decided on the state that the previous one left. Those that wait at the same time
 * are recorded together, in one transaction with one disk sync. A caller gets its result once its change is durable.
 */
import { setImmediate as yieldTurn } from 'node:timers/promises'
import { AirlatchError } from '../../core/errors.ts'
import { ConflictError } from '../../log/sql.ts'
import type { SiteClock } from '../clock.ts'
import type { HeldLease } from '../leases.ts'
import { SiteChange } from './change.ts'
import { hourOf } from './history.ts'
import type { SiteState } from './state.ts'
import type { SiteStore } from './store.ts'

/** Most changes that are recorded together. */
const MOST_AT_ONCE = 256
/** Attempts, if another program keeps writing to the file. */
const ATTEMPTS = 8

/** Must not throw once it has changed something. */
export type Work<T> = (change: SiteChange) => T

interface Job {
  /** The job only reads. */
  readonly looks: boolean
  readonly nonce: string | undefined
  /** Does the work. The returned function reports the result to the caller; it is called once everything is durable. */
  run(change: SiteChange): () => void
  fail(error: unknown): void
}

/** Called before each batch. The function it returns is called once the batch is durable. */
export type Before = (change: SiteChange) => () => void

export class SiteJournal {
  readonly #store: SiteStore
  readonly #clock: SiteClock
  readonly #before: Before
  readonly #waiting: Job[] = []
  /** Undefined after a failure, because memory then has changes that the file does not have. */
  #state: SiteState | undefined
  /** Leases that have ended but whose rows still exist. */
  #ended: HeldLease[] = []
  #working: Promise<void> | undefined

  constructor(store: SiteStore, clock: SiteClock, state: SiteState, before: Before) {
    this.#store = store
    this.#clock = clock
    this.#state = state
    this.#before = before
  }

  /**
   * Does the work and resolves once the change is durable. `nonce`: of the request that it answers. Errors: those of
   * the work; ledger-busy, ledger-unavailable and the like, after which nothing was changed.
   */
  change<T>(work: Work<T>, nonce?: string): Promise<T> {
    return this.#enqueue(work, { nonce, looks: false })
  }

  /** Like `change`, for work that changes nothing. It needs no write, so it works even if writing fails. */
  look<T>(work: Work<T>): Promise<T> {
    return this.#enqueue(work, { nonce: undefined, looks: true })
  }

  #enqueue<T>(work: Work<T>, kind: Pick<Job, 'nonce' | 'looks'>): Promise<T> {
    return new Promise((resolve, reject) => {
      const run = (change: SiteChange) => {
        try {
          const result = work(change)
          return () => resolve(result)
        } catch (error) {
          return () => reject(error)
        }
      }
      this.#waiting.push({ ...kind, run, fail: reject })
      this.#working ??= this.#workOff()
    })
  }

  async #workOff(): Promise<void> {
    while (this.#waiting.length > 0) {
      // changes that arrive now are recorded together with this one: one disk sync costs as much as many changes
      await yieldTurn()
      const jobs = this.#waiting.splice(0, MOST_AT_ONCE)
      try {
        for (const done of await this.#record(jobs)) done()
      } catch (error) {
        for (const job of jobs) job.fail(error)
      }
    }
    this.#working = undefined
  }

  async #record(jobs: readonly Job[]): Promise<readonly (() => void)[]> {
    for (let attempt = 1; ; attempt++) {
      const state = this.#state ?? (await this.#read())
      this.#state = undefined
      try {
        if (jobs.every(({ looks }) => looks)) {
          const seen = await this.#withHour(state)
          const done = this.#lookAt(seen, jobs)
          this.#state = seen
          return done
        }
        const done = await this.#recordOn(state, jobs)
        this.#state = state
        return done
      } catch (error) {
        if (!(error instanceof ConflictError)) throw error
        if (attempt === ATTEMPTS) throw new AirlatchError('ledger-busy', { path: this.#store.place }, error)
      }
    }
  }

  #read(): Promise<SiteState> {
    this.#ended = []
    return this.#store.read()
  }

  /** Writes the row of the current hour (history.ts). If it cannot be written, the work goes on without it. */
  async #withHour(state: SiteState): Promise<SiteState> {
    if (state.usageHour === hourOf(this.#clock.read(state.newest).now)) return state
    try {
      await this.#recordOn(state, [])
      return state
    } catch (error) {
      if (!(error instanceof AirlatchError)) throw error
      return this.#read()
    }
  }

  #lookAt(state: SiteState, jobs: readonly Job[]): readonly (() => void)[] {
    const time = this.#clock.read(state.newest)
    this.#ended.push(...state.leases.sweep(time))
    const change = new SiteChange(state, time, new Set())
    return jobs.map(job => job.run(change))
  }

  async #recordOn(state: SiteState, jobs: readonly Job[]): Promise<readonly (() => void)[]> {
    const nonces = jobs.flatMap(({ nonce }) => (nonce === undefined ? [] : [nonce]))
    const time = this.#clock.read(state.newest)
    const done = await this.#store.change(state, time, nonces, change => {
      change.removeRows([...this.#ended, ...state.leases.sweep(time)])
      const first = this.#before(change)
      return [first, ...jobs.map(job => job.run(change))]
    })
    this.#ended = []
    return done
  }
}
