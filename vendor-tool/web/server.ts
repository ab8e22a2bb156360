/**
 * Owns the server around the routes: the socket, TLS, time limits against slow clients, the headers of every answer,
 * one line of log for each, and an end that lets finish what was begun. The log has routes and codes, never an address
 * with a request in it, and nobody's IP address.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { AirlatchError } from '../../src/vendor.ts'
import type { App, Told } from './app.ts'
import { plainAddress } from './client-address.ts'
import { securityHeaders } from './headers.ts'

export interface Listening {
  readonly host: string
  /** 0: any free one. */
  readonly port: number
  /** Both in PEM. */
  readonly tls: { readonly cert: Uint8Array; readonly key: Uint8Array } | undefined
  /** Who may open a connection at all. */
  mayConnect(peer: string): boolean
  /** Peers that stand for many people. */
  isProxy(peer: string): boolean
  isSecure(incoming: IncomingMessage): boolean
  /** No route reads more. */
  readonly mostBodyBytes: number
  /** USUAL_PATIENCE unless told. */
  readonly patience?: Patience
  /** One line, without its end. */
  log(line: string): void
}

export interface Serving {
  /** `http://127.0.0.1:8080` */
  readonly address: string
  /** Takes no more connections, answers what was begun, and is over; after the grace, what is not over is cut off. */
  stop(): Promise<void>
}

/** A page is asked for in much less; a photograph over a poor line in this. */
export interface Patience {
  /** Milliseconds for the head of a request, for all of it, and between two. */
  readonly headersTimeout: number
  readonly requestTimeout: number
  readonly keepAliveTimeout: number
  /** Milliseconds until an answer is taken, from the request's head on. */
  readonly answerTimeout: number
  /** How often it is looked whether one of these is over. */
  readonly connectionsCheckingInterval: number
  /** How long an answer may still take when the server stops. */
  readonly graceMs: number
}

export const USUAL_PATIENCE: Patience = {
  headersTimeout: 10_000,
  requestTimeout: 60_000,
  keepAliveTimeout: 10_000,
  // an upload of a minute, what is made of it, and the largest script over a poor line
  answerTimeout: 180_000,
  connectionsCheckingInterval: 2_000,
  graceMs: 10_000,
}
const HEADS = {
  maxHeaderSize: 16_384,
  // refused further in, with the headers of all answers
  requireHostHeader: false,
} as const
/** Also while a picture is read. */
const IDLE_MS = 60_000
/** So long the last words have to arrive: a connection on which something still comes loses them when it is closed. */
const FAREWELL_MS = 300
const MOST_CONNECTIONS = 1_000
const MOST_CONNECTIONS_OF_ONE = 40
const MOST_REQUESTS_OF_CONNECTION = 200

/** Errors: cannot-listen {host, port, system}, invalid-value (certificate or key). */
export async function listen(
  makeApp: (isStopping: () => boolean) => App,
  options: Listening,
): Promise<Serving> {
  const { host, port, tls, patience = USUAL_PATIENCE } = options
  const settings = { ...HEADS, ...patience }
  const answering = new Set<ServerResponse>()
  let stopping = false
  const app = makeApp(() => stopping)
  const answer = getRequestListener(
    (request, env) => app.fetch(request, { ...env, told: toldOf(env.outgoing as ServerResponse) }),
    { overrideGlobalObjects: false },
  )
  function onRequest(incoming: IncomingMessage, outgoing: ServerResponse): void {
    for (const [name, value] of Object.entries(securityHeaders(options.isSecure(incoming))))
      outgoing.setHeader(name, value)
    if (stopping) outgoing.shouldKeepAlive = false
    answering.add(outgoing)
    outgoing.once('close', () => answering.delete(outgoing))
    const cut = setTimeout(() => outgoing.destroy(), patience.answerTimeout).unref()
    outgoing.once('close', () => clearTimeout(cut))
    logWhenOver(incoming, outgoing, options.log)
    void answer(incoming, outgoing)
  }
  const server: Server =
    tls === undefined ? createServer(settings, onRequest) : tlsServer(tls, settings, onRequest)
  server.maxConnections = MOST_CONNECTIONS
  server.maxRequestsPerSocket = MOST_REQUESTS_OF_CONNECTION
  server.setTimeout(IDLE_MS)
  server.on('connection', countingConnections(options))
  server.on(tls === undefined ? 'connection' : 'secureConnection', lingering)
  // who waits to be told before sending is told at once when it is too much, and has sent nothing
  server.on('checkContinue', (incoming: IncomingMessage, outgoing: ServerResponse) => {
    if (!(Number(incoming.headers['content-length']) > options.mostBodyBytes)) outgoing.writeContinue()
    onRequest(incoming, outgoing)
  })
  server.on('checkExpectation', onRequest)
  server.on('clientError', (error, socket) => refuseUnreadable(error, socket as Socket, tls !== undefined))
  await started(server, host, port)
  server.on('error', error => options.log(`broken: ${error.message}`))
  const { port: bound } = server.address() as AddressInfo
  const shown = host.includes(':') ? `[${host}]` : host
  return {
    address: `${tls === undefined ? 'http' : 'https'}://${shown}:${bound}`,
    stop() {
      stopping = true
      // who would keep the connection would keep us
      for (const outgoing of answering) outgoing.shouldKeepAlive = false
      return ended(server, patience.graceMs)
    },
  }
}

