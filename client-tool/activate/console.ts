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

export function openConsole(options: ConsoleOptions): Console {
  const { look, input = process.stdin, output = process.stderr, every = everySecond } = options
  const events: Event[] = []
  let wake: (() => void) | undefined
  let lines: Interface | undefined
  let isAsking = false

  function push(event: Event): void {
    events.push(event)
    wake?.()
  }
  const stopLooking = every(() => {
    for (const path of look()) push({ kind: 'file', path })
  })

  function open(): Interface {
    const opened = createInterface({ input, output, terminal: true, historySize: 0 })
    opened.on('line', text => push({ kind: 'line', text }))
    opened.on('SIGINT', () => opened.close())
    // by Ctrl-D, by Ctrl-C, or because the terminal is gone; not when we close it ourselves
    opened.on('close', () => {
      if (lines === opened) push({ kind: 'over' })
    })
    return opened
  }

  function close(): void {
    const closing = lines
    lines = undefined
    closing?.close()
  }

  return {
    say(text) {
      output.write(isAsking ? `${CLEAR_LINE}${text}` : text)
    },
    async next(prompt) {
      lines ??= open()
      while (events.length === 0) {
        lines.setPrompt(prompt)
        lines.prompt(true)
        isAsking = true
        await new Promise<void>(resolve => {
          wake = resolve
        })
        wake = undefined
      }
      const event = events.shift() as Event
      // what was typed so far stays, and is shown again with the next prompt
      if (event.kind !== 'line' && isAsking) output.write(CLEAR_LINE)
      isAsking = false
      return event
    },
    async aside(work) {
      close()
      await work(() => events.length > 0)
    },
    close() {
      stopLooking()
      close()
    },
  }
}
