/** Owns the vendor's page on a socket: its routes in the server that all pages share (src/http/server.ts). */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { type Exchange, HttpServer, type ServerOptions } from '../../src/http/server.ts'
import type { App } from './app.ts'
import { pageHeaders } from './headers.ts'
import { MOST_BODY_BYTES } from './intake.ts'

export interface Listening extends Omit<ServerOptions, 'handle' | 'headers' | 'mostBodyBytes' | 'routeOf'> {
  /** Whether browsers reach the page by TLS. */
  isSecure(incoming: IncomingMessage | undefined): boolean
}

/** `makeApp` is given whether the server stops. Errors: those of HttpServer.listen. */
export async function listen(
  makeApp: (isStopping: () => boolean) => App,
  { isSecure, ...options }: Listening,
): Promise<HttpServer> {
  const exchanges = new WeakMap<ServerResponse, Exchange>()
  const app = makeApp(() => server.isStopping)
  const answer = getRequestListener(
    (request, env) => {
      const { incoming, outgoing } = env as { incoming: IncomingMessage; outgoing: ServerResponse }
      return app.fetch(request, { incoming, outgoing, exchange: exchanges.get(outgoing) as Exchange })
    },
    { overrideGlobalObjects: false },
  )
  const server = await HttpServer.listen({
    ...options,
    handle(exchange) {
      exchanges.set(exchange.outgoing, exchange)
      void answer(exchange.incoming, exchange.outgoing)
    },
    headers: incoming => pageHeaders(isSecure(incoming)),
    mostBodyBytes: MOST_BODY_BYTES,
    routeOf,
  })
  return server
}

/** Routes whose path says nothing of a person. */
const PLAIN_PATH =
  /^\/(?:|read|confirm|license|release|health|style\.[0-9a-f]{16}\.css|robots\.txt|favicon\.ico|script\/(?:start|license)\.[0-9a-f]{16}\.js)$/

function routeOf(path: string): string {
  if (/^\/a\//i.test(path)) return '/A/…'
  return PLAIN_PATH.test(path) ? path : 'elsewhere'
}
