/** Owns running a tool as a process of its own, for stories and the demo: words in, exit code and text out. */
import { spawn } from 'node:child_process'
import { type Environment, environment } from './environment.ts'

export interface Ran {
  readonly exit: number
  readonly out: string
  readonly err: string
  readonly seconds: number
}

export interface Place {
  /** Where the process stands; relative file names are below it. */
  readonly folder: string
  /** On top of environment.ts: nothing else is inherited from the caller. */
  readonly env?: Environment
  readonly stdin?: string | Uint8Array
}

/** Runs one program to its end. A signal that ended it counts as exit -1. */
export function runProcess(program: string, words: readonly string[], place: Place): Promise<Ran> {
  const started = performance.now()
  const child = spawn(program, [...words], {
    cwd: place.folder,
    env: environment(place.env),
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  const texts = { out: '', err: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    texts.out += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    texts.err += text
  })
  // a program that ends before it has read everything closes its side
  child.stdin.on('error', () => {})
  child.stdin.end(place.stdin ?? '')
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', code =>
      resolve({ ...texts, exit: code ?? -1, seconds: (performance.now() - started) / 1000 }),
    )
  })
}
