/**
 * Owns the questions about the ledger, on both engines: what `issue` and `key create` cost over bare inserts of the
 * same bytes, and what a million activations change about it.
 * AIRLATCH_BENCH_ACTIVATIONS is another number than a million, for a quick run; the lines say it.
 */
import { openRequest } from '../../src/core/envelope.ts'
import { encodeLicense } from '../../src/core/message/license.ts'
import type { KeyRecord } from '../../src/core/terms/entitlement.ts'
import { nativeEd25519 } from '../../src/crypto/native.ts'
import type { Issuer } from '../../src/vendor/issue/decision.ts'
import type { Ledger, RawEntry } from '../../src/vendor/ledger/ledger.ts'
import { sealLicense } from '../world/seal.ts'
import type { Bare } from './bare.ts'
import { addActivations, issueNew, makeKeys, openDesk, requestsFor } from './desk.ts'
import { type Engine, withPostgres, withSqlite } from './engines.ts'
import { type Effort, inTurn, pairOf, timesInTurn } from './pairs.ts'
import { type Line, pairLine } from './report.ts'
import { license, signingKey } from './sample.ts'

const MANY = Number(process.env.AIRLATCH_BENCH_ACTIVATIONS ?? 1_000_000)
const FEW = Math.min(1000, MANY / 10)

const ISSUES: Effort = { rounds: 15, calls: 20, warmUp: 3 }
const KEYS = 10_000
const CREATIONS: Effort = { rounds: 7, calls: 1, warmUp: 1 }

const payload = encodeLicense(license(6))

/** A goal is said as a share of the yardstick's rate; a line has the time over the yardstick's. */
const HALF_THE_RATE = 1 / 0.5

export async function ledgerBench(): Promise<readonly Line[]> {
  return [...(await withSqlite(linesOf)), ...(await withPostgres(linesOf))]
}

async function linesOf(engine: Engine): Promise<readonly Line[]> {
  const few = await openDesk(await engine.ledger())
  const many = await openDesk(await engine.ledger())
  const bare = await engine.bare()
  try {
    return [
      ...(await issueLines(engine, few, bare)),
      await keyLine(engine, few, bare),
      await manyLine(engine, few, many),
    ]
  } finally {
    await bare.close()
    await few.ledger.close()
    await many.ledger.close()
  }
}

async function issueLines({ name }: Engine, issuer: Issuer, bare: Bare): Promise<readonly Line[]> {
  const { ledger } = issuer
  const next = await newRequests(ledger, ISSUES)
  const opened = next()
  await issueNew(issuer, opened)
  // less than is written: the state has a part of it once more
  const text = (await lastEntries(ledger, 2)).map(textOf).join('')
  const sign = () => {
    openRequest(opened, nativeEd25519)
    sealLicense(payload, signingKey)
  }
  const times = await timesInTurn(
    [
      () => issueNew(issuer, next()),
      // a disk that had nothing to do for a millisecond answers later than one that is asked again and again
      () => {
        sign()
        return bare.insert(text)
      },
      sign,
      () => bare.insert(text),
    ],
    ISSUES,
  )
  const each = times.map(([issue = 0, both = 0, signatures = 0, insert = 0]) => ({
    // what the goal is about: an insert that nothing is done beside
    rest: [issue - signatures, insert] as const,
    whole: [issue, insert] as const,
    between: [issue - signatures, both - signatures] as const,
  }))
  return [
    pairLine(
      `issue without signatures / bare insert (${name})`,
      pairOf(each.map(({ rest }) => rest)),
      HALF_THE_RATE,
    ),
    pairLine('the same, with verifying and signing', pairOf(each.map(({ whole }) => whole))),
    pairLine('without, inserts between signatures', pairOf(each.map(({ between }) => between))),
  ]
}

async function keyLine({ name }: Engine, { ledger }: Issuer, bare: Bare): Promise<Line> {
  await makeKeys(ledger, 1)
  // a row of the entry, and one of the key
  const texts = (await lastEntries(ledger, 1)).flatMap(entry => [textOf(entry), entry.body])
  const many = Array.from({ length: KEYS }, () => texts).flat()
  const pair = await inTurn(
    () => makeKeys(ledger, KEYS),
    () => bare.bulk(many),
    CREATIONS,
  )
  return pairLine(`key create of ${grouped(KEYS)} / bare inserts (${name})`, pair, HALF_THE_RATE)
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

async function lastEntries(ledger: Ledger, count: number): Promise<readonly RawEntry[]> {
  const { entries } = await ledger.stats()
  return ledger.entries(entries - count, count)
}

function textOf({ at, kind, body, personal, operator, hash }: RawEntry): string {
  return `${at}${kind}${body}${personal ?? ''}${operator ?? ''}${hash}`
}

function grouped(count: number): string {
  return count.toLocaleString('en-US')
}
