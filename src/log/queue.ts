/**
 * Owns the queue for a connection to a ledger, which runs one transaction at a time. A caller may limit how long it
 * waits, and may leave the queue by an abort signal: then its work is never begun.
 */
import { AirlatchError } from '../core/errors.ts'

/** How long one piece of work, such as the response to one HTTP request, waits for the ledger. */
export interface WaitLimits {
  /** On abort, transactions that have not begun are dropped, and reject with the reason of the signal. */
  readonly signal?: AbortSignal | undefined
  /**
   * Milliseconds from now, for all transactions of this work together: for their turns, for locks of other programs,
   * and for each connection and answer of a server. After that the work fails with ledger-busy, or with
   * ledger-unavailable if the server did not answer (default: the limits of the engine alone).
   */
  readonly waitAtMostMs?: number | undefined
}

/** WaitLimits with their clock started. */
export class WaitDeadline {
  readonly #signal: AbortSignal | undefined
  /** On the clock of performance.now(), in milliseconds. */
  readonly #until: number

  constructor({ signal, waitAtMostMs = Number.POSITIVE_INFINITY }: WaitLimits = {}) {
    this.#signal = signal
    this.#until = performance.now() + waitAtMostMs
  }

  /** Returns `milliseconds`, or the time that is left if that is less; never below 0. */
  within(milliseconds: number): number {
    return Math.max(0, Math.min(milliseconds, this.#until - performance.now()))
  }

  endsBefore(other: WaitDeadline): boolean {
    return this.#until < other.#until
  }

  /** Throws when the time is over. `place`: the ledger, for errors. Errors: ledger-busy {path}, the signal's reason. */
  requireLeft(place: string): void {
    this.#signal?.throwIfAborted()
    if (this.#until <= performance.now()) throw new AirlatchError('ledger-busy', { path: place })
  }

  /** Calls `over` once when the time is over, with the error of `requireLeft`. The returned function cancels that. */
  whenOver(place: string, over: (error: unknown) => void): () => void {
    const signal = this.#signal
    const left = this.within(Number.POSITIVE_INFINITY)
    // setTimeout takes no longer time than this (24 days), and nobody waits for that long
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

/** Adds no limit to those of the engine. */
export const PATIENT = new WaitDeadline()

export interface TransactionQueueRules {
  /** The ledger, for errors. */
  readonly place: string
  /**
   * Lets timers and sockets of the program run between two transactions. Needed for an engine that blocks the event
   * loop: each transaction would begin right after the previous one, and nothing else would run until all are done.
   */
  readonly rests: boolean
}

/** Runs transactions one at a time, in the order in which they were requested. */
export class TransactionQueue {
  readonly #rules: TransactionQueueRules
  readonly #waiting = new Set<() => void>()
  #isTaken = false

  constructor(rules: TransactionQueueRules) {
    this.#rules = rules
  }

  /** Runs the work after all earlier work is done. Errors: those of the work; ledger-busy, the reason of the signal. */
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
