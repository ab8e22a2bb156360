/**
 * Owns a terminal for tests: a process with a real one (a pty, by `script` of util-linux) of a given size, to which
 * somebody types, and what stands on it.
 */
import { spawn, spawnSync } from 'node:child_process'
import { type Environment, environment } from './environment.ts'

/** Why there is none, for a test that is skipped; undefined when there is one. */
export function missingTerminal(): string | undefined {
  const { stdout } = spawnSync('script', ['--version'], { encoding: 'utf8' })
  return /util-linux/.test(stdout ?? '') ? undefined : 'needs script, of util-linux'
}

/** Less than a test may take, so that one that waits for nothing reports what it waited for. */
const LATE_MS = 300_000

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
  readonly env?: Environment
  readonly columns?: number
  readonly rows?: number
}

/** Runs a program of this name and words in a terminal, with the variables of environment.ts. */
export function inTerminal(program: readonly string[], options: TerminalOptions): Typist {
  const { folder, env = {}, columns = 120, rows = 50 } = options
  const words = program.map(word => `'${word.replaceAll("'", "'\\''")}'`).join(' ')
  const child = spawn('script', ['-qec', `stty cols ${columns} rows ${rows}; exec ${words}`, '/dev/null'], {
    cwd: folder,
    env: environment({ TERM: 'xterm-256color', ...env }),
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
