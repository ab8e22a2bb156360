/**
 * Owns the question what one decision costs: every rule over what the ledger shows of a key with so many activations,
 * against the bare signature that a license takes in the end; and what a key of many activations costs `issue` more than
 * one of few, on both engines. The asking computer holds the seat that was taken last.
 */
import { sign } from 'node:crypto'
import type { KeyRecord } from '../../src/core/terms/entitlement.ts'
import { newSecretKeyPem } from '../../src/crypto/pem.ts'
import { createKeys } from '../../src/vendor/catalog/keys.ts'
import { openAsk } from '../../src/vendor/issue/ask.ts'
import { issueAll } from '../../src/vendor/issue/batch.ts'
import { decideOn, type Issuer } from '../../src/vendor/issue/decision.ts'
import type { Change } from '../../src/vendor/ledger/change.ts'
import { issueNew, newActivation, openDesk, random, requestsFor } from './desk.ts'
import { type Engine, withPostgres, withSqlite } from './engines.ts'
import { type Effort, inTurn } from './pairs.ts'
import { type Line, pairLine } from './report.ts'

const MANY = 10_000
const FEW = 10
const SIGNED_BYTES = 250
const DECISIONS: Effort = { rounds: 60, calls: 20, warmUp: 20 }
const ISSUES: Effort = { rounds: 15, calls: 20, warmUp: 3 }
const BATCH = 2000
const BATCHES: Effort = { rounds: 5, calls: 1, warmUp: 1 }

export async function decideBench(): Promise<readonly Line[]> {
  return [
    ...(await withSqlite(async engine => [
      ...(await decideLines(engine)),
      await issueLine(engine),
      await batchLine(engine),
    ])),
    await withPostgres(issueLine),
  ]
}

async function decideLines(engine: Engine): Promise<readonly Line[]> {
  const issuer = await openDesk(await engine.ledger())
  const lines: Line[] = []
  for (const count of [1, 100, MANY]) lines.push(await decideLine(issuer, count))
  await issuer.ledger.close()
  return lines
}

async function decideLine(issuer: Issuer, count: number): Promise<Line> {
  const { ledger, now } = issuer
  const key = await keyWith(issuer, count - 1, count)
  const [request] = requestsFor([key]) as [Uint8Array]
  await issueNew(issuer, request)
  const ask = await openAsk(request)
  const { snapshots } = await ledger.survey([ask])
  const snapshot = snapshots.get(key.id)
  if (snapshot === undefined) throw new Error('no key')
  const decided = () => decideOn(snapshot, ask, now())
  if (decided().kind !== 'grant') throw new Error('expected a grant')
  const pem = newSecretKeyPem()
  const bytes = new Uint8Array(SIGNED_BYTES)
  const pair = await inTurn(decided, () => sign(null, bytes, pem), DECISIONS)
  return pairLine(`one decision, ${count} activations / one signature`, pair, count === MANY ? 2 : undefined)
}

/** Each of a computer that is new to its key. */
async function issueLine(engine: Engine): Promise<Line> {
  const issuer = await openDesk(await engine.ledger())
  const each = (ISSUES.rounds + ISSUES.warmUp) * ISSUES.calls
  const many = await requestsOfOneKey(issuer, MANY, each)
  const few = [...requestsFor(await keysWith(issuer, FEW, each))]
  const pair = await inTurn(
    () => issueNew(issuer, many.pop() as Uint8Array),
    () => issueNew(issuer, few.pop() as Uint8Array),
    ISSUES,
  )
  await issuer.ledger.close()
  return pairLine(`issue at a key with ${MANY} activations / with ${FEW} (${engine.name})`, pair, 1.5)
}

async function batchLine(engine: Engine): Promise<Line> {
  const issuer = await openDesk(await engine.ledger())
  const rounds = BATCHES.rounds + BATCHES.warmUp
  const one: Uint8Array[][] = []
  const each: Uint8Array[][] = []
  for (let round = 0; round < rounds; round++) {
    one.push(await requestsOfOneKey(issuer, 0, BATCH))
    each.push([...requestsFor(await keysWith(issuer, 0, BATCH))])
  }
  const pair = await inTurn(
    () => batch(issuer, one.pop() ?? []),
    () => batch(issuer, each.pop() ?? []),
    BATCHES,
  )
  await issuer.ledger.close()
  return pairLine(`batch of ${BATCH} requests for one key / for ${BATCH} keys`, pair)
}

async function batch(issuer: Issuer, requests: readonly Uint8Array[]): Promise<void> {
  const offered = requests.map(request => ({ label: undefined, read: () => request }))
  for await (const { outcome } of issueAll(issuer, offered))
    if (outcome.kind !== 'issued') throw new Error(JSON.stringify(outcome))
}

async function requestsOfOneKey(issuer: Issuer, taken: number, count: number): Promise<Uint8Array[]> {
  const key = await keyWith(issuer, taken, taken + count)
  return [...requestsFor(Array.from({ length: count }, () => key))]
}

async function keyWith(issuer: Issuer, taken: number, activations: number): Promise<KeyRecord> {
  return (await keysWith(issuer, taken, 1, activations))[0] as KeyRecord
}

async function keysWith(
  { ledger, now }: Issuer,
  taken: number,
  count: number,
  activations = taken + 1,
): Promise<readonly KeyRecord[]> {
  const keys = await createKeys({ ledger, now, random }, { productId: 'scope', count, activations })
  const changes = keys.flatMap(({ id }) =>
    Array.from({ length: taken }, (_, i): Change => {
      const activation = { ...newActivation(id), seat: i + 1 }
      return { kind: 'activation.recorded', activation }
    }),
  )
  if (changes.length > 0 && (await ledger.append(changes, now())) !== 'recorded') throw new Error('conflict')
  return keys
}
