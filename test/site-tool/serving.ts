/** Owns a site server as a process of its own, on a simulated computer, from its address to its end; and asking it over HTTP. */
import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { environment } from '../world/environment.ts'
import type { Value } from '../world/world.ts'

const TOOL = join(import.meta.dirname, '..', 'world', 'simulated-site.ts')

export interface ServingSiteProcess {
  readonly address: string
  /** What it printed with --json. */
  readonly value: Value
  readonly child: ChildProcess
  /** What stands in its log so far. */
  log(): string
  /** Asks it to end, or kills it, and waits for it. */
  end(signal?: NodeJS.Signals): Promise<number | null>
}

/** `words`: behind `serve --port 0 --host 127.0.0.1 --json`. Rejects with what it printed when it ends before it listens. */
export function startSite(home: string, ...words: readonly string[]): Promise<ServingSiteProcess> {
  const all = [TOOL, 'server', '--home', home, 'serve', '--port', '0', '--json', ...words]
  if (!words.includes('--host')) all.push('--host', '127.0.0.1')
  const child = spawn(process.execPath, all, { env: environment(), stdio: ['ignore', 'pipe', 'pipe'] })
  const texts = { out: '', err: '' }
  const over = new Promise<number | null>(resolve => child.on('close', resolve))
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    texts.err += text
  })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    void over.then(() => reject(new Error(`it ended: ${texts.out}${texts.err}`)))
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      texts.out += text
      if (!texts.out.endsWith('\n')) return
      const value: Value = JSON.parse(texts.out)
      if (!value.ok) return
      resolve({
        address: value.listening,
        value,
        child,
        log: () => texts.err,
        async end(signal = 'SIGTERM') {
          child.kill(signal)
          return over
        },
      })
    })
  })
}

/** The answer of POST /lease. */
export async function askSite(
  address: string,
  body: Uint8Array<ArrayBuffer> | string,
  type = 'application/cose',
): Promise<{ readonly status: number; readonly type: string | null; readonly bytes: Uint8Array }> {
  const answer = await fetch(`${address}/lease`, { method: 'POST', body, headers: { 'content-type': type } })
  return {
    status: answer.status,
    type: answer.headers.get('content-type'),
    bytes: new Uint8Array(await answer.arrayBuffer()),
  }
}
