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
/** A process under Wine cannot open a pipe of Linux as its standard output: all three go through files. */
const START =
  'cd "$1" && input=$2 && output=$3 && shift 3 && exec wine "$@" <"$input" >"$output.out" 2>"$output.err"'

/** Where and how a program runs. */
export interface Circumstances {
  /** A folder below Z:\here; that itself without it. */
  readonly folder?: string
  readonly env?: Readonly<Record<string, string>>
  readonly stdin?: string
}

/** A program that has been started. */
export interface Started {
  /** What it has printed so far. */
  readonly out: () => string
  readonly ended: Promise<Ran>
}

export interface WindowsComputer {
  /** Drive C:, as this system sees it. */
  readonly drive: string
  /** Runs a program to its end: one of Windows, or an executable below Z:\here. */
  run(program: string, words: readonly string[], how?: Circumstances): Promise<Ran>
  start(program: string, words: readonly string[], how?: Circumstances): Started
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
  const { status, stderr } = spawnSync(SCRIPT, ['setup', folder], { stdio: ['ignore', 'ignore', 'pipe'] })
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

  function start(
    computer: string,
    program: string,
    words: readonly string[],
    how: Circumstances = {},
  ): Started {
    const begun = performance.now()
    const run = join('.runs', `${++runs}`)
    const input = how.stdin === undefined ? '/dev/null' : `/here/${run}.in`
    const variables = { ...WINE, WINEPREFIX: `/computers/${computer}`, ...how.env }
    const set = Object.entries(variables).map(([name, value]) => `${name}=${value}`)
    const place = join('/here', how.folder ?? '.')
    const child = spawn(
      'nsenter',
      [...inside, ...set, 'sh', '-c', START, '-', place, input, `/here/${run}`, program, ...words],
      { stdio: ['ignore', 'inherit', 'inherit'] },
    )
    const text = (kind: string): string => {
      const path = join(here, `${run}.${kind}`)
      return existsSync(path) ? readFileSync(path, 'utf8') : ''
    }
    const ended = once(child, 'close').then(([code]) => ({
      exit: (code as number | null) ?? -1,
      out: text('out'),
      err: text('err'),
      seconds: (performance.now() - begun) / 1000,
    }))
    return { out: () => text('out'), ended }
  }

  return {
    at: (...path) => join(here, ...path),
    async add(name) {
      const prefix = join(root, 'computers', `${process.pid}-${name}`)
      made.push(prefix)
      copyComputer(join(root, 'computers', 'new'), prefix)
      const id = `${process.pid}-${name}`
      const computer: WindowsComputer = {
        drive: join(prefix, 'drive_c'),
        run: (program, words, how) => start(id, program, words, how).ended,
        start: (program, words, how) => start(id, program, words, how),
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
