/**
 * Owns the questions about many requests at once: what a batch costs over its parts (a native verification, a native
 * signature and a bulk insert for each request), what a second processor gives, and how long and with how much memory
 * the tool answers a folder. AIRLATCH_BENCH_REQUESTS is another number of files than 50,000, for a quick run.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { encodeArmor } from '../../src/carrier/armor.ts'
import { parseSign1 } from '../../src/core/cose/sign1.ts'
import { messageHash, openRequest } from '../../src/core/envelope.ts'
import { nativeEd25519 } from '../../src/crypto/native.ts'
import { openVendor } from '../../src/vendor/door.ts'
import { issueAll } from '../../src/vendor/issue/batch.ts'
import type { Issuer } from '../../src/vendor/issue/decision.ts'
import type { Ledger } from '../../src/vendor/ledger/ledger.ts'
import { openSqliteLedger } from '../../src/vendor/ledger/sqlite.ts'
import { runProcess } from '../world/process.ts'
import { must, openShop } from '../world/shop.ts'
import { type Bare, bareSqlite } from './bare.ts'
import { makeKeys, openDesk, random, requestsFor } from './desk.ts'
import { type Effort, pairOf, timesInTurn } from './pairs.ts'
import { type Line, pairLine } from './report.ts'
import { signingKey } from './sample.ts'

const FILES = Number(process.env.AIRLATCH_BENCH_REQUESTS ?? 50_000)
/** Megabytes. */
const MOST_MEMORY = 300

/** Requests of one batch, and as many of each part. */
const BATCH = 2000
/** Rows of one insert, as many as a batch records together. */
const GROUP = 500
const ROUNDS: Effort = { rounds: 7, calls: 1, warmUp: 1 }

export async function batchBench(): Promise<readonly Line[]> {
  const folder = mkdtempSync(join(tmpdir(), 'airlatch-bench-'))
  try {
    return [...(await partLines(folder)), ...(await folderLines())]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function partLines(folder: string): Promise<readonly Line[]> {
  const ledger = await openSqliteLedger(join(folder, 'ledger.db'), { random, create: true })
  const bare = bareSqlite(folder)
  try {
    const issuer = await openDesk(ledger)
    const batches = Array.from({ length: 2 * (ROUNDS.rounds + ROUNDS.warmUp) }, () => newRequests(ledger))
    const next = async (jobs: number) =>
      issueNew(issuer, await (batches.pop() as Promise<readonly Uint8Array[]>), jobs)
    const parts = await partsOf(issuer, bare)
    await Promise.all(batches)
    const times = await timesInTurn([() => next(1), () => next(availableParallelism()), parts], ROUNDS)
    const each = times.map(([one = 0, all = 0, sum = 0]) => ({ one, all, sum }))
    const processors = availableParallelism()
    return [
      pairLine(
        `${BATCH} requests on one processor / their parts`,
        pairOf(each.map(({ one, sum }) => [one, sum])),
        1 / 0.7,
      ),
      pairLine(
        `the same on ${processors} processors / on one`,
        pairOf(each.map(({ all, one }) => [all, one])),
        1 / 1.6,
      ),
      pairLine(
        `the same on ${processors} processors / their parts`,
        pairOf(each.map(({ all, sum }) => [all, sum])),
      ),
    ]
  } finally {
    await bare.close()
    await ledger.close()
  }
}

async function newRequests(ledger: Ledger): Promise<readonly Uint8Array[]> {
  return requestsFor(await makeKeys(ledger, BATCH))
}

/** Throws when one took no new seat: the bench would measure something else. */
async function issueNew(issuer: Issuer, requests: readonly Uint8Array[], jobs: number): Promise<void> {
  const offered = requests.map((request, label) => ({ label, read: () => request }))
  let issued = 0
  for await (const { outcome } of issueAll(issuer, offered, { jobs }))
    if (outcome.kind === 'issued' && outcome.seat === 'new') issued++
  if (issued !== requests.length) throw new Error(`expected ${requests.length} new seats, got ${issued}`)
}

/** For each request: its key prepared and its signature verified, a signature, and the rows that issuing it writes. */
async function partsOf(issuer: Issuer, bare: Bare): Promise<() => void> {
  const requests = await newRequests(issuer.ledger)
  await issueNew(issuer, requests, 1)
  const signatures = requests.map(request => {
    const { signed, signature } = parseSign1(request)
    return { signed, signature, key: openRequest(request, nativeEd25519).installationKey.bytes }
  })
  const rows = await rowsOf(issuer.ledger, requests[0] as Uint8Array)
  const group = Array.from({ length: GROUP }, () => rows).flat()
  return () => {
    for (const { signed, signature, key } of signatures) {
      if (!nativeEd25519.verifier(key)(signed, signature)) throw new Error('does not verify')
      signingKey.sign(signed)
    }
    for (let i = 0; i < BATCH; i += GROUP) bare.bulk(group)
  }
}

/** Two entries, the activation, and the request's hash beside the license. */
async function rowsOf(ledger: Ledger, request: Uint8Array): Promise<readonly string[]> {
  const { entries } = await ledger.stats()
  const last = await ledger.entries(entries - 2, 2)
  const texts = last.map(({ at, kind, body, hash }) => `${at}${kind}${body}${hash}`)
  return [...texts, last[0]?.body as string, messageHash(request)]
}

async function folderLines(): Promise<readonly Line[]> {
  const shop = await openShop()
  const [requests, licenses, home] = ['requests', 'licenses', 'home'].map(name =>
    shop.at('vendor', name),
  ) as [string, string, string]
  try {
    mkdirSync(requests)
    mkdirSync(licenses)
    const vendor = await openVendor({ home })
    for (let made = 0; made < FILES; made += GROUP) {
      const keys = await vendor.createKeys({ productId: 'scope', count: Math.min(GROUP, FILES - made) })
      for (const [i, request] of requestsFor(keys).entries())
        writeFileSync(join(requests, `${made + i}.txt`), encodeArmor('request', request))
    }
    await vendor.close()
    const run = () => {
      const words = [
        '--home',
        home,
        'issue',
        requests,
        '-o',
        licenses,
        '--report',
        join(shop.at('vendor'), `${performance.now()}.csv`),
      ]
      return runProcess(process.execPath, [join(import.meta.dirname, 'batch-tool.ts'), ...words], {
        folder: shop.at(),
      })
    }
    return [
      lineOf(`a folder of ${FILES.toLocaleString('en-US')} files`, await run()),
      lineOf('the same again', await run()),
    ]
  } finally {
    await must(shop.vendor('ledger', 'audit'))
    shop.remove()
  }
}

function lineOf(what: string, { exit, err, seconds }: Awaited<ReturnType<typeof runProcess>>): Line {
  if (exit !== 0) throw new Error(`expected success, got ${exit} ${err}`)
  const { peakKilobytes } = JSON.parse(err.trim().split('\n').at(-1) ?? '')
  const megabytes = Math.round(peakKilobytes / 1024)
  return {
    what,
    figure: `${megabytes} MB`,
    goal: { text: `at most ${MOST_MEMORY} MB`, met: megabytes <= MOST_MEMORY },
    beside: `${seconds.toFixed(1)} s, ${Math.round(FILES / seconds)} a second, with the start of the tool`,
  }
}
