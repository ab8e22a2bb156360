/**
 * Owns the questions about the ledger, on both engines: what a million activations change about `issue`, and
 * what an audit costs over hashing the entries. What `issue` costs is the question of writes.ts.
 * AIRLATCH_BENCH_ACTIVATIONS is another number than a million, for a quick run; the lines say it.
 */
import type { KeyRecord } from '../../src/core/terms/entitlement.ts'
import { entryHash, GENESIS } from '../../src/log/chain.ts'
import type { Issuer } from '../../src/vendor/issue/decision.ts'
import type { Ledger } from '../../src/vendor/ledger/ledger.ts'
import { activationsOf, addActivations, issueNew, makeKeys, openDesk, requestsFor } from './desk.ts'
import { type Engine, withPostgres, withSqlite } from './engines.ts'
import { type Effort, inTurn, pairOf } from './pairs.ts'
import { type Line, pairLine } from './report.ts'

const MANY = Number(process.env.AIRLATCH_BENCH_ACTIVATIONS ?? 1_000_000)
const FEW = Math.min(1000, MANY / 10)

const ISSUES: Effort = { rounds: 15, calls: 20, warmUp: 3 }
const AUDITS = 3

export async function ledgerBench(): Promise<readonly Line[]> {
  return [...(await withSqlite(linesOf)), ...(await withPostgres(linesOf))]
}

async function linesOf(engine: Engine): Promise<readonly Line[]> {
  const few = await openDesk(await engine.ledger())
  const many = await openDesk(await engine.ledger())
  try {
    return await manyLines(engine, few, many)
  } finally {
    await few.ledger.close()
    await many.ledger.close()
  }
}

/** The audit is of the first as many entries, on the way to as many activations. */
async function manyLines({ name }: Engine, few: Issuer, many: Issuer): Promise<readonly Line[]> {
  const [like] = await makeKeys(many.ledger, 1)
  const add = async (count: number) => addActivations(many.ledger, like as KeyRecord, count)
  const audited = activationsOf(MANY)
  const start = performance.now()
  await add(audited)
  const between = performance.now()
  const audit = await auditLine(name, many.ledger)
  const behind = performance.now()
  await add(MANY - audited)
  const built = between - start + performance.now() - behind

  await addActivations(few.ledger, like as KeyRecord, FEW)
  const nextOfMany = await newRequests(many.ledger, ISSUES)
  const nextOfFew = await newRequests(few.ledger, ISSUES)
  const pair = await inTurn(
    () => issueNew(many, nextOfMany()),
    () => issueNew(few, nextOfFew()),
    ISSUES,
  )
  const line = pairLine(`issue at ${grouped(MANY)} activations / at ${grouped(FEW)} (${name})`, pair, 1.2)
  return [{ ...line, beside: `${line.beside}; built in ${(built / 1000).toFixed(0)} s` }, audit]
}

async function auditLine(name: string, ledger: Ledger): Promise<Line> {
  const times: (readonly [number, number])[] = []
  for (let round = 0; round < AUDITS; round++) {
    const start = performance.now()
    const { problems } = await ledger.audit()
    const audit = performance.now() - start
    if (problems.length > 0) throw new Error(JSON.stringify(problems[0]))
    times.push([audit, await hashing(ledger)])
  }
  const { entries } = await ledger.stats()
  return pairLine(`audit of ${grouped(entries)} entries / hashing them (${name})`, pairOf(times), 4)
}

/** Milliseconds for the chain's hashes alone, of entries that have been read. */
async function hashing(ledger: Ledger): Promise<number> {
  let spent = 0
  let head = GENESIS
  for (let after = 0; ; ) {
    const page = await ledger.entries(after, 10_000)
    const last = page.at(-1)
    if (last === undefined) return spent
    const start = performance.now()
    for (const { seq, at, kind, body, operator } of page)
      head = entryHash(head, seq, at, kind, body, operator)
    spent += performance.now() - start
    if (head !== last.hash) throw new Error('the chain does not hold')
    after = last.seq
  }
}

/** As many requests as the effort takes, and one more; each for a key of its own. */
async function newRequests(ledger: Ledger, { rounds, calls, warmUp }: Effort): Promise<() => Uint8Array> {
  const requests = [...requestsFor(await makeKeys(ledger, (rounds + warmUp) * calls + 1))]
  return () => requests.pop() as Uint8Array
}

function grouped(count: number): string {
  return count.toLocaleString('en-US')
}
