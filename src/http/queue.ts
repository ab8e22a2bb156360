/**
 * Owns work that few may do at a time: whoever waits is served in turn, one name after the other, so that a name with
 * a hundred jobs delays another name by one of its jobs and not by all. A job whose client has gone is dropped before
 * it begins, and so is one that has waited too long.
 */
import type { Clock } from './clock.ts'

export interface QueueRules {
  /** Jobs at a time. */
  readonly atOnce: number
  /** Jobs of one name at a time. */
  readonly atOnceOfOne: number
  /** Milliseconds that a job waits at most. */
  readonly mostWaitMs: number
}

/** The job did not begin: it waited too long, or its client has gone. */
export class NotBegun extends Error {
  override readonly name = 'NotBegun'
}

interface Waiting {
  begin(): void
  drop(): void
}

export class FairQueue {
  readonly #rules: QueueRules
  readonly #clock: Clock
  /** Who waits, by name; the name that is served next is the first. */
  readonly #waiting = new Map<string, Set<Waiting>>()
  /** Jobs that run, by name. */
  readonly #running = new Map<string, number>()
  #count = 0

  constructor(rules: QueueRules, clock: Clock) {
    this.#rules = rules
    this.#clock = clock
  }

  /** Jobs that wait now. */
  get waiting(): number {
    let all = 0
    for (const jobs of this.#waiting.values()) all += jobs.size
    return all
  }

  /** Does the work when it is the name's turn. Errors: NotBegun; those of the work. */
  async run<T>(name: string, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    if (signal.aborted) throw new NotBegun('the client has gone')
    if (this.#isFree(name)) this.#enter(name)
    else await this.#turn(name, signal)
    try {
      return await work()
    } finally {
      this.#leave(name)
    }
  }

  #isFree(name: string): boolean {
    const { atOnce, atOnceOfOne } = this.#rules
    return this.#count < atOnce && (this.#running.get(name) ?? 0) < atOnceOfOne
  }

  #turn(name: string, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const jobs = this.#waiting.get(name) ?? new Set()
      const over = () => {
        jobs.delete(waiting)
        if (jobs.size === 0) this.#waiting.delete(name)
        cancel()
        signal.removeEventListener('abort', waiting.drop)
      }
      const waiting: Waiting = {
        begin: () => {
          over()
          resolve()
        },
        drop: () => {
          over()
          reject(new NotBegun(signal.aborted ? 'the client has gone' : 'waited too long'))
        },
      }
      const cancel = this.#clock.after(this.#rules.mostWaitMs, waiting.drop)
      signal.addEventListener('abort', waiting.drop)
      this.#waiting.set(name, jobs.add(waiting))
    })
  }

  #enter(name: string): void {
    this.#count++
    this.#running.set(name, (this.#running.get(name) ?? 0) + 1)
  }

  #leave(name: string): void {
    this.#count--
    const left = (this.#running.get(name) ?? 1) - 1
    if (left > 0) this.#running.set(name, left)
    else this.#running.delete(name)
    // a turn of the event loop between two jobs: sockets and timers are served, whatever the jobs do
    setImmediate(() => this.#next())
  }

  /** Names that are at their limit are passed over; there are fewer of them than jobs that run. */
  #next(): void {
    for (const [name, jobs] of this.#waiting) {
      if (this.#count >= this.#rules.atOnce) return
      if (!this.#isFree(name)) continue
      const [first] = jobs
      // the name goes to the end of the row
      this.#waiting.delete(name)
      if (jobs.size > 1) this.#waiting.set(name, jobs)
      this.#enter(name)
      first?.begin()
    }
  }
}
