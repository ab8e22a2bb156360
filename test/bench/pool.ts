/**
 * Owns the questions about many who ask one PostgreSQL ledger at once: how activations per second grow with the
 * requests that wait in one process, and with the processes; and how busy the server and those who ask are then.
 * AIRLATCH_BENCH_ROUNDS is another number of rounds, for a quick run.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Client } from 'pg'
import { openPostgresLedger } from '../../src/vendor/ledger/postgres.ts'
import { connected, startPostgres } from '../vendor/ledger/postgres-process.ts'
import { makeKeys, openDesk, random, requestsFor } from './desk.ts'
import { pairOf } from './pairs.ts'
import type { PoolOrder } from './pool-process.ts'
import type { Line } from './report.ts'

const ROUNDS = Number(process.env.AIRLATCH_BENCH_ROUNDS ?? 7)
const WARM_UP = 3
/** Activations of one half of a round. */
const ACTIVATIONS = 160

interface Askers {
  readonly processes: number
  /** Requests of each process that wait at the same time. */
  readonly atOnce: number
  /** How many times the rate of one that asks. */
  readonly least?: number
}

const ALONE: Askers = { processes: 1, atOnce: 1 }
const ASKERS: readonly Askers[] = [
  { processes: 1, atOnce: 2, least: 1.1 },
  { processes: 1, atOnce: 4, least: 1.2 },
  { processes: 1, atOnce: 8, least: 1.3 },
  { processes: 1, atOnce: 16, least: 1.4 },
  { processes: 2, atOnce: 1 },
  { processes: 4, atOnce: 1 },
  { processes: 2, atOnce: 8, least: 1.4 },
  { processes: 4, atOnce: 4, least: 1.4 },
]

/** Milliseconds: by the clock, and of the processors, where the system says it. */
interface Took {
  readonly wall: number
  readonly server: number
  readonly askers: number
}

export async function poolBench(): Promise<readonly Line[]> {
  const server = await startPostgres({ durable: true })
  try {
    const pool = await Pool.open(await server.database())
    try {
      return await linesOf(pool)
    } finally {
      await pool.close()
    }
  } finally {
    await server.remove()
  }
}

async function linesOf(pool: Pool): Promise<readonly Line[]> {
  const rounds: (readonly Took[])[] = []
  for (let round = -WARM_UP; round < ROUNDS; round++) {
    const took: Took[] = []
    for (const askers of [ALONE, ...ASKERS]) took.push(await pool.ask(askers))
    if (round >= 0) rounds.push(took)
  }
  return ASKERS.map((askers, i) =>
    lineOf(
      askers,
      rounds.map(took => [took[0], took[i + 1]] as readonly [Took, Took]),
    ),
  )
}

function lineOf(
  { processes, atOnce, least }: Askers,
  rounds: readonly (readonly [alone: Took, many: Took])[],
): Line {
  const { ratio, a, b } = pairOf(rounds.map(([alone, many]) => [alone.wall, many.wall]))
  const busy = (of: 'server' | 'askers') =>
    `${(pairOf(rounds.map(([, many]) => [many[of], many.wall])).ratio * 100).toFixed(0)} %`
  const each = (of: 'server' | 'askers') =>
    `${(pairOf(rounds.map(([, many]) => [many[of], ACTIVATIONS])).ratio * 1000).toFixed(0)} µs`
  const rate = (milliseconds: number) => ((ACTIVATIONS * 1000) / milliseconds).toFixed(0)
  return {
    what: `activations: ${processes} x ${atOnce} asking at once / one`,
    figure: ratio.toFixed(2),
    ...(least === undefined
      ? {}
      : { goal: { text: `at least ${least.toFixed(2)}`, met: Number(ratio.toFixed(2)) >= least } }),
    beside:
      `${rate(b)} / ${rate(a)} a second; processor: server ${busy('server')} (${each('server')}), ` +
      `askers ${busy('askers')} (${each('askers')})`,
  }
}

class Pool {
  readonly #children: readonly ChildProcess[]
  readonly #admin: Client
  readonly #requests: (count: number) => Promise<readonly Uint8Array[]>
  readonly #closed: () => Promise<void>

  static async open(url: string): Promise<Pool> {
    const ledger = await openPostgresLedger(url, { random, create: true })
    await openDesk(ledger)
    const most = Math.max(...ASKERS.map(({ processes }) => processes))
    const children = Array.from({ length: most }, () =>
      fork(join(import.meta.dirname, 'pool-process.ts'), [url]),
    )
    await Promise.all(children.map(child => once(child, 'message')))
    return new Pool(children, await connected(url), ledger)
  }

  private constructor(
    children: readonly ChildProcess[],
    admin: Client,
    ledger: Awaited<ReturnType<typeof openPostgresLedger>>,
  ) {
    this.#children = children
    this.#admin = admin
    this.#requests = async count => requestsFor(await makeKeys(ledger, count))
    this.#closed = () => ledger.close()
  }

  async ask({ processes, atOnce }: Askers): Promise<Took> {
    const requests = (await this.#requests(ACTIVATIONS)).map(one => Buffer.from(one).toString('base64url'))
    const each = ACTIVATIONS / processes
    const before = await this.#serverTime()
    const start = performance.now()
    const times = await Promise.all(
      this.#children.slice(0, processes).map(async (child, i) => {
        child.send({ requests: requests.slice(i * each, (i + 1) * each), atOnce } satisfies PoolOrder)
        const [milliseconds] = (await once(child, 'message')) as [number]
        return milliseconds
      }),
    )
    const wall = performance.now() - start
    return {
      wall,
      server: (await this.#serverTime()) - before,
      askers: times.reduce((sum, one) => sum + one, 0),
    }
  }

  async close(): Promise<void> {
    for (const child of this.#children) child.disconnect()
    await this.#admin.end()
    await this.#closed()
  }

  /** Milliseconds of the processors that all processes of the server have had (proc_pid_stat(5), in ticks of 10). */
  async #serverTime(): Promise<number> {
    if (process.platform !== 'linux') return Number.NaN
    const { rows } = await this.#admin.query('SELECT pid FROM pg_stat_activity')
    return rows.reduce((sum, { pid }) => sum + ticksOf(pid) * 10, 0)
  }
}

function ticksOf(pid: number): number {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
  // behind the name, which may have spaces in it: utime and stime are the 14th and 15th
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  return Number(fields[11]) + Number(fields[12])
}
