/**
 * Owns the questions about the self-service page, on both engines: the CPU time that the server takes for a whole
 * activation and for an offer, over that of one answer of a bare static server; and the longest that 256 connections
 * keep the event loop from everything else. The two servers are asked in turn, in the same process of their own.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { Agent, request } from 'node:http'
import { join } from 'node:path'
import { linkOf } from '../../src/carrier/link.ts'
import { startPostgres } from '../vendor/ledger/postgres-process.ts'
import { type Effort, pairOf } from './pairs.ts'
import { type Line, pairLine } from './report.ts'
import { openShopDesk, type ShopDesk } from './serve-desk.ts'
import type { Told } from './serve-process.ts'

/** AIRLATCH_BENCH_ROUNDS is another number of rounds, for a quick run. */
const ROUNDS = Number(process.env.AIRLATCH_BENCH_ROUNDS ?? 9)
/** Until the compiler has settled: a server is asked for months. */
const WARM_UP = 6
const EFFORT: Effort = { rounds: ROUNDS, calls: 40, warmUp: WARM_UP }
const MOST = { activation: 200, offer: 30 } as const
/** Static answers of a round: they are short. */
const STATICS = 1_000
const CONNECTIONS = 256

export async function serveBench(): Promise<readonly Line[]> {
  const sqlite = await linesOf('SQLite', undefined)
  const server = await startPostgres({ durable: true })
  try {
    return [...sqlite, ...(await linesOf('PostgreSQL', await server.database()))]
  } finally {
    await server.remove()
  }
}

async function linesOf(engine: string, ledger: string | undefined): Promise<readonly Line[]> {
  const desk = await openShopDesk(ledger)
  const page = new PageProcess(desk)
  try {
    await page.told()
    return await measured(engine, desk, page)
  } finally {
    page.end()
    await desk.close()
  }
}

async function measured(engine: string, desk: ShopDesk, page: PageProcess): Promise<readonly Line[]> {
  const { rounds, calls, warmUp } = EFFORT
  const offers: [number, number][] = []
  const activations: [number, number][] = []
  for (let round = -warmUp; round < rounds; round++) {
    const [first, second] = [await desk.requests(calls), await desk.requests(calls)]
    const bare = (await page.cpu(() => page.statics(STATICS))) / STATICS
    const offer = (await page.cpu(() => each(first, one => page.offer(one)))) / calls
    const activation = (await page.cpu(() => each(second, one => page.activate(one)))) / calls
    if (round < 0) continue
    offers.push([offer, bare])
    activations.push([activation, bare])
  }
  const gap = await gapOf(desk, page)
  return [
    pairLine(`${engine}: an activation by page / a static answer, CPU`, pairOf(activations), MOST.activation),
    pairLine(`${engine}: an offer / a static answer, CPU`, pairOf(offers), MOST.offer),
    pairLine(`${engine}: longest gap, ${CONNECTIONS} connections / one activation`, pairOf([gap])),
  ]
}

/** CPU time of the longest gap of the event loop while all connections activate at once, and of one activation alone. */
async function gapOf(desk: ShopDesk, page: PageProcess): Promise<[number, number]> {
  const requests = await desk.requests(CONNECTIONS)
  const [alone] = await desk.requests(1)
  const cpu = await page.cpu(() => page.activate(alone as Uint8Array))
  // who would wait longer than five seconds is asked to come back, which is no answer that this is about
  await page.cpu(() => Promise.allSettled(requests.map((one, i) => page.activate(one, i))))
  return [page.longestGap, cpu]
}

async function each<T>(items: readonly T[], work: (item: T) => Promise<unknown>): Promise<void> {
  for (const item of items) await work(item)
}

class PageProcess {
  readonly #child: ChildProcess
  readonly #agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS })
  #told: Told | undefined

  constructor({ home, ledger }: ShopDesk) {
    const words = ledger === undefined ? [home] : [home, ledger]
    this.#child = fork(join(import.meta.dirname, 'serve-process.ts'), words)
  }

  get longestGap(): number {
    return this.#told?.longestGap ?? Number.NaN
  }

  async told(): Promise<Told> {
    this.#child.send('tell')
    const [told] = (await once(this.#child, 'message')) as [Told]
    this.#told = told
    return told
  }

  /** Milliseconds of the server's CPU time while the work is done. */
  async cpu(work: () => Promise<unknown>): Promise<number> {
    const { cpu } = await this.told()
    await work()
    return (await this.told()).cpu - cpu
  }

  async statics(count: number): Promise<void> {
    for (let i = 0; i < count; i++) await this.#ask((this.#told as Told).bare, '/', {})
  }

  async offer(message: Uint8Array, visitor = 0): Promise<{ readonly text: string; readonly cookie: string }> {
    const path = new URL(linkOf('http://localhost', message)).pathname
    const { text, cookie } = await this.#page(path, visitor, {})
    if (!text.includes('Activate this computer')) throw new Error(text)
    return { text, cookie }
  }

  async activate(message: Uint8Array, visitor = 0): Promise<void> {
    const { text, cookie } = await this.offer(message, visitor)
    const hidden = text.matchAll(/<input type="hidden" name="([a-z]+)" value="([^"]*)">/g)
    const form = new URLSearchParams([...hidden].map(([, name = '', value = '']) => [name, value]))
    const shown = await this.#page('/confirm', visitor, { cookie }, form.toString())
    if (!shown.text.includes('BEGIN AIRLATCH LICENSE')) throw new Error(shown.text)
  }

  end(): void {
    this.#agent.destroy()
    this.#child.disconnect()
  }

  #page(path: string, visitor: number, headers: Readonly<Record<string, string>>, form?: string) {
    const forwarded = `10.0.${visitor >> 8}.${visitor & 255}`
    return this.#ask((this.#told as Told).page, path, { ...headers, 'x-forwarded-for': forwarded }, form)
  }

  #ask(
    address: string,
    path: string,
    headers: Readonly<Record<string, string>>,
    form?: string,
  ): Promise<{ readonly text: string; readonly cookie: string }> {
    const type = form === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }
    return new Promise((resolve, reject) => {
      const asking = request(
        address + path,
        { agent: this.#agent, method: form === undefined ? 'GET' : 'POST', headers: { ...headers, ...type } },
        response => {
          let text = ''
          response.setEncoding('utf8').on('data', piece => {
            text += piece
          })
          const [cookie = ''] = (response.headers['set-cookie']?.[0] ?? '').split(';', 1)
          response.on('end', () => resolve({ text, cookie }))
        },
      )
      asking.on('error', reject).end(form)
    })
  }
}
