/**
 * Owns the terminal of somebody who is waited for: lines that are entered, files that appear meanwhile, and the end by
 * Ctrl-C or Ctrl-D, one after the other; what is said stands above the line that is being typed. All of it on standard
 * error, as the result is not there.
 */
import { createInterface, type Interface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { CLEAR_LINE } from '../../src/cli/progress.ts'

export type Event =
  | { readonly kind: 'line'; readonly text: string }
  | { readonly kind: 'file'; readonly path: string }
  /** The person wants no more. */
  | { readonly kind: 'over' }

export interface Console {
  /** Text of ours, with its line ends; outside values are made visible by whoever says them. */
  say(text: string): void
  /** Asks with this prompt until something comes. */
  next(prompt: string): Promise<Event>
  /** Lets the work have the terminal; `waiting` says whether something came meanwhile. */
  aside(work: (waiting: () => boolean) => Promise<void>): Promise<void>
  close(): void
}

export interface ConsoleOptions {
  /** Paths that appeared since it was called last. */
  look(): readonly string[]
  readonly input?: Readable
  readonly output?: Writable
  /** Calls back again and again; what it returns ends that. */
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
    // what was typed so far stays, and is shown again with the next prompt
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
