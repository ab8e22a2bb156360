/** Owns the HTTP interface on a socket: the desk that its routes are given, and its routes in the server of all (src/http/server.ts). */
import type { IncomingMessage } from 'node:http'
import type { Hono } from 'hono'
import { isLoopback, type Proxies, plainAddress } from '../../src/http/client-address.ts'
import type { Clock } from '../../src/http/clock.ts'
import { type Headers, SECURITY_HEADERS, STRICT_TRANSPORT } from '../../src/http/headers.ts'
import { HttpServer, type ServerOptions } from '../../src/http/server.ts'
import type { Vendor } from '../../src/vendor/door.ts'
import { handlerOf } from '../../src/web/handler.ts'
import type { KeysInUse } from '../web/keys-in-use.ts'
import { apiApp } from './app.ts'
import { Gate, MOST_WAIT_MS } from './auth.ts'
import { Bodies, MOST_BODY_BYTES } from './bodies.ts'
import { type Callable, Calls } from './calls.ts'
import type { ApiDesk, ApiEnv } from './desk.ts'
import { problemOf } from './problem.ts'

export interface ApiWorldOptions {
  readonly vendor: Vendor
  /** Of the same vendor. */
  readonly keys: KeysInUse
  readonly operations: readonly Callable[]
  /** Further routes, such as those of LimeLM and of orders, over the same desk. */
  readonly mounts: readonly ((desk: ApiDesk) => Hono<ApiEnv>)[]
  /** The document at /openapi.json; undefined where it was not made. */
  readonly description: string | undefined
  readonly proxies: Proxies
  readonly clock: Clock
  /** Seconds since 1970. */
  now(): number
  readonly random: (bytes: number) => Uint8Array
  /** Whether it came by TLS. */
  isByTls(incoming: IncomingMessage | undefined): boolean
  /** An error that nobody expected, for the operator of the server. */
  broken(error: unknown): void
  /** Something that the operator of the server should put right. */
  warn(line: string): void
}

export type ApiListening = Omit<ServerOptions, 'handle' | 'headers' | 'mostBodyBytes' | 'routeOf'>

/** Errors: those of HttpServer.listen. */
export async function listenApi(world: ApiWorldOptions, listening: ApiListening): Promise<HttpServer> {
  const bodies = new Bodies(world.clock)
  const desk = apiDesk(world, bodies)
  const calls = new Calls(desk, bodies, world.operations)
  const app = apiApp({
    desk,
    calls,
    mounted: world.mounts.map(routes => routes(desk)),
    description: world.description,
    isStopping: () => server.isStopping,
  })
  const server: HttpServer = await HttpServer.listen({
    ...listening,
    handle: handlerOf(app),
    headers: incoming => apiHeaders(world.isByTls(incoming)),
    mostBodyBytes: MOST_BODY_BYTES,
    routeOf: path => calls.routeOf(path) ?? plainRoute(path),
  })
  return server
}

function apiDesk(world: ApiWorldOptions, bodies: Bodies): ApiDesk {
  const { vendor, keys, proxies, clock, random, isByTls } = world
  const gate = new Gate({ vendor, keys, proxies, clock, secret: random(32), warn: line => world.warn(line) })
  return {
    vendor,
    clock,
    signer: () => keys.signer({ waitAtMostMs: MOST_WAIT_MS.look }),
    now: () => world.now(),
    addressOf: visit => gate.addressOf(visit),
    admit: (token, visit) => gate.admit(token, visit),
    body: (visit, most) => bodies.read(visit, most, gate.addressOf(visit)).catch(problemOf),
    isSecure: ({ env: { incoming } }) => isByTls(incoming) || isFromHere(incoming, proxies),
    broken: error => world.broken(error),
  }
}

/** A program of this computer, and no proxy that may have it from elsewhere. */
function isFromHere({ socket, headers }: IncomingMessage, proxies: Proxies): boolean {
  const peer = plainAddress(socket.remoteAddress ?? '')
  return isLoopback(peer) && !proxies.has(peer) && headers['x-forwarded-for'] === undefined
}

const PLAIN: Headers = {
  ...SECURITY_HEADERS,
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
}
const SECURE: Headers = { ...PLAIN, ...STRICT_TRANSPORT }

function apiHeaders(isByTls: boolean): Headers {
  return isByTls ? SECURE : PLAIN
}

/** Routes whose path says nothing of anybody; the name of a shop is the vendor's own. */
const PLAIN_PATH = /^\/(?:health|openapi\.json|limelm\/api\/rest\/?)$/

function plainRoute(path: string): string {
  if (path.startsWith('/problems/')) return '/problems/{code}'
  if (path.startsWith('/orders/')) return '/orders/{shop}'
  return PLAIN_PATH.test(path) ? path : 'elsewhere'
}
