/** Owns stopping a long job between two of its parts: the first Ctrl-C asks for it, a second one ends the process. */
import { cliWords } from '../words/cli.ts'
import { CLEAR_LINE, STANDARD_ERROR, type Terminal } from './progress.ts'

export interface Interrupt {
  /** Whether the person wants no more. */
  asked(): boolean
  /** Ctrl-C is what it was before. */
  end(): void
}

/** SIGINT is Ctrl-C; SIGTERM is what a system sends that goes down. */
const SIGNALS = ['SIGINT', 'SIGTERM'] as const

/** Where signals come from. */
export type Signals = Pick<NodeJS.EventEmitter, 'on' | 'off'>

/** A person at a terminal is told at once: what was begun may take a few seconds more. */
export function watchInterrupt(
  signals: Signals = process,
  terminal: Pick<Terminal, 'isTerminal' | 'write'> = STANDARD_ERROR,
): Interrupt {
  let asked = false
  function stop(): void {
    asked = true
    if (terminal.isTerminal) terminal.write(`${CLEAR_LINE}${cliWords().stopping}\n`)
    end()
  }
  function end(): void {
    for (const signal of SIGNALS) signals.off(signal, stop)
  }
  for (const signal of SIGNALS) signals.on(signal, stop)
  return { asked: () => asked, end }
}
