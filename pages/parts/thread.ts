/**
 * Owns running a script on hostile input in a page: in a worker made from the page's own text, ended at a time limit.
 * The build puts this file in the place of src/carrier/picture/thread.ts, whose kind of thread is Node's.
 */
import type { Job, Outcome } from '../../src/carrier/picture/thread.ts'

const GLUE = `
;self.onmessage = ({ data }) => {
  Promise.resolve(data).then(globalThis.answer).then(
    value => self.postMessage({ kind: 'answered', value }),
    error => self.postMessage({ kind: 'failed', error: String(error) }),
  )
}
`

/** A worker that sets `globalThis.answer`, and gives an Outcome for each message that it is sent. */
export function startWorker(script: string): Worker {
  const url = URL.createObjectURL(new Blob([script, GLUE], { type: 'text/javascript' }))
  try {
    return new Worker(trusted(url) as string)
  } finally {
    URL.revokeObjectURL(url)
  }
}

interface Policy {
  createScriptURL(url: string): unknown
}

interface PolicyFactory {
  createPolicy(name: string, rules: { readonly createScriptURL: (url: string) => string }): Policy
}

let policy: Policy | undefined

/** The page's security policy takes script addresses from this one place alone, where browsers know how (Trusted Types). */
function trusted(url: string): unknown {
  const factory = (globalThis as { readonly trustedTypes?: PolicyFactory }).trustedTypes
  if (factory === undefined) return url
  policy ??= factory.createPolicy('airlatch', { createScriptURL: own => own })
  return policy.createScriptURL(url)
}

/** Runs the script once. Never throws for what the script does, and leaves no worker behind. */
export async function runInThread({ script, input, transfer = [], limitMs }: Job): Promise<Outcome> {
  const worker = startWorker(script)
  try {
    return await answerOf(worker, input, transfer, limitMs)
  } finally {
    worker.terminate()
  }
}

/** What the worker makes of one message. It has to be ended when the time was over: it still works on it. */
export function answerOf(
  worker: Worker,
  input: unknown,
  transfer: readonly ArrayBuffer[],
  limitMs: number,
): Promise<Outcome> {
  return new Promise<Outcome>(resolve => {
    const timer = setTimeout(() => settle({ kind: 'out-of-time' }), limitMs)
    const settle = (outcome: Outcome) => {
      clearTimeout(timer)
      worker.onmessage = null
      worker.onerror = null
      resolve(outcome)
    }
    worker.onmessage = ({ data }: MessageEvent<Outcome>) => settle(data)
    worker.onerror = event => {
      event.preventDefault()
      settle({ kind: 'failed', error: event.message })
    }
    worker.postMessage(input, [...transfer])
  })
}
