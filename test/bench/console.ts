/**
 * Owns the question whether the console stays quick when a desk grows: every page of it, through its own server, at a
 * desk of a million keys beside one of a thousand of the same shape. AIRLATCH_BENCH_KEYS is another number than a
 * million, AIRLATCH_BENCH_ENGINE one engine of the two, AIRLATCH_BENCH_PAGES a regular expression of the paths to measure, and
 * AIRLATCH_BENCH_DESKS a folder in which desks on SQLite are kept for the next run.
 */

import { rmSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { systemClock } from '../../src/http/clock.ts'
import { openVendor, type Vendor } from '../../src/vendor/door.ts'
import { listenConsole } from '../../vendor-tool/console/listening.ts'
import { KeptSums } from '../../vendor-tool/console/sums.ts'
import { VIEWS } from '../../vendor-tool/console/views/all.ts'
import { nothingKept } from '../../vendor-tool/console/visit.ts'
import { startPostgres } from '../vendor/ledger/postgres-process.ts'
import { consoleDesk, NOW } from './console-desk.ts'
import { type Effort, inTurn, type Pair, pairOf } from './pairs.ts'
import { duration, type Line, pairLine } from './report.ts'

const MANY = Number(process.env.AIRLATCH_BENCH_KEYS ?? 1_000_000)
const FEW = 1000
const KEPT = process.env.AIRLATCH_BENCH_DESKS
const ENGINE = process.env.AIRLATCH_BENCH_ENGINE
const PAGES = new RegExp(process.env.AIRLATCH_BENCH_PAGES ?? '')
const MOST_RATIO = 3
const QUICK: Effort = { rounds: 11, calls: 3, warmUp: 3 }
/** Of a page that takes longer than this: milliseconds. */
const SLOW_MS = 400
const SLOW: Effort = { rounds: 3, calls: 1, warmUp: 0 }
/** Of a report: visits, and milliseconds between two looks for its figures. */
const SUM_ROUNDS = 5
const LOOKS_MS = 50

/** A page without a part in its path, with a query. */
const QUERIES: readonly string[] = [
  '/find?q=PO-00000',
  '/find?q=person500%40',
  '/log?kind=key.created',
  '/log?kind=key.changed',
  '/log?kind=license.issued',
  '/log?since=2026-01-01&until=2026-12-31',
  '/renewals?days=365',
]
const REPORTS = ['expiring', 'renewals', 'sales', 'seats', 'activations'] as const
const BY = ['month', 'product', 'customer', 'affiliate', 'order'] as const

/** A desk with its console. */
interface Opened {
  /** The text of the page. */
  get(path: string): Promise<string>
  /** No sum is kept any longer. */
  forget(): void
  /** The page of a view with a part in its path, of what has much of everything; undefined: none is known. */
  fill(path: string): string | undefined
  close(): Promise<void>
}

export async function consoleBench(): Promise<readonly Line[]> {
  const lines: Line[] = []
  if (ENGINE !== 'PostgreSQL') lines.push(...(await linesOf('SQLite', async () => undefined)))
  if (ENGINE !== 'SQLite') {
    const server = await startPostgres({ durable: true })
    try {
      lines.push(...(await linesOf('PostgreSQL', () => server.database())))
    } finally {
      await server.remove()
    }
  }
  return lines
}

async function linesOf(engine: string, place: () => Promise<string | undefined>): Promise<readonly Line[]> {
  const start = performance.now()
  const many = await open(MANY, await place())
  const built = `open after ${((performance.now() - start) / 1000).toFixed(0)} s`
  const few = await open(FEW, await place())
  try {
    const lines: Line[] = []
    for (const path of pathsOf().filter(path => PAGES.test(path))) {
      const [large, small] = [many.fill(path), few.fill(path)]
      if (large === undefined || small === undefined) {
        lines.push({
          what: `${path} (${engine})`,
          figure: '-',
          beside: 'not measured: what its path names is not known here',
        })
        continue
      }
      const isSum = path.startsWith('/reports/')
      const { pair, more = '' } = isSum
        ? await measuredFirst(many, few, path)
        : {
            pair: await measured(
              () => many.get(large),
              () => few.get(small),
            ),
          }
      const ratio = pairLine(`${path} (${engine})`, pair, MOST_RATIO)
      const line = { ...ratio, beside: ratio.beside + more }
      lines.push(
        lines.length === 0
          ? { ...line, beside: `${line.beside}; ${grouped(MANY)} / ${grouped(FEW)} keys, ${built}` }
          : line,
      )
    }
    return lines
  } finally {
    await many.close()
    await few.close()
  }
}

async function measured(many: () => Promise<unknown>, few: () => Promise<unknown>) {
  await many()
  const start = performance.now()
  await many()
  const effort = performance.now() - start > SLOW_MS ? SLOW : QUICK
  return inTurn(many, few, effort)
}

/**
 * What is added up is kept for the next visit, so that each visit here is the first one of its sum; and how long it takes
 * until its figures are there.
 */
async function measuredFirst(
  many: Opened,
  few: Opened,
  path: string,
): Promise<{ readonly pair: Pair; readonly more: string }> {
  const times: [number, number][] = []
  const until: number[] = []
  for (let round = -1; round < SUM_ROUNDS; round++) {
    const [large, small] = [await firstVisit(many, path), await firstVisit(few, path)]
    if (round < 0) continue
    times.push([large.first, small.first])
    until.push(large.until)
  }
  const middle = until.toSorted((a, b) => a - b)[Math.floor(until.length / 2)] ?? 0
  return { pair: pairOf(times), more: `; figures after ${duration(middle)}` }
}

/** Milliseconds until the first answer, and until one that has the figures. */
async function firstVisit(desk: Opened, path: string): Promise<Record<'first' | 'until', number>> {
  desk.forget()
  const start = performance.now()
  const page = await desk.get(path)
  const first = performance.now() - start
  for (let shown = page; shown.includes('being added up'); shown = await desk.get(path)) await pause(LOOKS_MS)
  return { first, until: performance.now() - start }
}

/** Every page that is shown, with every kind of report; licenses that were made in this session are in none. */
function pathsOf(): readonly string[] {
  const views = VIEWS.filter(({ method, path }) => method === 'GET' && !path.startsWith('/made'))
  return [
    ...views.map(({ path }) => path).filter(path => path !== '/reports/:kind' && path !== '/find'),
    ...QUERIES,
    ...REPORTS.flatMap(kind => [`/reports/${kind}`, ...BY.map(by => `/reports/${kind}?by=${by}`)]),
  ]
}

async function open(keys: number, ledger: string | undefined): Promise<Opened> {
  const { home } = await consoleDesk(keys, ledger, KEPT)
  const vendor = await openVendor({ home, ledger, now: () => NOW })
  const signer = await vendor.unlock('')
  const broken: unknown[] = []
  const desk = {
    vendor,
    signer,
    now: () => NOW,
    ...nothingKept(),
    sums: new KeptSums(vendor, systemClock),
    home,
  }
  const serving = await listenConsole({
    port: 0,
    idleMs: 3_600_000,
    desk,
    frame: { vendorName: 'Acme', operator: 'ann' },
    style: '',
    scripts: undefined,
    clock: systemClock,
    broken: error => broken.push(error),
    note: () => undefined,
  })
  const cookie = (await fetch(serving.link)).headers.get('set-cookie')?.split(';')[0] ?? ''
  const parts = await subjectsOf(vendor)
  return {
    async get(path) {
      const answer = await fetch(`${serving.address}${path}`, { headers: { cookie } })
      const text = await answer.text()
      if (answer.status !== 200) throw new Error(`${path}: ${answer.status}`, { cause: broken[0] })
      return text
    },
    forget() {
      desk.sums = new KeptSums(vendor, systemClock)
    },
    fill: path => filled(path, parts),
    async close() {
      serving.stop()
      await serving.over
      await vendor.close()
      if (KEPT === undefined) rmSync(home, { recursive: true, force: true })
    },
  }
}

/** What a part of a path names, by the word before it. */
async function subjectsOf(vendor: Vendor): Promise<ReadonlyMap<string, string>> {
  const [key] = (await vendor.find('the many')).matches
  const [customer] = (await vendor.find('Large Works')).matches
  if (key?.kind !== 'key' || customer?.kind !== 'customer') throw new Error('the desk is another one')
  const [activation] = await vendor.activations({ keyId: key.key.key.id })
  return new Map([
    ['keys', key.key.key.id],
    ['customers', customer.customer.id],
    ['activations', activation?.id ?? ''],
    ['products', 'scope'],
  ])
}

function filled(path: string, parts: ReadonlyMap<string, string>): string | undefined {
  const [, noun = '', ...rest] = path.split('/')
  if (!rest.some(part => part.startsWith(':'))) return path
  const subject = parts.get(noun)
  return subject === undefined || rest.filter(part => part.startsWith(':')).length > 1
    ? undefined
    : `/${[noun, ...rest].map(part => (part.startsWith(':') ? subject : part)).join('/')}`
}

function grouped(count: number): string {
  return count.toLocaleString('en-US')
}
