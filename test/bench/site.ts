/**
 * Owns the questions about the site server: how many leases `airlatch-site serve` takes and renews a second over the same
 * HTTP server that writes one durable row for each request, with few leases and with many, and how long a client waits.
 * The server is a process of its own, and the two kinds of requests are sent in turn.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { pairOf } from './pairs.ts'
import { duration, type Line } from './report.ts'
import { LoadClient, LoadPoster } from './site-clients.ts'
import type { SiteFigures } from './site-process.ts'

/** AIRLATCH_BENCH_ROUNDS is another number of rounds, for a quick run. */
const ROUNDS = Number(process.env.AIRLATCH_BENCH_ROUNDS ?? 9)
const WARM_UP = 2
/** AIRLATCH_BENCH_LEASES is another number of leases in the second half. */
const LEASES = [100, Number(process.env.AIRLATCH_BENCH_LEASES ?? 10_000)]
/** Requests of one round; AIRLATCH_BENCH_REQUESTS is another number. */
const REQUESTS = Number(process.env.AIRLATCH_BENCH_REQUESTS ?? 2_000)
const CONNECTIONS = 64
/** The least rate, over that of durable rows. */
const LEAST = 0.5

export async function siteBench(): Promise<readonly Line[]> {
  const lines: Line[] = []
  for (const leases of LEASES) lines.push(...(await linesWith(leases)))
  return lines
}

async function linesWith(leases: number): Promise<readonly Line[]> {
  const site = await BenchSite.start(leases + REQUESTS)
  try {
    const clients = Array.from({ length: leases }, (_, i) => new LoadClient(`c${i}`))
    await site.each(clients, 'take')
    const takers = Array.from({ length: REQUESTS }, (_, i) => new LoadClient(`t${i}`))
    const renewals: SiteRound[] = []
    const takes: SiteRound[] = []
    for (let round = -WARM_UP; round < ROUNDS; round++) {
      const rows = await site.rows(REQUESTS)
      const renewed = await site.each(clients, 'renew', REQUESTS)
      const taken = await site.each(takers, 'take')
      await site.each(takers, 'return')
      if (round < 0) continue
      renewals.push({ rows, leases: renewed })
      takes.push({ rows, leases: taken })
    }
    const { memory } = await site.figures()
    return [
      lineOf(`renewals / durable rows, ${leases} leases`, renewals),
      lineOf(`takes / durable rows, ${leases} leases`, takes),
      { what: `memory of the server, ${leases} leases`, figure: memory.toFixed(0), beside: 'megabytes' },
    ]
  } finally {
    site.end()
  }
}

interface SiteRound {
  readonly rows: LoadTimes
  readonly leases: LoadTimes
}

/** Milliseconds. */
interface LoadTimes {
  /** Of one request, when many are sent at once: the inverse of the rate. */
  readonly each: number
  /** CPU of the server for one, on all its threads. */
  readonly cpu: number
  /** Sorted: from sending to the answer. */
  readonly waited: readonly number[]
}

function lineOf(what: string, rounds: readonly SiteRound[]): Line {
  const pair = pairOf(rounds.map(({ rows, leases }) => [rows.each, leases.each]))
  const waited = rounds.flatMap(({ leases }) => leases.waited).sort((a, b) => a - b)
  const at = (part: number) => duration(waited[Math.floor(waited.length * part)] ?? Number.NaN)
  const rates = `${rate(pair.b)} / ${rate(pair.a)} a second`
  const cpu = pairOf(rounds.map(({ rows, leases }) => [rows.cpu, leases.cpu]))
  const cpus = `CPU ${duration(cpu.b)} / ${duration(cpu.a)} = ${(1 / cpu.ratio).toFixed(1)} times`
  const range = `rounds from ${pair.least.toFixed(2)} to ${pair.greatest.toFixed(2)}`
  return {
    what,
    figure: pair.ratio.toFixed(2),
    goal: { text: `at least ${LEAST.toFixed(2)}`, met: pair.ratio >= LEAST },
    beside: `${rates}, median ${at(0.5)}, 99 % ${at(0.99)} (${CONNECTIONS} at once), ${cpus}, ${range}`,
  }
}

const rate = (milliseconds: number) => (1000 / milliseconds).toFixed(0)

class BenchSite {
  readonly #child: ChildProcess
  readonly #poster = new LoadPoster(CONNECTIONS)
  #figures: SiteFigures | undefined

  private constructor(seats: number) {
    this.#child = fork(join(import.meta.dirname, 'site-process.ts'), [`${seats}`])
  }

  static async start(seats: number): Promise<BenchSite> {
    const site = new BenchSite(seats)
    await site.figures()
    return site
  }

  async figures(): Promise<SiteFigures> {
    this.#child.send('figures')
    const [figures] = (await once(this.#child, 'message')) as [SiteFigures]
    this.#figures = figures
    return figures
  }

  /** So many requests, of one client after the other, and of each one at a time. */
  each(
    clients: readonly LoadClient[],
    operation: 'take' | 'renew' | 'return',
    count = clients.length,
  ): Promise<LoadTimes> {
    const { lease = '' } = this.#figures ?? {}
    return this.#load(count, async (line, turn) => {
      const own = Math.ceil((clients.length - line) / CONNECTIONS)
      const client = clients[line + CONNECTIONS * (turn % own)] as LoadClient
      const body = client.request(operation)
      const start = performance.now()
      const answer = await this.#poster.post(lease, body)
      const waited = performance.now() - start
      client.keep(answer)
      return waited
    })
  }

  rows(count: number): Promise<LoadTimes> {
    const { row = '' } = this.#figures ?? {}
    // as large as a request
    const body = new LoadClient('row').request('take')
    return this.#load(count, async () => {
      const start = performance.now()
      await this.#poster.post(row, body)
      return performance.now() - start
    })
  }

  end(): void {
    this.#poster.close()
    this.#child.disconnect()
  }

  /** `work`: of one line, which does one thing after the other; returns how long it waited, in milliseconds. */
  async #load(count: number, work: (line: number, turn: number) => Promise<number>): Promise<LoadTimes> {
    const waited: number[] = []
    const { cpu: before } = await this.figures()
    const start = performance.now()
    const lines = Array.from({ length: CONNECTIONS }, async (_, line) => {
      for (let turn = 0; line + turn * CONNECTIONS < count; turn++) waited.push(await work(line, turn))
    })
    await Promise.all(lines)
    const each = (performance.now() - start) / count
    const cpu = ((await this.figures()).cpu - before) / count
    return { each, cpu, waited: waited.sort((a, b) => a - b) }
  }
}
