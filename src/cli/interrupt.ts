/** Owns stopping a long job between two of its parts: the first Ctrl-C asks for it, a second one ends the process. */

export interface Interrupt {
  /** Whether the person wants no more. */
  asked(): boolean
  /** Ctrl-C is what it was before. */
  end(): void
}

/** SIGINT is Ctrl-C; SIGTERM is what a system sends that goes down. */
const SIGNALS = ['SIGINT', 'SIGTERM'] as const

export function watchInterrupt(): Interrupt {
  let asked = false
  function stop(): void {
    asked = true
    end()
  }
  function end(): void {
    for (const signal of SIGNALS) process.off(signal, stop)
  }
  for (const signal of SIGNALS) process.on(signal, stop)
  return { asked: () => asked, end }
}
