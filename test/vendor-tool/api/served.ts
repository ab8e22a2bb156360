/** Owns an HTTP interface for tests: a vendor's desk of its own and the real server on a free port, with clocks that are set. */

import { isLoopback, proxiesOf } from '../../../src/http/client-address.ts'
import type { Clock } from '../../../src/http/clock.ts'
import type { NewApiKey } from '../../../src/vendor/door.ts'
import { callables } from '../../../vendor-tool/api/callables.ts'
import type { Callable } from '../../../vendor-tool/api/calls.ts'
import type { ApiWorldOptions } from '../../../vendor-tool/api/server.ts'
import { keysInUse } from '../../../vendor-tool/web/keys-in-use.ts'
import { type Desk, openDesk } from '../../world/desk.ts'
import { listenHere } from './listening.ts'

export interface ServedApi {
  readonly desk: Desk
  readonly address: string
  /** What the server wrote to its log. */
  readonly log: readonly string[]
  /** Milliseconds of the server's own clock; set it. */
  time: number
  /** Lets all that waits for so many milliseconds of the server's clock have waited. */
  elapse(milliseconds: number): void
  /** How many wait for so many milliseconds. */
  waiting(milliseconds: number): number
  /** The text of a new API key; with every scope by default. */
  key(change?: Partial<NewApiKey>): Promise<string>
  call(method: string, path: string, options?: CallOptions): Promise<Called>
  close(): Promise<void>
}

export interface CallOptions {
  readonly key?: string
  /** Sent as JSON. */
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

export interface Called {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  // biome-ignore lint/suspicious/noExplicitAny: whatever was answered
  readonly value: any
}

export interface ServedOptions {
  readonly proxies?: readonly string[]
  /** In place of all operations. */
  readonly operations?: readonly Callable[]
  readonly description?: string
  readonly change?: Partial<ApiWorldOptions>
}

export async function serveApi(options: ServedOptions = {}): Promise<ServedApi> {
  const { proxies = [], operations = callables(), description, change } = options
  const desk = await openDesk()
  const log: string[] = []
  const known = proxiesOf('--behind-proxy', proxies)
  const timers = new Set<{ readonly milliseconds: number; work(): void }>()
  const waitingFor = (milliseconds: number) => [...timers].filter(one => one.milliseconds === milliseconds)
  const served = { time: 0 }
  const clock: Clock = {
    now: () => served.time,
    sleep: async () => {},
    after(milliseconds, work) {
      const timer = { milliseconds, work }
      timers.add(timer)
      return () => void timers.delete(timer)
    },
  }
  const server = await listenHere(
    {
      vendor: desk.vendor,
      keys: await keysInUse(desk.vendor, desk.signer, line => log.push(line)),
      operations,
      description,
      proxies: known,
      clock,
      now: desk.now,
      broken: error => log.push(`broken: ${error}`),
      warn: line => log.push(line),
      ...change,
    },
    {
      mayConnect: isLoopback,
      isProxy: peer => known.has(peer),
      clock,
      log: line => log.push(line),
    },
  )
  let names = 0
  return Object.assign(served, {
    desk,
    log,
    address: server.address,
    elapse(milliseconds: number) {
      for (const timer of waitingFor(milliseconds)) {
        timers.delete(timer)
        timer.work()
      }
    },
    waiting: (milliseconds: number) => waitingFor(milliseconds).length,
    async key(wanted: Partial<NewApiKey> = {}) {
      const all = { name: `key ${++names}`, scopes: ['read', 'sell', 'activate', 'manage'] }
      return (await desk.vendor.apiKeys.add({ ...all, ...wanted })).secret
    },
    call: (method: string, path: string, wanted: CallOptions = {}) =>
      callAt(server.address, method, path, wanted),
    async close() {
      await server.stop()
      await desk.close()
    },
  })
}

export async function callAt(
  address: string,
  method: string,
  path: string,
  { key, body, headers = {} }: CallOptions = {},
): Promise<Called> {
  const answer = await fetch(address + path, {
    method,
    redirect: 'error',
    headers: {
      ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const text = await answer.text()
  const isJson = /json$/.test(answer.headers.get('content-type') ?? '')
  return {
    status: answer.status,
    headers: answer.headers,
    text,
    value: isJson && text !== '' ? JSON.parse(text) : text,
  }
}
