/**
 * Owns the questions about many requests at once: what a batch costs over its parts (the processor time of a native
 * verification, of a native signature and of the same rows written bare, for each request), what a second processor gives, and how long and with how much memory
 * the tool answers a folder. AIRLATCH_BENCH_REQUESTS is another number of files than 50,000, for a quick run.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { encodeArmor } from '../../src/carrier/armor.ts'
import { parseSign1 } from '../../src/core/cose/sign1.ts'
import { openRequest } from '../../src/core/envelope.ts'
import { nativeEd25519 } from '../../src/crypto/native.ts'
import { openVendor } from '../../src/vendor/door.ts'
import { issueAll } from '../../src/vendor/issue/batch.ts'
import type { Issuer } from '../../src/vendor/issue/decision.ts'
import type { Ledger } from '../../src/vendor/ledger/ledger.ts'
import { openSqliteLedger } from '../../src/vendor/ledger/sqlite.ts'
import { runProcess } from '../world/process.ts'
import { processorMs } from '../world/processor-time.ts'
import { must, openShop } from '../world/shop.ts'
import { BatchRows } from './batch-rows.ts'
import { makeKeys, openDesk, random, requestsFor } from './desk.ts'
import { pairOf } from './pairs.ts'
import { type Line, pairLine } from './report.ts'
import { signingKey } from './sample.ts'

const FILES = Number(process.env.AIRLATCH_BENCH_REQUESTS ?? 50_000)
/** Megabytes. */
const MOST_MEMORY = 300

/** Requests of one batch. */
const BATCH = 2000
/** As many as a batch records together. */
const GROUP = 500
/** Entries of one request: its activation, and its license. */
const ENTRIES = 2
const ROUNDS = { counted: 7, warmUp: 1 } as const

export async function batchBench(): Promise<readonly Line[]> {
  const folder = mkdtempSync(join(tmpdir(), 'airlatch-bench-'))
  try {
    return [...(await partLines(join(folder, 'ledger.db'))), ...(await folderLines())]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function partLines(file: string): Promise<readonly Line[]> {
  const ledger = await openSqliteLedger(file, { random, create: true })
  const issuer = await openDesk(ledger)
  const batches: (readonly Uint8Array[])[] = []
  for (let made = 0; made < 2 * (ROUNDS.counted + ROUNDS.warmUp); made++)
    batches.push(await newRequests(ledger))
  const rows = new BatchRows(file)
  try {
    const times: TimesOfRound[] = []
    for (let round = -ROUNDS.warmUp; round < ROUNDS.counted; round++) {
      const [first, second] = batches.splice(0, 2) as [readonly Uint8Array[], readonly Uint8Array[]]
      const ofRound = await timesOfRound(issuer, rows, first, second)
      if (round >= 0) times.push(ofRound)
    }
    return linesOf(times)
  } finally {
    rows.close()
    await ledger.close()
  }
}

/** Milliseconds. */
interface TimesOfRound {
  readonly onOne: number
  readonly onAll: number
  /** Of the processor. */
  readonly parts: number
}

async function timesOfRound(
  issuer: Issuer,
  rows: BatchRows,
  first: readonly Uint8Array[],
  second: readonly Uint8Array[],
): Promise<TimesOfRound> {
  const before = rows.last()
  const onOne = await wallMsOf(() => issueNew(issuer, first, 1))
  const onAll = await wallMsOf(() => issueNew(issuer, second, availableParallelism()))
  const groups = rows.groupsBehind(before, GROUP * ENTRIES)
  const ofFirst = groups.length / 2
  for (const group of groups.slice(0, ofFirst)) rows.write(group)
  const signatures = signaturesOf(second)
  const parts = processorMs(() => {
    for (const { signed, signature, key } of signatures) {
      if (!nativeEd25519.verifier(key)(signed, signature)) throw new Error('does not verify')
      signingKey.sign(signed)
    }
    for (const group of groups.slice(ofFirst)) rows.write(group)
  })
  return { onOne, onAll, parts }
}

function linesOf(times: readonly TimesOfRound[]): readonly Line[] {
  const processors = availableParallelism()
  return [
    pairLine(
      `${BATCH} requests on ${processors} processors / their parts`,
      pairOf(times.map(({ onAll, parts }) => [onAll, parts])),
      1,
    ),
    pairLine(
      `the same on ${processors} processors / on one`,
      pairOf(times.map(({ onAll, onOne }) => [onAll, onOne])),
      0.6,
    ),
    pairLine('the same on one / their parts', pairOf(times.map(({ onOne, parts }) => [onOne, parts]))),
  ]
}

async function wallMsOf(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
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

/** What is signed in each request, by whom, and how. */
function signaturesOf(requests: readonly Uint8Array[]) {
  return requests.map(request => {
    const { signed, signature } = parseSign1(request)
    return { signed, signature, key: openRequest(request, nativeEd25519).installationKey.bytes }
  })
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
