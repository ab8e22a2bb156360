/** Owns the vendor's page on a socket: its routes in the server that all pages share (src/http/server.ts). */
import type { IncomingMessage } from 'node:http'
import { HttpServer, type ServerOptions } from '../../src/http/server.ts'
import { handlerOf } from '../../src/web/handler.ts'
import { pageHeaders } from '../../src/web/headers.ts'
import type { App } from './app.ts'
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
  const server: HttpServer = await HttpServer.listen({
    ...options,
    handle: handlerOf(makeApp(() => server.isStopping)),
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
