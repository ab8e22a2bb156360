/**
 * Owns the HTTP port of the site server: one port for leases, health, metrics and pages. Everything except leases is a
 * route passed in by the caller, so this file knows nothing of the pages.
 */
import { AirlatchError } from '../../src/client/door.ts'
import { connectionsOf, type Proxies } from '../../src/http/client-address.ts'
import { SECURITY_HEADERS } from '../../src/http/headers.ts'
import { type Exchange, HttpServer, type ServerTimeouts, USUAL_PATIENCE } from '../../src/http/server.ts'
import type { Certificate } from '../../src/http/tls.ts'
import { sendError } from './answers.ts'
import { LeaseRoute, MOST_REQUEST_BYTES, type Served } from './lease.ts'
import { LeaseLimits, type SiteLimits, USUAL_SITE_LIMITS } from './limits.ts'

/** A route answers every method. */
export interface PortRoute {
  handle(exchange: Exchange): void | Promise<void>
  /** Whether each answer is logged (default: false). */
  readonly isLogged?: boolean
}

export interface SiteServerOptions {
  readonly served: Served
  /** Undefined: every address of this computer. */
  readonly host: string | undefined
  readonly port: number
  readonly certificate: (() => Certificate) | undefined
  readonly proxies: Proxies
  readonly behindProxy: boolean
  /** Finds a route of the page by its path, including /health. `isStopping`: whether the server was asked to stop. */
  readonly routeOf?: (isStopping: () => boolean) => (path: string) => PortRoute | undefined
  readonly limits?: SiteLimits
  readonly patience?: ServerTimeouts
  /** Called when a request for a product was answered, with the seconds it took. */
  readonly took?: (productId: string, seconds: number) => void
  log(line: string): void
  broken(error: unknown): void
}

/** Timeouts for leases. They are renewed every few minutes, so it is no use to keep connections open that long. */
const LEASE_PATIENCE: ServerTimeouts = {
  ...USUAL_PATIENCE,
  requestTimeout: 20_000,
  keepAliveTimeout: 10_000,
  answerTimeout: 60_000,
  drainMs: 0,
}
/** All addresses, with and without IPv6. */
const ANY_HOST = ['::', '0.0.0.0'] as const
/** System error codes on a computer without IPv6. */
const WITHOUT_IPV6: readonly string[] = ['EAFNOSUPPORT', 'EADDRNOTAVAIL', 'EINVAL']

/** Opens the port. Errors: those of HttpServer.listen. */
export async function listenToSite(options: SiteServerOptions): Promise<HttpServer> {
  if (options.host !== undefined) return listenAt(options, options.host)
  try {
    return await listenAt(options, ANY_HOST[0])
  } catch (error) {
    if (!(error instanceof AirlatchError) || error.code !== 'cannot-listen') throw error
    if (!WITHOUT_IPV6.includes(error.details.system)) throw error
    return listenAt(options, ANY_HOST[1])
  }
}

async function listenAt(options: SiteServerOptions, host: string): Promise<HttpServer> {
  const { behindProxy, port, certificate, log, broken } = options
  const { limits = USUAL_SITE_LIMITS, patience = LEASE_PATIENCE, routeOf = () => () => undefined } = options
  const isStopping = () => server.isStopping
  const lease: PortRoute = new LeaseRoute({ ...options, limits: new LeaseLimits(limits), isStopping })
  const pageRoute = routeOf(isStopping)
  const ofPath = (path: string) => (path === '/lease' ? lease : pageRoute(path))
  const routeAt = ({ incoming }: Exchange) => ofPath(pathOf(incoming.url))
  const server: HttpServer = await HttpServer.listen({
    host,
    port,
    certificate,
    ...connectionsOf(options),
    headers: () => SECURITY_HEADERS,
    mostBodyBytes: MOST_REQUEST_BYTES,
    connections: limits.connections,
    // proxies reuse a connection for a minute, and could send a request on one that is just being closed
    patience: behindProxy ? { ...patience, keepAliveTimeout: USUAL_PATIENCE.keepAliveTimeout } : patience,
    routeOf: path => (ofPath(path) === undefined ? 'elsewhere' : path),
    log,
    isLogged: exchange => routeAt(exchange)?.isLogged ?? false,
    handle: exchange => void answer(exchange, routeAt(exchange), broken),
  })
  return server
}

async function answer(
  exchange: Exchange,
  route: PortRoute | undefined,
  broken: (error: unknown) => void,
): Promise<void> {
  try {
    if (route === undefined) sendError(exchange.outgoing, new AirlatchError('path-not-found'))
    else await route.handle(exchange)
  } catch (error) {
    broken(error)
    sendError(exchange.outgoing, new AirlatchError('bug', { problem: 'unexpected' }))
  }
}

function pathOf(url: string | undefined): string {
  return (url ?? '').split('?', 1)[0] as string
}
