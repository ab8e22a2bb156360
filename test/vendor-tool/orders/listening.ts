/** Owns the HTTP interface of a desk with a shop of each kind, on a socket of this computer. */
import { request as ask } from 'node:http'
import { onTestFinished } from 'vitest'
import { proxiesOf } from '../../../src/http/client-address.ts'
import { systemClock } from '../../../src/http/clock.ts'
import { USUAL_PATIENCE } from '../../../src/http/server.ts'
import type { NewShop, Vendor } from '../../../src/vendor/door.ts'
import { listenApi } from '../../../vendor-tool/api/server.ts'
import { orderRoutes } from '../../../vendor-tool/orders/routes.ts'
import { openOrderDesk } from '../../vendor/outside/order-desk.ts'
import { NOW } from '../../world/nouns.ts'
import { type Headers, SECRETS } from './requests.ts'

export interface Answered {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
}

export interface Listening {
  readonly desk: Vendor
  readonly log: readonly string[]
  readonly broken: readonly unknown[]
  /** How long refused requests were held, in milliseconds; nobody really waits. */
  readonly slept: readonly number[]
  /** Seconds since 1970; set it. */
  time: number
  send(path: string, body: string | undefined, headers?: Headers, method?: string): Promise<Answered>
}

/** Shops by the names of their kinds: `/orders/stripe` and so on. All sell "scope" and "viewer". */
export async function listening(change: (vendor: Vendor) => Vendor = vendor => vendor): Promise<Listening> {
  const desk = await openOrderDesk()
  const products = new Map([
    ['scope', 'Scope Pro'],
    ['viewer', 'Viewer'],
    ['pri_scope', 'Scope Pro'],
    ['pri_viewer', 'Viewer'],
  ])
  for (const [kind, secret] of Object.entries(SECRETS))
    await desk.desk.shops.add({ name: kind, kind, products, secret } as NewShop)
  const [log, broken, slept] = [[] as string[], [] as unknown[], [] as number[]]
  const world = { time: NOW }
  const clock = {
    ...systemClock,
    async sleep(milliseconds: number) {
      slept.push(milliseconds)
    },
  }
  const vendor = change(desk.desk)
  const server = await listenApi(
    {
      vendor,
      keys: { signer: () => vendor.unlock('') },
      operations: [],
      mounts: [desk => orderRoutes(desk, new Uint8Array(32))],
      description: undefined,
      proxies: proxiesOf('', []),
      clock,
      now: () => world.time,
      random: bytes => new Uint8Array(bytes),
      isByTls: () => false,
      broken: error => void broken.push(error),
      warn: line => void log.push(line),
    },
    {
      host: '127.0.0.1',
      port: 0,
      patience: { ...USUAL_PATIENCE, drainMs: 0 },
      log: line => void log.push(line),
    },
  )
  onTestFinished(async () => {
    await server.stop()
    await desk.close()
  })
  return Object.assign(world, {
    desk: desk.desk,
    log,
    broken,
    slept,
    send: (
      path: string,
      body: string | undefined,
      headers: Headers = {},
      method = body === undefined ? 'GET' : 'POST',
    ) => sent(server.port, path, body, headers, method),
  })
}

function sent(port: number, path: string, body: string | undefined, headers: Headers, method: string) {
  return new Promise<Answered>((resolve, reject) => {
    const asked = ask({ host: '127.0.0.1', port, path, method, headers, agent: false }, answer => {
      let text = ''
      answer.setEncoding('utf8').on('data', part => {
        text += part
      })
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: text }))
      answer.on('error', reject)
    })
    asked.on('error', reject)
    asked.end(body)
  })
}
