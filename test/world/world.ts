/**
 * Owns the small world of a story: one temporary folder with a vendor's desk and computers side by side, and the two
 * tools run in it, as real processes or, where a process proves nothing more, in this one. Every answer is `--json`.
 */
import { createHash } from 'node:crypto'
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { clientTool } from '../../client-tool/tool.ts'
import { runTool } from '../../src/cli/run.ts'
import type { Tool } from '../../src/cli/tool.ts'
import type { Computer } from '../../src/core/computer/computer.ts'
import { vendorTool } from '../../vendor-tool/tool.ts'
import { simulatedComputer } from '../client/probe/simulated.ts'
import { runProcess } from './process.ts'

const ROOT = join(import.meta.dirname, '..', '..')

/** What a tool printed with --json. */
// biome-ignore lint/suspicious/noExplicitAny: a test says of each value what it expects
export type Value = any

export interface Answer {
  readonly exit: number
  readonly value: Value
}

/** What a tool printed for a person. */
export interface Said {
  readonly exit: number
  readonly out: string
  readonly err: string
}

export type Run = (...words: readonly string[]) => Promise<Answer>

export interface World {
  /** The absolute path of a file of the world, such as `at('vendor', 'request.txt')`. */
  at(...path: readonly string[]): string
  /** `airlatch-vendor --home vendor/home ... --json` */
  readonly vendor: Run
  /** The same without `--json`, in this process. */
  said(...words: readonly string[]): Promise<Said>
  /** Of this, standard output, whether the command succeeds or not. */
  printed(...words: readonly string[]): Promise<string>
  /** `airlatch --home NAME/home ... --json` on the computer that the name stands for, or on one that has other readings. */
  computer(name: string, readings?: Computer): Run
  /** Copies a file into a folder that may be new. */
  carry(from: string, to: string): string
  read(...path: readonly string[]): Buffer<ArrayBuffer>
  /** Every file with the hash of its content: equal before and after when nothing was written. */
  listing(): Readonly<Record<string, string>>
  remove(): void
}

/** `processes`: each command is a process of its own. */
export function makeWorld({ processes = false, env = {} } = {}): World {
  const root = mkdtempSync(join(tmpdir(), 'airlatch-'))
  const at = (...path: readonly string[]) => join(root, ...path)
  const run = (script: readonly [string, ...string[]], tool: Tool<never>): Run =>
    processes
      ? async (...words) => {
          const [path, ...before] = script
          const all = [join(ROOT, path), ...before, ...words, '--json']
          const { exit, out, err } = await runProcess(process.execPath, all, { folder: root, env })
          return answerOf(exit, out, err)
        }
      : (...words) => inProcess(tool, words)
  const said = (...words: readonly string[]) => saidBy(vendorTool, ['--home', at('vendor', 'home'), ...words])
  mkdirSync(at('vendor'))

  return {
    at,
    vendor: (...words) =>
      run(['vendor-tool/main.ts'], vendorTool as Tool<never>)('--home', at('vendor', 'home'), ...words),
    said,
    printed: async (...words) => (await said(...words)).out,
    computer(name, readings) {
      mkdirSync(at(name), { recursive: true })
      const tool = clientTool(async () => readings ?? simulatedComputer(name)) as Tool<never>
      const file = at(name, 'computer.json')
      if (readings !== undefined) writeFileSync(file, JSON.stringify(readings))
      const script = ['test/world/simulated-client.ts', readings === undefined ? name : file] as const
      return (...words) => run(script, tool)('--home', at(name, 'home'), ...words)
    },
    carry(from, to) {
      mkdirSync(at(to, '..'), { recursive: true })
      copyFileSync(at(from), at(to))
      return at(to)
    },
    read: (...path) => readFileSync(at(...path)),
    listing: () => listingOf(root),
    remove: () => rmSync(root, { recursive: true, force: true }),
  }
}

/** Runs a tool in this process. */
export async function inProcess<W>(tool: Tool<W>, words: readonly string[]): Promise<Answer> {
  const { exit, out, err } = await saidBy(tool, [...words, '--json'])
  return answerOf(exit, out, err)
}

/** What a tool that runs in this process prints for a person. */
export async function saidBy<W>(tool: Tool<W>, words: readonly string[]): Promise<Said> {
  const texts = { out: '', err: '' }
  const exit = await runTool(tool, words, {
    out: text => {
      texts.out += text
    },
    err: text => {
      texts.err += text
    },
  })
  return { exit, ...texts }
}

/** Standard output carries one JSON value on one line and nothing else, also for a failure. */
export function answerOf(exit: number, out: string, err: string): Answer {
  if (!/^\{.*\}\n$/.test(out)) throw new Error(`expected one JSON value, got ${out} ${err}`)
  return { exit, value: JSON.parse(out) }
}

export function listingOf(root: string): Readonly<Record<string, string>> {
  const files = readdirSync(root, { recursive: true, withFileTypes: true })
    // SQLite makes and removes them around every look at the ledger
    .filter(entry => entry.isFile() && !/\.db-(?:wal|shm)$/.test(entry.name))
    .map(entry => join(entry.parentPath, entry.name))
    .sort()
  return Object.fromEntries(
    files.map(path => [relative(root, path), createHash('sha256').update(readFileSync(path)).digest('hex')]),
  )
}
