/**
 * Owns a network that fails on purpose: a TCP proxy that is told what to do with each connection, and time of a client that
 * goes on when a test says so. Nothing here measures wall time: a test waits for what happens, and asks which deadline fired.
 */
import { type AddressInfo, createServer, connect as openConnection, type Server, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { onTestFinished } from 'vitest'
import { askSite } from '../../src/client/lease/ask-site.ts'
import type { LeasingParts } from '../../src/client/lease/parts.ts'

/**
 * `silent`: taken, and nothing is ever passed on. `deaf`: what the client sends is passed on, and no answer comes back.
 * `cut`: the connection ends after so many bytes of the request, or of the answer. `dribble`: byte by byte.
 */
export type Fault =
  | { readonly do: 'pass' | 'silent' | 'deaf' | 'dribble' }
  | { readonly do: 'cut'; readonly after: number; readonly of: 'request' | 'answer' }

/** Milliseconds to look again for what is waited for. */
const LOOK_MS = 5

export class FaultyProxy {
  fault: Fault = { do: 'pass' }
  /** Of the server behind it. */
  target: string
  /** Connections that were taken. */
  connections = 0
  /** Bytes that came from the server and were not passed on. */
  swallowed = 0
  readonly #server: Server
  readonly #sockets = new Set<Socket>()

  private constructor(target: string) {
    this.target = target
    this.#server = createServer({ allowHalfOpen: true }, socket => this.#taken(socket))
  }

  static async start(target: string): Promise<FaultyProxy> {
    const proxy = new FaultyProxy(target)
    await new Promise<void>(resolve => proxy.#server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => {
      proxy.cutAll()
      proxy.#server.close()
    })
    return proxy
  }

  get address(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  /** Ends what is open, as a cable that is pulled and a firewall that says so. */
  cutAll(): void {
    for (const socket of this.#sockets) socket.resetAndDestroy()
  }

  #taken(client: Socket): void {
    this.connections++
    const { fault } = this
    this.#keep(client)
    if (fault.do === 'silent') return void client.resume()
    const { hostname, port } = new URL(this.target)
    const server = openConnection(Number(port), hostname.replace(/^\[|\]$/g, ''))
    this.#keep(server)
    const cut = () => {
      client.resetAndDestroy()
      server.destroy()
    }
    client.on('close', () => server.destroy())
    server.on('close', () => (fault.do === 'deaf' ? undefined : client.end()))
    const left = { request: Number.POSITIVE_INFINITY, answer: Number.POSITIVE_INFINITY }
    if (fault.do === 'cut') left[fault.of] = fault.after
    let dribbling = Promise.resolve()
    const pass = (to: Socket, data: Buffer, which: 'request' | 'answer') => {
      const some = data.subarray(0, left[which])
      left[which] -= data.length
      if (fault.do === 'dribble') dribbling = dribbling.then(() => dribble(to, some))
      else to.write(some, () => (left[which] <= 0 ? cut() : undefined))
    }
    client.on('data', (data: Buffer) => pass(server, data, 'request'))
    server.on('data', (data: Buffer) => {
      if (fault.do === 'deaf') this.swallowed += data.length
      else pass(client, data, 'answer')
    })
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket)
    // what a test does to a connection is seen at its other end
    socket.on('error', () => undefined)
    socket.on('close', () => this.#sockets.delete(socket))
  }
}

async function dribble(to: Socket, data: Buffer): Promise<void> {
  to.setNoDelay(true)
  for (const byte of data) {
    if (to.destroyed) return
    await new Promise(resolve => to.write(Uint8Array.of(byte), resolve))
    await new Promise(resolve => setImmediate(resolve))
  }
}

interface Timer {
  readonly at: number
  readonly seconds: number
  readonly work: () => void
}

/** The steady clock and the timers of a client. Its network is the real one. */
export class FaultTime {
  /** Of the timers that have run, for how many seconds each was set. */
  readonly fired: number[] = []
  readonly #timers = new Set<Timer>()
  /** Questions on their way. */
  #asked = 0
  #now = 1000

  get parts(): Partial<LeasingParts> {
    return {
      steady: () => this.#now,
      later: (work, seconds) => {
        const timer = { at: this.#now + seconds, seconds, work }
        this.#timers.add(timer)
        return () => this.#timers.delete(timer)
      },
      jitter: () => 0.5,
      ask: (...question) => {
        const call = askSite(...question)
        this.#asked++
        void call.reply.then(() => this.#asked--)
        return call
      },
    }
  }

  /** Whether a timer of so many seconds is set. */
  isSet(seconds: number): boolean {
    return [...this.#timers].some(timer => timer.seconds === seconds)
  }

  /**
   * Lets so many seconds go by for the client, and runs what is due in them, one after the other. `answered`: every question
   * gets its answer before the next second, because the network is well.
   */
  async pass(seconds: number, { answered = false } = {}): Promise<void> {
    const end = this.#now + seconds
    for (;;) {
      if (answered) await until(() => this.#asked === 0)
      await turns()
      const due = [...this.#timers].filter(({ at }) => at <= end).toSorted((a, b) => a.at - b.at)[0]
      if (due === undefined) break
      this.#timers.delete(due)
      this.#now = Math.max(this.#now, due.at)
      this.fired.push(due.seconds)
      due.work()
      await turns()
    }
    this.#now = end
  }
}

async function turns(): Promise<void> {
  for (let turn = 0; turn < 4; turn++) await new Promise(resolve => setImmediate(resolve))
}

/** Waits until it is so, for as long as the test may run. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await pause(LOOK_MS)
}
