/**
 * Owns the question about the ledger, on both engines, what a million activations change about `issue`. What it costs is
 * the question of writes.ts.
 * AIRLATCH_BENCH_ACTIVATIONS is another number than a million, for a quick run; the line says it.
 */
import type { KeyRecord } from '../../src/core/terms/entitlement.ts'
import type { Issuer } from '../../src/vendor/issue/decision.ts'
import type { Ledger } from '../../src/vendor/ledger/ledger.ts'
import { addActivations, issueNew, makeKeys, openDesk, requestsFor } from './desk.ts'
import { type Engine, withPostgres, withSqlite } from './engines.ts'
import { type Effort, inTurn } from './pairs.ts'
import { type Line, pairLine } from './report.ts'

const MANY = Number(process.env.AIRLATCH_BENCH_ACTIVATIONS ?? 1_000_000)
const FEW = Math.min(1000, MANY / 10)

const ISSUES: Effort = { rounds: 15, calls: 20, warmUp: 3 }

export async function ledgerBench(): Promise<readonly Line[]> {
  return [...(await withSqlite(linesOf)), ...(await withPostgres(linesOf))]
}

async function linesOf(engine: Engine): Promise<readonly Line[]> {
  const few = await openDesk(await engine.ledger())
  const many = await openDesk(await engine.ledger())
  try {
    return [await manyLine(engine, few, many)]
  } finally {
    await few.ledger.close()
    await many.ledger.close()
  }
}

async function manyLine({ name }: Engine, few: Issuer, many: Issuer): Promise<Line> {
  const [like] = await makeKeys(many.ledger, 1)
  const start = performance.now()
  await addActivations(many.ledger, like as KeyRecord, MANY)
  const built = performance.now() - start
  await addActivations(few.ledger, like as KeyRecord, FEW)
  const nextOfMany = await newRequests(many.ledger, ISSUES)
  const nextOfFew = await newRequests(few.ledger, ISSUES)
  const pair = await inTurn(
    () => issueNew(many, nextOfMany()),
    () => issueNew(few, nextOfFew()),
    ISSUES,
  )
  const line = pairLine(`issue at ${grouped(MANY)} activations / at ${grouped(FEW)} (${name})`, pair, 1.2)
  return { ...line, beside: `${line.beside}; built in ${(built / 1000).toFixed(0)} s` }
}

/** As many requests as the effort takes, and one more; each for a key of its own. */
async function newRequests(ledger: Ledger, { rounds, calls, warmUp }: Effort): Promise<() => Uint8Array> {
  const requests = [...requestsFor(await makeKeys(ledger, (rounds + warmUp) * calls + 1))]
  return () => requests.pop() as Uint8Array
}

function grouped(count: number): string {
  return count.toLocaleString('en-US')
}
