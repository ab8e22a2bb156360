/** Owns how an exchange of the server that all pages share (src/http/server.ts) comes to the routes of an app. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { getRequestListener, type HttpBindings } from '@hono/node-server'
import type { Exchange } from '../http/server.ts'

/** What a route finds beside the request. */
export type Bindings = HttpBindings & { readonly exchange: Exchange }

interface App {
  fetch(request: Request, env: Bindings): Response | Promise<Response>
}

export function handlerOf(app: App): (exchange: Exchange) => void {
  const exchanges = new WeakMap<ServerResponse, Exchange>()
  const answer = getRequestListener(
    (request, env) => {
      const { incoming, outgoing } = env as { incoming: IncomingMessage; outgoing: ServerResponse }
      return app.fetch(request, { incoming, outgoing, exchange: exchanges.get(outgoing) as Exchange })
    },
    { overrideGlobalObjects: false },
  )
  return exchange => {
    exchanges.set(exchange.outgoing, exchange)
    void answer(exchange.incoming, exchange.outgoing)
  }
}
