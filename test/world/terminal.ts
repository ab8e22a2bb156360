/**
 * Owns a terminal for tests: a process with a real one (a pty, by `script` of util-linux) of a given size, to which
 * somebody types, and what stands on it.
 */
import { spawn, spawnSync } from 'node:child_process'
import { join } from 'node:path'

const COMPILED = join(import.meta.dirname, '..', '..', 'node_modules', '.cache', 'airlatch', 'compiled')

/** Why there is none, for a test that is skipped; undefined when there is one. */
export function missingTerminal(): string | undefined {
  const { stdout } = spawnSync('script', ['--version'], { encoding: 'utf8' })
  return /util-linux/.test(stdout ?? '') ? undefined : 'needs script, of util-linux'
}

/** A test that waits in vain says for what. */
const LATE_MS = 25_000

export interface Typist {
  type(text: string): void
  /** Waits until this stands on the terminal, behind what was waited for before. */
  until(text: RegExp): Promise<void>
  /** All that was written on it so far, with its escapes. */
  screen(): string
  /** Waits for the end of the process; a signal counts as 128 and its number. */
  readonly exit: Promise<number>
}

export interface TerminalOptions {
  readonly folder: string
  readonly env?: Readonly<Record<string, string>>
  readonly columns?: number
  readonly rows?: number
}

/** Runs a program of this name and words in a terminal; the tools' own variables are not inherited. */
export function inTerminal(program: readonly string[], options: TerminalOptions): Typist {
  const { folder, env = {}, columns = 120, rows = 50 } = options
  const own = Object.entries(process.env).filter(
    ([name]) => !/^(?:AIRLATCH|NODE_|VITEST|SSH_|DISPLAY|WAYLAND)/.test(name),
  )
  const words = program.map(word => `'${word.replaceAll("'", "'\\''")}'`).join(' ')
  const child = spawn('script', ['-qec', `stty cols ${columns} rows ${rows}; exec ${words}`, '/dev/null'], {
    cwd: folder,
    env: { ...Object.fromEntries(own), NODE_COMPILE_CACHE: COMPILED, TERM: 'xterm-256color', ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  let screen = ''
  let seen = 0
  let look = () => {}
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    screen += text
    look()
  })
  child.stdin.on('error', () => {})
  const exit = new Promise<number>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', code => {
      resolve(code ?? -1)
      look()
    })
  })
  return {
    type: text => void child.stdin.write(text),
    until: text =>
      new Promise((resolve, reject) => {
        const late = setTimeout(
          () => reject(new Error(`still without ${text}: ${screen.slice(seen)}`)),
          LATE_MS,
        )
        look = () => {
          const found = text.exec(screen.slice(seen))
          if (found !== null) {
            seen += found.index + found[0].length
            look = () => {}
            clearTimeout(late)
            resolve()
          } else if (child.exitCode !== null)
            reject(new Error(`it ended (${child.exitCode}) without ${text}: ${screen.slice(seen)}`))
        }
        look()
      }),
    screen: () => screen,
    exit,
  }
}
