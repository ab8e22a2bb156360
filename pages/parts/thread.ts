/**
 * Owns one thread that runs a foreign script on hostile input in a page: a worker made from the page's own text. The build
 * puts this file in the place of src/carrier/picture/thread.ts, whose kind of thread is Node's.
 */
import type { Message, Thread } from '../../src/carrier/picture/thread.ts'

const GLUE = `
;self.onmessage = ({ data }) => {
  Promise.resolve(data).then(input => globalThis.answer(input, value => self.postMessage({ kind: 'report', value }))).then(
    value => self.postMessage({ kind: 'answered', value }),
    error => self.postMessage({ kind: 'failed', error: String(error) }),
  )
}
`

/** `script`: a classic script that sets `globalThis.answer`, see src/carrier/picture/runner.ts. */
export function startThread(script: string): Thread {
  const worker = workerOf(script)
  return {
    ask(input, transfer, onMessage) {
      worker.onmessage = ({ data }: MessageEvent<Message>) => onMessage(data)
      worker.onerror = event => {
        event.preventDefault()
        onMessage({ kind: 'failed', error: event.message })
      }
      worker.postMessage(input, [...transfer])
    },
    async end() {
      worker.onmessage = null
      worker.onerror = null
      worker.terminate()
    },
  }
}

function workerOf(script: string): Worker {
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
