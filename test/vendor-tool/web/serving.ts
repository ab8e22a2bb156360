/** Owns a command of airlatch-vendor that serves pages as a process of its own, from its address to its end. */
import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { environment } from '../../world/environment.ts'
import type { Value } from '../../world/world.ts'

const TOOL = join(import.meta.dirname, '..', '..', '..', 'vendor-tool', 'main.ts')

export interface ServingProcess {
  readonly address: string
  /** What it printed with --json. */
  readonly value: Value
  readonly child: ChildProcess
  /** What stands in its log so far. */
  log(): string
  /** Asks it to end, and waits for it. */
  end(signal?: NodeJS.Signals): Promise<{ readonly exit: number | null; readonly out: string }>
}

/** `words`: behind `serve --port 0 --json`. Rejects with what it printed when it ends before it listens. */
export function startServing(home: string, ...words: readonly string[]): Promise<ServingProcess> {
  return start(home, ['serve', '--port', '0', ...words])
}

/** `words`: behind `api --port 0 --json`. */
export function startApi(home: string, ...words: readonly string[]): Promise<ServingProcess> {
  return start(home, ['api', '--port', '0', ...words])
}

/** As startServing; its `value` has the link. */
export function startConsole(home: string): Promise<ServingProcess> {
  return start(home, ['console', '--no-open'])
}

function start(home: string, words: readonly string[]): Promise<ServingProcess> {
  const all = [TOOL, '--home', home, '--json', ...words]
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
      resolve({
        address: value.listening,
        value,
        child,
        log: () => texts.err,
        async end(signal = 'SIGTERM') {
          child.kill(signal)
          return { exit: await over, out: texts.out }
        },
      })
    })
  })
}
