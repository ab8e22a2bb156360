/**
 * Owns Windows computers to run executables on, made of Wine in a folder (tools/windows/wine.sh): each has a drive C: and
 * a registry of its own, and all see one folder as Z:\here. What runs on them is gone when they are closed.
 */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Ran } from '../world/process.ts'

const SCRIPT = join(import.meta.dirname, '..', '..', 'tools', 'windows', 'wine.sh')
/** What Wine finds in its files while it starts. */
const WINE = {
  PATH: '/usr/bin:/bin',
  HOME: '/home',
  WINEDEBUG: '-all',
  XDG_RUNTIME_DIR: '/tmp',
  LANG: 'C.UTF-8',
}
/** A process under Wine cannot open a pipe of Linux: its output goes to files, and its input is empty. */
const START = 'cd "$1" && output=$2 && shift 2 && exec wine "$@" </dev/null >"$output.out" 2>"$output.err"'

type Ended = Omit<Ran, 'seconds'>

/** A program that has been started. */
export interface Started {
  /** What it has printed so far. */
  readonly out: () => string
  readonly ended: Promise<Ended>
}

export interface WindowsComputer {
  /** Drive C:, as this system sees it. */
  readonly drive: string
  /** Runs a program to its end in a folder below Z:\here: one of Windows, or an executable below Z:\here. */
  run(program: string, words: readonly string[], folder?: string): Promise<Ended>
  start(program: string, words: readonly string[]): Started
  /** A folder below Z:\here as a drive such as `s:`, or as a share such as `\\server\licenses`. */
  connect(name: string, folder: string): void
}

export interface Computers {
  /** The path, for this system, of a file below Z:\here. */
  at(...path: readonly string[]): string
  /** A computer that was switched on for the first time. */
  add(name: string): Promise<WindowsComputer>
  close(): Promise<void>
}

/** Installs Wine into a folder where it is missing; minutes. Returns why it could not be, if so. */
export function setUpWine(folder: string): string | undefined {
  // packages that never arrive end after a quarter of an hour
  const words = ['--verbose', '15m', SCRIPT, 'setup', folder]
  const { status, stderr } = spawnSync('timeout', words, { stdio: ['ignore', 'ignore', 'pipe'] })
  return status === 0 ? undefined : `Wine cannot be set up: ${stderr}`.trim().replaceAll('\n', ' ')
}

/** `folder`: where Wine was set up. */
export async function openComputers(folder: string): Promise<Computers> {
  const root = join(folder, 'root')
  const here = mkdtempSync(join(tmpdir(), 'airlatch-windows-'))
  mkdirSync(join(here, '.runs'))
  const holder = spawn(SCRIPT, ['hold', folder, here], { stdio: ['pipe', 'pipe', 'inherit'] })
  const { value: said } = await createInterface(holder.stdout)[Symbol.asyncIterator]().next()
  if (said !== 'ready') throw new Error('wine.sh hold ended before it was ready')
  const inside = ['-t', firstInside(holder), '-m', '-p', 'chroot', root, 'env', '-i']
  const made: string[] = []
  let runs = 0

  function start(id: string, program: string, words: readonly string[], folder = '.'): Started {
    const run = join('.runs', `${++runs}`)
    const shell = ['sh', '-c', START, '-', join('/here', folder), `/here/${run}`, program, ...words]
    const child = spawn('nsenter', [...inside, ...variablesOf(id), ...shell], {
      stdio: ['ignore', 'inherit', 'inherit'],
    })
    const text = (kind: string): string => {
      const path = join(here, `${run}.${kind}`)
      return existsSync(path) ? readFileSync(path, 'utf8') : ''
    }
    const ended = once(child, 'close').then(([code]) => ({
      exit: (code as number | null) ?? -1,
      out: text('out'),
      err: text('err'),
    }))
    return { out: () => text('out'), ended }
  }

  return {
    at: (...path) => join(here, ...path),
    async add(name) {
      const id = `${process.pid}-${name}`
      const prefix = join(root, 'computers', id)
      made.push(prefix)
      copyComputer(join(root, 'computers', 'new'), prefix)
      // by itself it ends three seconds after the last program, and the next one waits until it has started again
      execFileSync('nsenter', [...inside, ...variablesOf(id), 'wineserver', '--persistent'], {
        stdio: 'ignore',
      })
      const computer: WindowsComputer = {
        drive: join(prefix, 'drive_c'),
        run: (program, words, folder) => start(id, program, words, folder).ended,
        start: (program, words) => start(id, program, words),
        connect(as, folder) {
          const device = as.startsWith('\\\\') ? join('unc', ...as.slice(2).split('\\')) : as
          mkdirSync(join(prefix, 'dosdevices', device, '..'), { recursive: true })
          symlinkSync(join('/here', folder), join(prefix, 'dosdevices', device))
        },
      }
      return computer
    },
    async close() {
      holder.stdin.end()
      if (holder.exitCode === null) await once(holder, 'close')
      for (const folder of [...made, here]) rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** What a program finds in its environment, as `env` takes it. `id`: the name of its computer's folder. */
function variablesOf(id: string): readonly string[] {
  const variables = { ...WINE, WINEPREFIX: `/computers/${id}` }
  return Object.entries(variables).map(([name, value]) => `${name}=${value}`)
}

/** The first process in the namespaces, by the number that it has outside of them. */
function firstInside(holder: ChildProcess): string {
  const { pid } = holder
  const [first = ''] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ')
  if (first === '') throw new Error('wine.sh hold has no process inside')
  return first
}

/** Programs are linked, as nobody changes them; the registry, which Wine writes anew, is copied. */
function copyComputer(from: string, to: string): void {
  execFileSync('cp', ['-al', from, to])
  for (const name of readdirSync(from).filter(name => name.endsWith('.reg'))) {
    rmSync(join(to, name))
    cpSync(join(from, name), join(to, name))
  }
}
