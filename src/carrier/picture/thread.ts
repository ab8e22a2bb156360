/**
 * Owns running a foreign script on hostile input: in a thread of its own, ended at a time limit, without the
 * environment, the arguments or the console of this process. Node's kind of thread; a page has another file for this.
 */
import { Worker } from 'node:worker_threads'

export interface Job {
  /** A classic script that ends by setting `globalThis.answer` to a function of the input, which may be async. */
  readonly script: string
  /** What the answer is made from, copied into the thread by structured clone. */
  readonly input: unknown
  /** Buffers in the input that are handed over, not copied: they are empty afterwards. */
  readonly transfer?: readonly ArrayBuffer[]
  /** Milliseconds, with the start of the thread. */
  readonly limitMs: number
}

/** `answered`, or why not: the time was over, or the script threw or ran out of memory. */
export type Outcome =
  | { readonly kind: 'answered'; readonly value: unknown }
  | { readonly kind: 'out-of-time' }
  | { readonly kind: 'failed'; readonly error: unknown }

const GLUE = `
;{
  const { parentPort, workerData } = require('node:worker_threads')
  Promise.resolve(workerData).then(globalThis.answer).then(
    value => parentPort.postMessage({ kind: 'answered', value }),
    error => parentPort.postMessage({ kind: 'failed', error: String(error) }),
  )
}
`

/** Of JavaScript objects; pixels in typed arrays and WebAssembly memory come on top, bounded by the picture's limits. */
const HEAP_MB = 512

/** Runs the script once. Never throws for what the script does, and leaves no thread behind. */
export async function runInThread({ script, input, transfer = [], limitMs }: Job): Promise<Outcome> {
  const worker = new Worker(script + GLUE, {
    eval: true,
    workerData: input,
    transferList: [...transfer],
    // Nothing of the process leaks in, and nothing that the script prints gets out.
    argv: [],
    env: {},
    execArgv: [],
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
  })
  let timer: NodeJS.Timeout | undefined
  try {
    return await new Promise<Outcome>(resolve => {
      timer = setTimeout(() => resolve({ kind: 'out-of-time' }), limitMs)
      worker.once('message', (outcome: Outcome) => resolve(outcome))
      worker.once('error', error => resolve({ kind: 'failed', error }))
      worker.once('exit', code => resolve({ kind: 'failed', error: `the thread ended with code ${code}` }))
    })
  } finally {
    clearTimeout(timer)
    await worker.terminate()
  }
}
