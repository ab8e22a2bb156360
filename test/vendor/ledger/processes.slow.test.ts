/** Several processes on one ledger file: racing, killed, out of disk, not allowed to write. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { openSqliteLedger } from '../../../src/vendor/ledger/sqlite.ts'
import { folder, ledgerFile } from './file.ts'
import { AT, bareEntitlement, countingBytes, everyKind, keyRecord } from './sample.ts'

const script = fileURLToPath(new URL('appender.ts', import.meta.url))
const posix = process.platform !== 'win32'

interface Appender {
  readonly process: ChildProcess
  /** What it has said so far, without "ready". */
  readonly lines: string[]
  /** Resolves when it has said `count` lines, or is over. */
  said(count: number): Promise<void>
  readonly over: Promise<unknown>
}

/** Starts an appender, and waits until it is ready; `begin` lets it go. */
async function appender(args: readonly string[], shell?: string): Promise<Appender> {
  const command = [process.execPath, script, ...args]
  const child = shell
    ? spawn('sh', ['-c', `${shell}; exec "$@"`, 'sh', ...command], { stdio: ['pipe', 'pipe', 'inherit'] })
    : spawn(command[0] ?? '', command.slice(1), { stdio: ['pipe', 'pipe', 'inherit'] })
  const over = once(child, 'close')
  onTestFinished(() => void child.kill('SIGKILL'))
  const lines: string[] = []
  const waiting: { readonly count: number; readonly go: () => void }[] = []
  const input = createInterface(child.stdout)
  const ready = once(input, 'line')
  await ready
  input.on('line', line => {
    lines.push(line)
    for (const { count, go } of waiting) if (lines.length >= count) go()
  })
  const said = (count: number) =>
    Promise.race([over.then(() => undefined), new Promise<void>(go => waiting.push({ count, go }))])
  return { process: child, lines, said, over }
}

function begin(...appenders: readonly Appender[]): void {
  for (const { process } of appenders) process.stdin?.write('go\n')
}

async function withSeats(seats: number): Promise<string> {
  const path = join(folder(), 'ledger.db')
  const key = keyRecord('RACE', { entitlement: { ...bareEntitlement, activations: seats } })
  await ledgerFile(path, [...everyKind, { kind: 'key.created', key }])
  return path
}

/** The seats that are taken, after an audit that must find nothing. */
async function seatsAfter(path: string): Promise<readonly string[]> {
  const ledger = await openSqliteLedger(path, { random: countingBytes() })
  expect((await ledger.audit()).problems).toEqual([])
  const seats = (await ledger.activations({ keyId: 'RACE' })).map(({ id }) => id)
  for (const id of seats) expect(await ledger.issued(`request of ${id}`)).toMatchObject({ activationId: id })
  await ledger.close()
  return seats
}

test('several processes take the seats of one key: all of them, none twice, none too many', async () => {
  const path = await withSeats(120)
  const rivals = await Promise.all(['a', 'b', 'c', 'd'].map(name => appender([path, 'RACE', name])))
  begin(...rivals)
  await Promise.all(rivals.map(rival => rival.over))
  for (const { lines } of rivals) expect(lines.at(-1)).toBe('full')
  const recorded = rivals.flatMap(({ lines }) => lines.slice(0, -1))
  expect(recorded).toHaveLength(120)
  expect((await seatsAfter(path)).toSorted()).toEqual(recorded.toSorted())
})

test('kill -9 in the midst of appends loses nothing that was acknowledged', async () => {
  const path = await withSeats(1_000_000)
  const acknowledged: string[] = []
  for (const [round, after] of [1, 2, 20, 60].entries()) {
    const both = await Promise.all(['x', 'y'].map(name => appender([path, 'RACE', `${name}${round}`])))
    begin(...both)
    await Promise.race(both.map(each => each.said(after)))
    for (const each of both) each.process.kill('SIGKILL')
    await Promise.all(both.map(each => each.over))
    acknowledged.push(...both.flatMap(({ lines }) => lines))
    const seats = await seatsAfter(path)
    for (const id of acknowledged) expect(seats).toContain(id)
    // at most the one that each was about to say
    expect(seats.length - acknowledged.length).toBeLessThanOrEqual(2 * (round + 1))
  }
  expect(acknowledged.length).toBeGreaterThanOrEqual(1 + 2 + 20 + 60)
})

test.runIf(posix)('a full disk ends an append with ledger-unavailable, and nothing half done', async () => {
  const path = await withSeats(1_000_000)
  // no file of more than 2 or 4 MB (the unit is the shell's)
  const limited = await appender([path, 'RACE', 'a'], 'ulimit -f 4096')
  begin(limited)
  await limited.over
  expect(limited.lines.at(-1)).toBe('ledger-unavailable')
  const acknowledged = limited.lines.slice(0, -1)
  expect(acknowledged.length).toBeGreaterThan(10)
  expect(await seatsAfter(path)).toEqual(acknowledged)
})

test.runIf(posix).each([
  ['file', 0o400, 0o777],
  ['folder', 0o666, 0o555],
])('a %s that may not be written to: ledger-read-only', async (_, file, home) => {
  const path = await withSeats(10)
  chmodSync(path, file)
  chmodSync(dirname(path), home)
  // root may do everything: become nobody
  const user = process.getuid?.() === 0 ? '65534' : '-'
  if (user !== '-') chmodSync(path, file | 0o044)
  const kept = await appender([path, 'RACE', 'a', user])
  begin(kept)
  await kept.over
  chmodSync(dirname(path), 0o700)
  chmodSync(path, 0o600)
  expect(kept.lines).toEqual(['ledger-read-only'])
  expect(await seatsAfter(path)).toEqual([])
})

test('processes that make the same ledger at once make one', async () => {
  const path = join(folder(), 'ledger.db')
  const make = () => openSqliteLedger(path, { random: countingBytes(), create: true, busySeconds: 60 })
  const ledgers = await Promise.all([make(), make(), make()])
  const outcomes = []
  for (const ledger of ledgers) outcomes.push(await ledger.append(everyKind.slice(0, 1), AT))
  expect(outcomes).toEqual(['recorded', 'conflict', 'conflict'])
  await Promise.all(ledgers.map(ledger => ledger.close()))
})
