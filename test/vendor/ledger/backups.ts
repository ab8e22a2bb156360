/** Owns ledgers for tests of their backups, and processes that copy one until they are killed. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, onTestFinished } from 'vitest'
import type { Change } from '../../../src/vendor/ledger/change.ts'
import type { Ledger } from '../../../src/vendor/ledger/ledger.ts'
import { openSqliteLedger } from '../../../src/vendor/ledger/sqlite.ts'
import { folder, ledgerFile } from './file.ts'
import { countingBytes, everyKind, fullActivation, license } from './sample.ts'

export const random = countingBytes()

export async function opened(path: string): Promise<Ledger> {
  const ledger = await openSqliteLedger(path, { random })
  onTestFinished(() => ledger.close())
  return ledger
}

export async function statsOf(path: string) {
  const ledger = await openSqliteLedger(path, { random })
  const { problems, entries, head } = await ledger.audit().finally(() => ledger.close())
  expect(problems).toEqual([])
  return { entries, head }
}

/** A folder with a ledger of one of everything. */
export async function home(more: readonly Change[] = []) {
  const root = folder()
  const path = join(root, 'ledger.db')
  await ledgerFile(path, [...everyKind, ...more])
  return { root, path, at: (name: string) => join(root, name) }
}

/** 10 MB of licenses: several steps of a backup. */
export function largeLicenses(): readonly Change[] {
  const payload = new Uint8Array(1_000_000).fill(7)
  const issued = { ...license(fullActivation, undefined), payload }
  return Array.from({ length: 8 }, () => ({ kind: 'license.issued', license: issued }))
}

export interface Running {
  readonly process: ChildProcess
  readonly lines: string[]
  readonly over: Promise<unknown>
  /** Resolves at so many lines behind "ready", or when it is over. */
  said(count: number): Promise<unknown>
}

/** Starts one of our scripts, waits until it is ready, and lets it go. */
export async function running(script: string, ...args: readonly string[]): Promise<Running> {
  const child = spawn(process.execPath, [join(import.meta.dirname, script), ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const over = once(child, 'close')
  const lines: string[] = []
  const waiting = new Map<number, () => void>()
  const input = createInterface(child.stdout)
  const ready = once(input, 'line')
  await ready
  input.on('line', line => {
    lines.push(line)
    waiting.get(lines.length)?.()
  })
  child.stdin.write('go\n')
  const said = (count: number) =>
    Promise.race([
      over,
      new Promise<void>(go => {
        waiting.set(count, go)
        if (lines.length >= count) go()
      }),
    ])
  return { process: child, lines, over, said }
}
