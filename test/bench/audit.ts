/**
 * Owns what an audit costs, on both engines: its time over that of reading the rows of the entries, hashing and parsing
 * them, and the memory of the vendor's tool that does it. AIRLATCH_BENCH_ENTRIES is another number of entries than a
 * million, for a quick run; the lines say it.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { KeyRecord } from '../../src/core/terms/entitlement.ts'
import { entryHash, GENESIS } from '../../src/log/chain.ts'
import type { Ledger } from '../../src/vendor/ledger/ledger.ts'
import { openPostgresLedger } from '../../src/vendor/ledger/postgres.ts'
import { openSqliteLedger } from '../../src/vendor/ledger/sqlite.ts'
import { startPostgres } from '../vendor/ledger/postgres-process.ts'
import { runProcess } from '../world/process.ts'
import { activationsOf, addActivations, makeKeys, openDesk, random } from './desk.ts'
import { type Effort, inTurn } from './pairs.ts'
import { type Line, pairLine } from './report.ts'

const ENTRIES = Number(process.env.AIRLATCH_BENCH_ENTRIES ?? 1_000_000)
const AUDITS: Effort = { rounds: 3, calls: 1, warmUp: 0 }
const MOST_MEMORY = 250

export async function auditBench(): Promise<readonly Line[]> {
  const folder = mkdtempSync(join(tmpdir(), 'airlatch-bench-'))
  const server = await startPostgres({ durable: true })
  try {
    const file = join(folder, 'ledger.db')
    const url = await server.database()
    return [
      ...(await linesOf('SQLite', file, await openSqliteLedger(file, { random, create: true }))),
      ...(await linesOf('PostgreSQL', url, await openPostgresLedger(url, { random, create: true }))),
    ]
  } finally {
    await server.remove()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function linesOf(engine: string, place: string, ledger: Ledger): Promise<readonly Line[]> {
  try {
    await openDesk(ledger)
    const [like] = await makeKeys(ledger, 1)
    await addActivations(ledger, like as KeyRecord, activationsOf(ENTRIES))
    const { entries } = await ledger.stats()
    const pair = await inTurn(
      () => audited(ledger),
      () => readHashedAndParsed(ledger),
      AUDITS,
    )
    const what = `audit of ${entries.toLocaleString('en-US')} entries`
    return [
      pairLine(`${what} / reading, hashing, parsing (${engine})`, pair, 2),
      await memoryLine(what, place),
    ]
  } finally {
    await ledger.close()
  }
}

async function audited(ledger: Ledger): Promise<void> {
  const { problems } = await ledger.audit()
  if (problems.length > 0) throw new Error(JSON.stringify(problems[0]))
}

async function readHashedAndParsed(ledger: Ledger): Promise<void> {
  let head = GENESIS
  for (let after = 0; ; ) {
    const page = await ledger.entries(after, 1000)
    const last = page.at(-1)
    if (last === undefined) return
    for (const { seq, at, kind, body, operator } of page) {
      head = entryHash(head, seq, at, kind, body, operator)
      JSON.parse(body)
    }
    if (head !== last.hash) throw new Error('the chain does not hold')
    after = last.seq
  }
}

/** Of the tool, in a process of its own. */
async function memoryLine(what: string, place: string): Promise<Line> {
  const tool = join(import.meta.dirname, 'batch-tool.ts')
  const words = ['ledger', 'audit', '--ledger', place]
  const { exit, err, seconds } = await runProcess(process.execPath, [tool, ...words], { folder: tmpdir() })
  if (exit !== 0) throw new Error(`expected success, got ${exit} ${err}`)
  const { peakKilobytes } = JSON.parse(err.trim().split('\n').at(-1) ?? '')
  const megabytes = Math.round(peakKilobytes / 1024)
  return {
    what: `peak memory of ${what}`,
    figure: `${megabytes} MB`,
    goal: { text: `at most ${MOST_MEMORY} MB`, met: megabytes <= MOST_MEMORY },
    beside: `${seconds.toFixed(1)} s, with the start of the tool`,
  }
}
