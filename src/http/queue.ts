/**
 * Owns work that few may do at a time: whoever waits is served in turn, one name after the other, so that a name with
 * a hundred jobs delays another name by one of its jobs and not by all. A job whose client has gone is dropped before
 * it begins, and so is one that has waited too long.
 */
import type { Clock, Wait } from './clock.ts'

export interface FairQueueRules {
  /** Jobs at a time. */
  readonly atOnce: number
  /** Jobs of one name at a time. */
  readonly atOnceOfOne: number
}

/** The job did not begin: it waited too long, or its client has gone. */
export class NotBegun extends Error {
  override readonly name = 'NotBegun'
}

export class FairQueue {
  readonly #rules: FairQueueRules
  readonly #clock: Clock
  /** Who waits, by name; the name that is served next is the first. */
  readonly #waiting = new Map<string, Set<() => void>>()
  /** Jobs that run, by name. */
  readonly #running = new Map<string, number>()
  #count = 0

  constructor(rules: FairQueueRules, clock: Clock) {
    this.#rules = rules
    this.#clock = clock
  }

  /** Jobs that wait now. */
  get waiting(): number {
    let all = 0
    for (const jobs of this.#waiting.values()) all += jobs.size
    return all
  }

  /** Does the work when it is the name's turn. Errors: NotBegun, the reason of the signal; those of the work. */
  async run<T>(name: string, wait: Wait, work: () => Promise<T>): Promise<T> {
    wait.signal.throwIfAborted()
    if (this.#isFree(name)) this.#enter(name)
    else await this.#turn(name, wait)
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

  #turn(name: string, { signal, waitAtMostMs }: Wait): Promise<void> {
    return new Promise((resolve, reject) => {
      const jobs = this.#waiting.get(name) ?? new Set()
      const over = () => {
        jobs.delete(begin)
        if (jobs.size === 0) this.#waiting.delete(name)
        cancel()
        signal.removeEventListener('abort', leave)
      }
      const begin = () => {
        over()
        resolve()
      }
      const drop = (reason: unknown) => {
        over()
        reject(reason)
      }
      const leave = () => drop(signal.reason)
      const cancel = this.#clock.after(waitAtMostMs, () => drop(new NotBegun('waited too long')))
      signal.addEventListener('abort', leave)
      this.#waiting.set(name, jobs.add(begin))
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
      first?.()
    }
  }
}
