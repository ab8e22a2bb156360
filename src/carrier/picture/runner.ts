/**
 * Owns running a foreign script on hostile inputs, one after the other, each under a time limit. The thread stays for the
 * next input, because starting one takes longer than reading a small picture; it is ended when it takes too long or fails.
 *
 * The script sets `globalThis.answer` to a function `(input, report) => value`, which may be async. What it passes to
 * `report` on the way arrives even when the time limit ends it.
 */
import { AirlatchError } from '../../core/errors.ts'
import { startThread, type Thread } from './thread.ts'

export interface Job {
  /** What the answer is made from, copied into the thread by structured clone. */
  readonly input: unknown
  /** Buffers in the input that are handed over, not copied: they are empty afterwards. */
  readonly transfer?: readonly ArrayBuffer[]
  /** Milliseconds, with the start of the thread. None left is out of time at once. */
  readonly limitMs: number
  /** Ends it early, as if its time was over. */
  readonly signal?: AbortSignal | undefined
  readonly onReport?: (value: unknown) => void
}

/** `answered`, or why not: the time was over, or the script threw or ran out of memory. */
export type ScriptOutcome =
  | { readonly kind: 'answered'; readonly value: unknown }
  | { readonly kind: 'out-of-time' }
  | { readonly kind: 'failed'; readonly error: unknown }

export class Runner {
  readonly #script: string
  #thread: Thread | undefined

  constructor(script: string) {
    this.#script = script
  }

  /** One input at a time. Never throws for what the script does. Error: picture-reader-failed, where no thread may be started. */
  async run({ input, transfer = [], limitMs, signal, onReport }: Job): Promise<ScriptOutcome> {
    if (limitMs <= 0) return { kind: 'out-of-time' }
    this.#thread ??= started(this.#script)
    const thread = this.#thread
    let stopWaiting = () => {}
    const outcome = await new Promise<ScriptOutcome>(resolve => {
      const end = () => resolve({ kind: 'out-of-time' })
      const timer = setTimeout(end, limitMs)
      signal?.addEventListener('abort', end)
      stopWaiting = () => {
        clearTimeout(timer)
        signal?.removeEventListener('abort', end)
      }
      thread.ask(input, transfer, message => {
        if (message.kind === 'report') return onReport?.(message.value)
        // also while it waits for its next input, which another thread will get
        if (message.kind === 'failed') void this.#end(thread)
        resolve(message as ScriptOutcome)
      })
    })
    stopWaiting()
    if (outcome.kind !== 'answered') await this.close()
    return outcome
  }

  /** Ends the thread. The next run starts another one. */
  async close(): Promise<void> {
    if (this.#thread !== undefined) await this.#end(this.#thread)
  }

  async #end(thread: Thread): Promise<void> {
    if (this.#thread === thread) this.#thread = undefined
    await thread.end()
  }
}

function started(script: string): Thread {
  try {
    return startThread(script)
  } catch (cause) {
    throw readerFailed(cause)
  }
}

/** What keeps pictures from being read here is not in the picture. */
export function readerFailed(cause: unknown): AirlatchError {
  const { code, message } = cause instanceof Error ? (cause as NodeJS.ErrnoException) : {}
  return new AirlatchError('picture-reader-failed', { problem: code ?? message ?? String(cause) }, cause)
}

/** As many threads are kept as a batch on a usual computer reads pictures at once. */
const MOST_KEPT = 4

/** Runners of one script for inputs that may come at the same time; each is used again. */
export class RunnerPool {
  readonly #script: () => string
  readonly #idle: Runner[] = []

  constructor(script: () => string) {
    this.#script = script
  }

  /** Gives the work a runner for itself, until its promise is settled. */
  async use<T>(work: (runner: Runner) => Promise<T>): Promise<T> {
    const runner = this.#idle.pop() ?? new Runner(this.#script())
    try {
      return await work(runner)
    } finally {
      if (this.#idle.length < MOST_KEPT) this.#idle.push(runner)
      else await runner.close()
    }
  }
}
