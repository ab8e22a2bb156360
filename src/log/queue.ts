/**
 * Owns whose turn it is: a connection to a ledger has one transaction at a time, and all others wait in one queue. A
 * caller may say for how long, and may leave the queue: then its work is never begun.
 */
import { AirlatchError } from '../core/errors.ts'

/** How long one piece of work, such as the answer to one visitor of a page, waits for the ledger. */
export interface WaitLimits {
  /** When it is aborted, what has not begun is dropped, and rejects with the reason of the signal. */
  readonly signal?: AbortSignal | undefined
  /**
   * Milliseconds from now on, for all transactions of this work together: for their turns, for the locks of other programs,
   * and for each connection and answer of a server. What has waited longer is ledger-busy, or ledger-unavailable when it
   * was the server that did not answer. Unless given, as long as the engine waits by itself.
   */
  readonly waitAtMostMs?: number | undefined
}

/** WaitLimits that have begun to run. */
export class WaitDeadline {
  readonly #signal: AbortSignal | undefined
  /** By performance.now(). */
  readonly #until: number

  constructor({ signal, waitAtMostMs = Number.POSITIVE_INFINITY }: WaitLimits = {}) {
    this.#signal = signal
    this.#until = performance.now() + waitAtMostMs
  }

  /** So many milliseconds, or what is left when that is less; 0 when nothing is left. */
  within(milliseconds: number): number {
    return Math.max(0, Math.min(milliseconds, this.#until - performance.now()))
  }

  endsBefore(other: WaitDeadline): boolean {
    return this.#until < other.#until
  }

  /** `place`: the ledger. Errors: ledger-busy {path}, the reason of the signal. */
  requireLeft(place: string): void {
    this.#signal?.throwIfAborted()
    if (this.#until <= performance.now()) throw new AirlatchError('ledger-busy', { path: place })
  }

  /** Calls once with the error of `requireLeft`, when it comes to that; the function that is returned stops it. */
  whenOver(place: string, over: (error: unknown) => void): () => void {
    const signal = this.#signal
    const left = this.within(Number.POSITIVE_INFINITY)
    // a timer cannot be set for longer, and nobody waits for 24 days
    const timer =
      left > LONGEST_TIMER
        ? undefined
        : setTimeout(() => over(new AirlatchError('ledger-busy', { path: place })), left)
    const aborted = () => over(signal?.reason)
    signal?.addEventListener('abort', aborted, { once: true })
    return () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', aborted)
    }
  }
}

const LONGEST_TIMER = 2 ** 31 - 1

/** Waits as long as the engine does. */
export const PATIENT = new WaitDeadline()

export interface TransactionQueueRules {
  /** The ledger, for errors. */
  readonly place: string
  /**
   * Timers and sockets of the program come to their turn between two transactions. For an engine that blocks the event
   * loop: one transaction would begin right after the other, and nothing else would run until the queue is empty.
   */
  readonly rests: boolean
}

/** First come, first served. */
export class TransactionQueue {
  readonly #rules: TransactionQueueRules
  readonly #waiting = new Set<() => void>()
  #isTaken = false

  constructor(rules: TransactionQueueRules) {
    this.#rules = rules
  }

  /** Runs the work when those before it are done. Errors: those of the work; ledger-busy, the reason of the signal. */
  async take<T>(work: () => Promise<T>, patience: WaitDeadline = PATIENT): Promise<T> {
    await this.#turn(patience)
    try {
      return await work()
    } finally {
      if (this.#rules.rests) setImmediate(() => this.#next())
      else this.#next()
    }
  }

  async #turn(patience: WaitDeadline): Promise<void> {
    const { place } = this.#rules
    patience.requireLeft(place)
    if (!this.#isTaken) {
      this.#isTaken = true
      return
    }
    await new Promise<void>((resolve, reject) => {
      const begin = () => {
        stop()
        resolve()
      }
      const stop = patience.whenOver(place, error => {
        stop()
        this.#waiting.delete(begin)
        reject(error)
      })
      this.#waiting.add(begin)
    })
  }

  #next(): void {
    const [begin] = this.#waiting
    this.#isTaken = begin !== undefined
    if (begin === undefined) return
    this.#waiting.delete(begin)
    begin()
  }
}
