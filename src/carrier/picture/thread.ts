/**
 * Owns one thread that runs a foreign script on hostile input, without the environment, the arguments or the console of
 * this process. Node's kind of thread; a page has another file for this. runner.ts gives it its inputs and its time.
 */
import { Worker } from 'node:worker_threads'

/** What a thread posts: `report` on the way, then one of the others. */
export type Message =
  | { readonly kind: 'report' | 'answered'; readonly value: unknown }
  | { readonly kind: 'failed'; readonly error: unknown }

export interface Thread {
  /**
   * Sends one input and passes on what the thread posts about it. `transfer`: buffers in the input that are handed over,
   * not copied; they are empty afterwards. A thread that waits for its next input does not keep the process alive.
   */
  ask(input: unknown, transfer: readonly ArrayBuffer[], onMessage: (message: Message) => void): void
  /** Ends the thread, whatever it is doing. */
  end(): Promise<void>
}

const GLUE = `
;{
  const { parentPort } = require('node:worker_threads')
  parentPort.on('message', input =>
    Promise.resolve(input).then(input => globalThis.answer(input, value => parentPort.postMessage({ kind: 'report', value }))).then(
      value => parentPort.postMessage({ kind: 'answered', value }),
      error => parentPort.postMessage({ kind: 'failed', error: String(error) }),
    ))
}
`

/** Of JavaScript objects; pixels in typed arrays and WebAssembly memory come on top, bounded by the picture's limits. */
const HEAP_MB = 512

/** `script`: a classic script that sets `globalThis.answer`, see runner.ts. */
export function startThread(script: string): Thread {
  const worker = new Worker(script + GLUE, {
    eval: true,
    // Nothing of the process leaks in, and nothing that the script prints gets out.
    argv: [],
    env: {},
    execArgv: [],
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
  })
  let hear: (message: Message) => void = () => undefined
  worker.on('message', (message: Message) => {
    if (message.kind !== 'report') worker.unref()
    hear(message)
  })
  worker.on('error', error => hear({ kind: 'failed', error }))
  worker.on('exit', code => hear({ kind: 'failed', error: `the thread ended with code ${code}` }))
  return {
    ask(input, transfer, onMessage) {
      hear = onMessage
      worker.ref()
      worker.postMessage(input, transfer)
    },
    async end() {
      hear = () => undefined
      // an answer that comes too late must not let the process end before the thread has
      worker.removeAllListeners('message')
      await worker.terminate()
    },
  }
}
