/** The slots of a terminal server, taken by many real processes at once, and by some that are killed. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { describe, expect, onTestFinished, test } from 'vitest'
import { takeSlot } from '../../../src/client/instances/instances.ts'
import { inSessions } from './sessions.ts'

const NOW = 1_763_800_000

/** A folder for instances that is not there yet. */
function freshFolder(): string {
  const root = mkdtempSync(join(tmpdir(), 'airlatch-instances-'))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  return join(root, 'all', 'scope-0011223344556677')
}

describe('real processes', () => {
  const script = join(import.meta.dirname, 'instances-taker.ts')

  interface Taker {
    readonly process: ChildProcess & { readonly pid: number }
    /** What it has said so far, without "ready". */
    readonly lines: string[]
    /** Resolves when it has said `count` lines, or is over. */
    said(count: number): Promise<void>
    readonly over: Promise<unknown>
  }

  /** Starts a taker and waits until it is ready; `begin` lets it go. */
  async function taker(...args: readonly (string | number)[]): Promise<Taker> {
    const child = spawn(process.execPath, [script, ...args.map(String)], {
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    const over = once(child, 'close')
    onTestFinished(() => void child.kill('SIGKILL'))
    const lines: string[] = []
    const waiting: { readonly count: number; readonly go: () => void }[] = []
    const input = createInterface(child.stdout)
    await once(input, 'line')
    input.on('line', line => {
      lines.push(line)
      for (const { count, go } of waiting) if (lines.length >= count) go()
    })
    const said = (count: number) =>
      lines.length >= count
        ? Promise.resolve()
        : Promise.race([over.then(() => undefined), new Promise<void>(go => waiting.push({ count, go }))])
    return { process: Object.assign(child, { pid: child.pid as number }), lines, said, over }
  }

  function begin(...takers: readonly Taker[]): void {
    for (const { process } of takers) process.stdin?.write('go\n')
  }

  /** Takes a slot in a session of this process's own. */
  function takeHere(folder: string, limit: number) {
    const processes = inSessions(pid => (pid === process.pid ? 'here' : 'there'))
    return takeSlot({ folder, limit, now: NOW, processes })
  }

  test('many at once take the last slots: all of them, never one too many', async () => {
    const folder = freshFolder()
    const takers = await Promise.all(Array.from({ length: 10 }, () => taker(folder, 3, 'own', 'hold')))
    begin(...takers)
    await Promise.all(takers.map(each => each.said(1)))
    expect(takers.map(({ lines }) => lines[0]).toSorted()).toEqual([
      ...Array.from({ length: 7 }, () => 'full'),
      ...Array.from({ length: 3 }, () => 'taken'),
    ])
    for (const { process } of takers) process.stdin?.end()
    await Promise.all(takers.map(({ over }) => over))
    expect(readdirSync(folder)).toEqual([])
  })

  test('taking and giving back without a pause, nobody ever meets one too many', async () => {
    const folder = freshFolder()
    const held = mkdtempSync(join(tmpdir(), 'airlatch-held-'))
    onTestFinished(() => rmSync(held, { recursive: true, force: true }))
    const takers = await Promise.all(
      Array.from({ length: 5 }, () => taker(folder, 2, 'own', 'cycle', 40, held)),
    )
    begin(...takers)
    await Promise.all(takers.map(({ over }) => over))
    const said = takers.flatMap(({ lines }) => lines)
    expect(new Set(said)).toEqual(new Set(['taken']))
    expect(said.length).toBeGreaterThan(40)
    expect(readdirSync(folder)).toEqual([])
  })

  test('kill -9, also in the midst of counting, leaves nothing that counts', async () => {
    const folder = freshFolder()
    const held = mkdtempSync(join(tmpdir(), 'airlatch-held-'))
    onTestFinished(() => rmSync(held, { recursive: true, force: true }))
    for (const after of [1, 3, 10]) {
      const takers = await Promise.all(
        Array.from({ length: 3 }, () => taker(folder, 3, 'own', 'cycle', 1e9, held)),
      )
      begin(...takers)
      await Promise.race(takers.map(each => each.said(after)))
      for (const { process } of takers) process.kill('SIGKILL')
      await Promise.all(takers.map(({ over }) => over))
      const answer = await takeHere(folder, 1)
      expect(answer).toMatchObject({ kind: 'taken' })
      if (answer.kind === 'taken') answer.slot.release()
      expect(readdirSync(folder)).toEqual([])
    }
  })

  test('a program keeps the slot when the process that started it is killed', async () => {
    const folder = freshFolder()
    const parent = await taker(folder, 1, 'there', 'hand')
    begin(parent)
    await parent.said(1)
    const child = Number(parent.lines[0])
    onTestFinished(() => {
      if (isRunning(child)) process.kill(child, 'SIGKILL')
    })
    parent.process.kill('SIGKILL')
    await parent.over
    expect(await takeHere(folder, 1)).toMatchObject({ kind: 'full', holders: [{ session: 'there' }] })
    process.kill(child, 'SIGKILL')
    while (isRunning(child)) await new Promise(setImmediate)
    expect(await takeHere(folder, 1)).toMatchObject({ kind: 'taken' })
  })

  /** An orphan that nobody collects stays a zombie. */
  function isRunning(pid: number): boolean {
    if (process.platform === 'linux') {
      const stat = `/proc/${pid}/stat`
      return existsSync(stat) && !/\) [ZX] /.test(readFileSync(stat, 'latin1'))
    }
    return inSessions(String).lives(pid)
  }
})
