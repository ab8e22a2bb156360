/**
 * Owns the question about the HTTP interface, on both engines: the time of an activation by HTTP over that of the library,
 * both in the same process, with as many at a time, in turn.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { Agent, request } from 'node:http'
import { join } from 'node:path'
import { startPostgres } from '../vendor/ledger/postgres-process.ts'
import type { ApiBegun, Asked } from './api-process.ts'
import { concurrently } from './concurrently.ts'
import { pairOf } from './pairs.ts'
import { type Line, pairLine } from './report.ts'
import { openShopDesk, type ShopDesk } from './serve-desk.ts'

/** AIRLATCH_BENCH_ROUNDS is another number of rounds, for a quick run. */
const ROUNDS = Number(process.env.AIRLATCH_BENCH_ROUNDS ?? 9)
const WARM_UP = 3
const CALLS = 200
const AT_ONCE = 32
/** Half of the activations a second. */
const MOST = 2

export async function apiBench(): Promise<readonly Line[]> {
  const sqlite = await lineOf('SQLite', undefined)
  const server = await startPostgres({ durable: true })
  try {
    return [sqlite, await lineOf('PostgreSQL', await server.database())]
  } finally {
    await server.remove()
  }
}

async function lineOf(engine: string, ledger: string | undefined): Promise<Line> {
  const desk = await openShopDesk(ledger)
  const api = await ApiProcess.begin(desk)
  try {
    const times: [number, number][] = []
    for (let round = -WARM_UP; round < ROUNDS; round++) {
      const byHttp = await api.byHttp(await desk.requests(CALLS))
      const byLibrary = await api.byLibrary(await desk.requests(CALLS))
      if (round >= 0) times.push([byHttp / CALLS, byLibrary / CALLS])
    }
    return pairLine(`${engine}: an activation by HTTP / by the library`, pairOf(times), MOST)
  } finally {
    api.end()
    await desk.close()
  }
}

class ApiProcess {
  readonly #child: ChildProcess
  readonly #begun: ApiBegun
  readonly #agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE })

  static async begin({ home, ledger }: ShopDesk): Promise<ApiProcess> {
    const words = ledger === undefined ? [home] : [home, ledger]
    const child = fork(join(import.meta.dirname, 'api-process.ts'), words)
    const [begun] = (await once(child, 'message')) as [ApiBegun]
    return new ApiProcess(child, begun)
  }

  private constructor(child: ChildProcess, begun: ApiBegun) {
    this.#child = child
    this.#begun = begun
  }

  /** Milliseconds for all of them. */
  async byHttp(requests: readonly Uint8Array[]): Promise<number> {
    const bodies = requests.map(one => JSON.stringify({ request: base64(one) }))
    const begun = performance.now()
    await concurrently(bodies, AT_ONCE, body => this.#post(body))
    return performance.now() - begun
  }

  /** The same. */
  async byLibrary(requests: readonly Uint8Array[]): Promise<number> {
    const asked: Asked = { requests: requests.map(base64), atOnce: AT_ONCE }
    this.#child.send(asked)
    const [milliseconds] = (await once(this.#child, 'message')) as [number]
    return milliseconds
  }

  end(): void {
    this.#agent.destroy()
    this.#child.disconnect()
  }

  #post(body: string): Promise<void> {
    const { address, key } = this.#begun
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
    return new Promise((resolve, reject) => {
      const asking = request(
        `${address}/v1/activations`,
        { agent: this.#agent, method: 'POST', headers },
        response => {
          let text = ''
          response.setEncoding('utf8').on('data', piece => {
            text += piece
          })
          response.on('end', () => (response.statusCode === 200 ? resolve() : reject(new Error(text))))
        },
      )
      asking.on('error', reject).end(body)
    })
  }
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64')
}