const TOLD: unique symbol = Symbol('told')
type Remembering = ServerResponse & { [TOLD]?: Told }

function toldOf(outgoing: Remembering): Told {
  outgoing[TOLD] ??= {}
  return outgoing[TOLD]
}

function tlsServer(
  tls: NonNullable<Listening['tls']>,
  settings: Patience,
  onRequest: Parameters<typeof createServer>[1],
): Server {
  const [cert, key] = [Buffer.from(tls.cert), Buffer.from(tls.key)]
  try {
    return createTlsServer({ ...settings, cert, key, minVersion: 'TLSv1.2' }, onRequest) as unknown as Server
  } catch (cause) {
    throw new AirlatchError(
      'invalid-value',
      {
        field: '--tls-cert and --tls-key',
        expected: 'a certificate and its secret key, both in PEM',
        got: (cause as NodeJS.ErrnoException).code ?? 'something else',
      },
      cause,
    )
  }
}

function started(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) =>
      reject(new AirlatchError('cannot-listen', { host, port, system: cause.code }, cause)),
    )
    server.listen({ host, port }, resolve)
  })
}

function ended(server: Server, graceMs: number): Promise<void> {
  return new Promise(resolve => {
    const cut = setTimeout(() => server.closeAllConnections(), graceMs)
    server.close(() => {
      clearTimeout(cut)
      resolve()
    })
    server.closeIdleConnections()
  })
}

/** Nobody takes all of the places; a proxy stands for everybody behind it. */
function countingConnections({ mayConnect, isProxy }: Listening): (socket: Socket) => void {
  const counts = new Map<string, number>()
  return socket => {
    const peer = plainAddress(socket.remoteAddress ?? '')
    if (!mayConnect(peer)) {
      socket.destroy()
      return
    }
    if (isProxy(peer)) return
    const count = (counts.get(peer) ?? 0) + 1
    counts.set(peer, count)
    socket.once('close', () => {
      const left = (counts.get(peer) ?? 1) - 1
      if (left > 0) counts.set(peer, left)
      else counts.delete(peer)
    })
    if (count > MOST_CONNECTIONS_OF_ONE) socket.destroy()
  }
}

/** What is no HTTP, or came too slowly, gets an answer with the same headers as all others. */
function refuseUnreadable(error: NodeJS.ErrnoException, socket: Socket, secure: boolean): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const status =
    error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
      ? '408 Request Timeout'
      : error.code === 'HPE_HEADER_OVERFLOW'
        ? '431 Request Header Fields Too Large'
        : '400 Bad Request'
  const headers = Object.entries(securityHeaders(secure)).map(([name, value]) => `${name}: ${value}`)
  socket.end(
    [`HTTP/1.1 ${status}`, ...headers, 'connection: close', 'content-length: 0', '', ''].join('\r\n'),
  )
  socket.destroySoon()
}

/** Our end is closed, and the other one a little later: whoever keeps it open could go on sending for ever. */
function lingering(socket: Socket): void {
  socket.destroySoon = () => {
    socket.end()
    setTimeout(() => socket.destroy(), FAREWELL_MS).unref()
  }
}

/** Routes whose path says nothing of a person. */
const PLAIN_PATH =
  /^\/(?:|read|confirm|license|health|style\.css|robots\.txt|favicon\.ico|script\/(?:start|license)\.[0-9a-f]{16}\.js)$/

function routeOf(path: string): string {
  if (/^\/a\//i.test(path)) return '/A/…'
  return PLAIN_PATH.test(path) ? path : 'elsewhere'
}

function logWhenOver(incoming: IncomingMessage, outgoing: Remembering, log: (line: string) => void): void {
  const begun = performance.now()
  outgoing.once('close', () => {
    const route = routeOf((incoming.url ?? '').split('?', 1)[0] as string)
    const outcome = outgoing[TOLD]?.outcome
    const end = outgoing.writableFinished ? String(outgoing.statusCode) : 'broken off'
    const words = [incoming.method, route, end, `${Math.round(performance.now() - begun)} ms`, outcome]
    log(words.filter(word => word !== undefined).join('  '))
  })
}
