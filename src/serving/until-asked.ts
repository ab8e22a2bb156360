/** Owns the end of a command that serves: it is asked for by a signal. */

const SIGNALS = ['SIGINT', 'SIGTERM'] as const

/** Until the first signal; a second one ends the process at once, as it would without us. */
export function untilAsked(): Promise<void> {
  return new Promise(resolve => {
    function asked(): void {
      for (const signal of SIGNALS) process.off(signal, asked)
      resolve()
    }
    for (const signal of SIGNALS) process.on(signal, asked)
  })
}
