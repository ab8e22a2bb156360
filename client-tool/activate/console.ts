/**
 * Owns a terminal that waits for its user. It turns entered lines, new files, and the end by Ctrl-C or Ctrl-D into one
 * sequence of events. Output is placed above the line that is being typed. Everything goes to standard error, because
 * standard output is for the result.
 */
import { createInterface, type Interface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { CLEAR_LINE } from '../../src/cli/progress.ts'

export type Event =
  | { readonly kind: 'line'; readonly text: string }
  | { readonly kind: 'file'; readonly path: string }
  /** The user wants to stop. */
  | { readonly kind: 'over' }

export interface Console {
  /** Writes text that includes its line ends. The caller must make outside values in it visible. */
  say(text: string): void
  /** Shows the prompt and waits for the next event. */
  next(prompt: string): Promise<Event>
  /** Gives the terminal to `work`; `waiting` returns whether an event has arrived meanwhile. */
  aside(work: (waiting: () => boolean) => Promise<void>): Promise<void>
  close(): void
}

export interface ConsoleOptions {
  /** Returns the paths that have appeared since the last call. */
  look(): readonly string[]
  readonly input?: Readable
  readonly output?: Writable
  /** Calls `work` repeatedly. The returned function stops that. */
  readonly every?: (work: () => void) => () => void
}

const LOOK_MS = 1000

function everySecond(work: () => void): () => void {
  const timer = setInterval(work, LOOK_MS)
  return () => clearInterval(timer)
}

/** Example: `const console = new TerminalConsole({ look }); await console.next('license> ')` */
export class TerminalConsole implements Console {
  readonly #input: Readable
  readonly #output: Writable
  readonly #stopLooking: () => void
  readonly #events: Event[] = []
  #wake: (() => void) | undefined
  #lines: Interface | undefined
  #isAsking = false

  constructor({ look, input = process.stdin, output = process.stderr, every = everySecond }: ConsoleOptions) {
    this.#input = input
    this.#output = output
    this.#stopLooking = every(() => {
      for (const path of look()) this.#push({ kind: 'file', path })
    })
  }

  say(text: string): void {
    this.#output.write(this.#isAsking ? `${CLEAR_LINE}${text}` : text)
  }

  async next(prompt: string): Promise<Event> {
    this.#lines ??= this.#openLines()
    while (this.#events.length === 0) {
      this.#lines.setPrompt(prompt)
      this.#lines.prompt(true)
      this.#isAsking = true
      await new Promise<void>(resolve => {
        this.#wake = resolve
      })
      this.#wake = undefined
    }
    const event = this.#events.shift() as Event
    // the text typed so far is kept, and shown again with the next prompt
    if (event.kind !== 'line' && this.#isAsking) this.#output.write(CLEAR_LINE)
    this.#isAsking = false
    return event
  }

  async aside(work: (waiting: () => boolean) => Promise<void>): Promise<void> {
    this.#closeLines()
    await work(() => this.#events.length > 0)
  }

  close(): void {
    this.#stopLooking()
    this.#closeLines()
  }

  #push(event: Event): void {
    this.#events.push(event)
    this.#wake?.()
  }

  #openLines(): Interface {
    const opened = createInterface({
      input: this.#input,
      output: this.#output,
      terminal: true,
      historySize: 0,
    })
    opened.on('line', text => this.#push({ kind: 'line', text }))
    opened.on('SIGINT', () => opened.close())
    // by Ctrl-D, by Ctrl-C, or because the terminal is gone; not when we close it ourselves
    opened.on('close', () => {
      if (this.#lines === opened) this.#push({ kind: 'over' })
    })
    return opened
  }

  #closeLines(): void {
    const closing = this.#lines
    this.#lines = undefined
    closing?.close()
  }
}
