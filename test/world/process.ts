/** Owns running a tool as a process of its own, for stories and the demo: words in, exit code and text out. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'

/** Without it a start spends two thirds of its time on compiling TypeScript anew (0.75 s against 0.28 s, measured). */
const COMPILED = join(import.meta.dirname, '..', '..', 'node_modules', '.cache', 'airlatch', 'compiled')

export interface Ran {
  readonly exit: number
  readonly out: string
  readonly err: string
  readonly seconds: number
}

export interface Place {
  /** Where the process stands; relative file names are below it. */
  readonly folder: string
  /** Beside the system's own variables; what the tools listen to is never inherited. */
  readonly env?: Readonly<Record<string, string>>
  readonly stdin?: string | Uint8Array
}

/** Runs one program to its end. A signal that ended it counts as exit -1. */
export function runProcess(program: string, words: readonly string[], place: Place): Promise<Ran> {
  const started = performance.now()
  const child = spawn(program, [...words], {
    cwd: place.folder,
    env: { ...inherited(), ...place.env },
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

function inherited(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !/^(?:AIRLATCH|NODE_|VITEST)/.test(name))
  return { ...Object.fromEntries(own), NODE_COMPILE_CACHE: COMPILED }
}
