/**
 * Owns how long one input may be looked at: one clock for its decoding, for each reader and for all of its frames. Threads
 * are ended when it is over; decoders here ask it between pieces.
 */
import { AirlatchError } from '../../core/errors.ts'

/** Milliseconds in all, by what the input turns out to be. */
export interface TimeBudget {
  readonly stillMs: number
  /** Of an animated PNG or GIF. */
  readonly movingMs: number
}

/** For the one input that a person waits for. An honest picture of 50 megapixels takes 2 seconds. */
export const ALONE: TimeBudget = { stillMs: 10_000, movingMs: 40_000 }

/** In a batch, in a watched folder, on a page: others are waiting. */
export const AMONG_OTHERS: TimeBudget = { stillMs: 5_000, movingMs: 5_000 }

/** Milliseconds of a clock that never goes back. */
export type MonotonicClock = () => number

/** How long a decoder may keep the rest of the process waiting. */
const TURN_MS = 20

export class Budget {
  readonly ms: number
  readonly #clock: MonotonicClock
  readonly #end: number
  #turn: number
  readonly signal: AbortSignal | undefined

  /** It begins now, and is over early when the signal is aborted. */
  constructor(ms: number, clock: MonotonicClock = () => performance.now(), signal?: AbortSignal) {
    this.ms = ms
    this.signal = signal
    this.#clock = clock
    this.#turn = clock()
    this.#end = this.#turn + ms
  }

  /** Milliseconds, 0 when it is over. */
  left(): number {
    return this.signal?.aborted ? 0 : Math.max(0, this.#end - this.#clock())
  }

  isOver(): boolean {
    return this.left() === 0
  }

  /** Errors, when it is over: picture-timeout {seconds}, the reason of the signal. */
  check(): void {
    if (this.isOver()) throw this.exceeded()
  }

  /** The same, for decoders after each row: from time to time it lets the event loop turn. */
  async pause(): Promise<void> {
    this.check()
    const now = this.#clock()
    if (now - this.#turn < TURN_MS) return
    this.#turn = now
    await new Promise(resolve => setTimeout(resolve))
  }

  /** Why it is over. */
  exceeded(): unknown {
    if (this.signal?.aborted) return this.signal.reason
    return new AirlatchError('picture-timeout', { seconds: Math.round(this.ms / 1000) })
  }
}
