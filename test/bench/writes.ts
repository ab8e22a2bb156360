/**
 * Owns the questions what the two verbs that write most cost, on both engines: `issue`, and `key create` of ten thousand,
 * over the same rows written bare (same-rows.ts).
 */
import { openRequest } from '../../src/core/envelope.ts'
import { encodeLicense } from '../../src/core/message/license.ts'
import { nativeEd25519 } from '../../src/crypto/native.ts'
import type { Issuer } from '../../src/vendor/issue/decision.ts'
import { sealLicense } from '../world/seal.ts'
import { issueNew, makeKeys, openDesk, requestsFor } from './desk.ts'
import { type Engine, withPostgres, withSqlite } from './engines.ts'
import { type Effort, inTurn, pairOf, timesInTurn } from './pairs.ts'
import { type Line, pairLine } from './report.ts'
import { type SameRows, sameRowsOf } from './same-rows.ts'
import { license, signingKey } from './sample.ts'

const ISSUES: Effort = { rounds: 15, calls: 20, warmUp: 5 }
const KEYS = 10_000
const CREATIONS: Effort = { rounds: 7, calls: 1, warmUp: 1 }
const OVER_SAME_ROWS = 1.5

const payload = encodeLicense(license(6))

export async function writesBench(): Promise<readonly Line[]> {
  return [...(await withSqlite(linesOf)), ...(await withPostgres(linesOf))]
}

async function linesOf(engine: Engine): Promise<readonly Line[]> {
  return [...(await issueLines(engine)), await keyLine(engine)]
}

async function issueLines(engine: Engine): Promise<readonly Line[]> {
  const { rounds, calls, warmUp } = ISSUES
  const requests: Uint8Array[] = []
  const same = await besideSameRows(engine, {
    prepare: async ({ ledger }) => {
      requests.push(...requestsFor(await makeKeys(ledger, (rounds + warmUp) * calls + 1)))
    },
    write: async issuer => {
      for (const request of requests.toReversed()) await issueNew(issuer, request)
    },
    // of the activation, and of its license
    entries: 2,
  })
  const opened = requests.pop() as Uint8Array
  await issueNew(same.issuer, opened)
  const times = await timesInTurn(
    [
      () => issueNew(same.issuer, requests.pop() as Uint8Array),
      () => {
        openRequest(opened, nativeEd25519)
        sealLicense(payload, signingKey)
      },
      () => same.bare.write(same.rows.pop() as SameRows),
    ],
    ISSUES,
  )
  await same.close()
  const both = times.map(([issue = 0, signatures = 0, rows = 0]) => ({ issue, signatures, rows }))
  const without = pairOf(both.map(({ issue, signatures, rows }) => [issue - signatures, rows]))
  const whole = pairOf(both.map(({ issue, rows }) => [issue, rows]))
  const { name } = engine
  return [
    pairLine(`issue without signatures / the same rows bare (${name})`, without, OVER_SAME_ROWS),
    pairLine('the same, with verifying and signing', whole),
  ]
}

async function keyLine(engine: Engine): Promise<Line> {
  const make = ({ ledger }: Issuer) => makeKeys(ledger, KEYS)
  const same = await besideSameRows(engine, {
    prepare: make,
    write: async issuer => {
      for (let n = 0; n < CREATIONS.rounds + CREATIONS.warmUp; n++) await make(issuer)
    },
    entries: KEYS,
  })
  const pair = await inTurn(
    () => make(same.issuer),
    () => same.bare.write(same.rows.pop() as SameRows),
    CREATIONS,
  )
  await same.close()
  return pairLine(
    `key create of ${KEYS.toLocaleString('en-US')} / the same rows bare (${engine.name})`,
    pair,
    OVER_SAME_ROWS,
  )
}

interface Written {
  /** What is in the ledger before. */
  prepare(issuer: Issuer): Promise<unknown>
  /** Writes all rows that are to be written again. */
  write(issuer: Issuer): Promise<unknown>
  /** Of one transaction. */
  readonly entries: number
}

/** A ledger, and a copy of it for bare rows: those which were written into a third one. */
async function besideSameRows({ place, open, bare }: Engine, { prepare, write, entries }: Written) {
  const first = await place()
  const desk = await openDesk(await open(first))
  await prepare(desk)
  await desk.ledger.close()
  const [own, others] = [await place(first), await place(first)]
  const ledger = await open(first)
  const before = (await ledger.stats()).entries
  await write({ ...desk, ledger })
  const rows = await sameRowsOf(ledger, before, entries)
  await ledger.close()
  const issuer = { ...desk, ledger: await open(own) }
  const writer = await bare(others)
  const close = async () => {
    await writer.close()
    await issuer.ledger.close()
  }
  return { issuer, bare: writer, rows, close }
}
