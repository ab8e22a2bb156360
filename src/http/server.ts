/**
 * Owns a server around its routes: the socket, TLS, time limits against slow clients, limits on connections, the headers
 * of every answer, a line of log for each, and a stop that loses no request. The log has routes and codes: never an
 * address with a request in it, and nobody's IP address.
 *
 * Example: `const server = await HttpServer.listen({ host: '127.0.0.1', port: 0, handle, ... }); await server.stop()`
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import type { SecureContextOptions } from 'node:tls'
import { AirlatchError } from '../core/errors.ts'
import { countedAs, plainAddress } from './client-address.ts'
import { type Clock, systemClock } from './clock.ts'
import { type ConnectionRules, Connections } from './connections.ts'
import type { Headers } from './headers.ts'
import { NotBegun } from './queue.ts'
import { splitTarget } from './target.ts'
import { CERTIFICATE_CHECK_MS, type Certificate, CertificateFiles, contextOf } from './tls.ts'

/** One request, and what the routes make of it. */
export interface Exchange {
  readonly incoming: IncomingMessage
  readonly outgoing: ServerResponse
  /** Aborted, with NotBegun as the reason, when the client has gone before it had its answer. */
  readonly signal: AbortSignal
  /** What a route did, in a word, for the log: `offer`, `issued new`, or the code of a refusal. */
  outcome: string | undefined
}

export interface ServerOptions {
  readonly host: string
  /** 0: any free one. */
  readonly port: number
  /** Reads the certificate from its files; undefined: plain HTTP. */
  readonly certificate?: (() => Certificate) | undefined
  /** Answers a request. */
  handle(exchange: Exchange): void
  /** Of every answer; a route may put its own in the place of one. */
  headers(incoming: IncomingMessage | undefined): Headers
  /** Whether this address may open a connection at all (default: any). */
  readonly mayConnect?: (peer: string) => boolean
  /** Whether this address has connections of many clients (default: none). */
  readonly isProxy?: (peer: string) => boolean
  /** Bytes: no route reads a larger body. */
  readonly mostBodyBytes: number
  /** Default: USUAL_CONNECTIONS. */
  readonly connections?: ConnectionRules | undefined
  /** Default: USUAL_PATIENCE. */
  readonly patience?: ServerTimeouts | undefined
  /** Of the stop (default: the system's). */
  readonly clock?: Pick<Clock, 'after'> | undefined
  /** How a path is written to the log, without anything of a person in it. */
  routeOf(path: string): string
  /** Writes one line, without its end. */
  log(line: string): void
  /** Whether an answer gets a line (default: each does). */
  readonly isLogged?: (exchange: Exchange) => boolean
}

/** Milliseconds. A page is requested in much less; a photograph over a poor line in this. */
export interface ServerTimeouts {
  /** For the head of a request, for all of it, and between two. */
  readonly headersTimeout: number
  readonly requestTimeout: number
  readonly keepAliveTimeout: number
  /** Until an answer has been taken, from the request's head on. */
  readonly answerTimeout: number
  /** How often these are checked. */
  readonly connectionsCheckingInterval: number
  /** How long the server still answers everybody after it was told to stop, so that balancers notice. */
  readonly drainMs: number
  /** How long requests may still take after that. */
  readonly graceMs: number
}

export const USUAL_PATIENCE: ServerTimeouts = {
  headersTimeout: 10_000,
  requestTimeout: 60_000,
  // longer than the 60 s of proxies, which would otherwise send a request on a connection that is being closed
  keepAliveTimeout: 75_000,
  // an upload of a minute, what is made of it, and the largest script over a poor line
  answerTimeout: 180_000,
  connectionsCheckingInterval: 2_000,
  drainMs: 5_000,
  graceMs: 15_000,
}

/** A hundred phones behind one address, each with six connections. */
export const USUAL_CONNECTIONS: ConnectionRules = { mostOfOne: 640, most: 2_000 }

const HEADS = {
  maxHeaderSize: 16_384,
  // refused by the routes, with the headers of all answers
  requireHostHeader: false,
} as const
/** Without a byte in either direction; also while a picture is read. */
const SILENCE_MS = 60_000
/** How long the last words have to arrive: a connection that is closed while something still arrives loses them. */
const FAREWELL_MS = 300
const MOST_REQUESTS_OF_CONNECTION = 1_000
/** Lines about what nobody reads one by one are summed up over this time. */
const SUMMARY_MS = 1_000

export class HttpServer {
  readonly #options: ServerOptions
  readonly #patience: ServerTimeouts
  readonly #server: Server
  readonly #connections: Connections
  readonly #answering = new Set<ServerResponse>()
  readonly #summary: Summary
  #certificateTimer: NodeJS.Timeout | undefined
  #stopping: Promise<void> | undefined

  /** Errors: cannot-listen {host, port, system}, invalid-value (certificate or key), those of `certificate`. */
  static async listen(options: ServerOptions): Promise<HttpServer> {
    const server = new HttpServer(options)
    await server.#listen()
    return server
  }

  private constructor(options: ServerOptions) {
    const { certificate, connections = USUAL_CONNECTIONS, patience = USUAL_PATIENCE } = options
    this.#options = options
    this.#patience = patience
    this.#connections = new Connections(connections)
    this.#summary = new Summary(options.log)
    const settings = { ...HEADS, ...patience }
    const onRequest = (incoming: IncomingMessage, outgoing: ServerResponse) =>
      this.#answer(incoming, outgoing)
    if (certificate === undefined) this.#server = createServer(settings, onRequest)
    else {
      const current = certificate()
      const server = createTlsServer({ ...settings, ...checkedContext(current) }, onRequest)
      this.#server = server as unknown as Server
      const use = (options: SecureContextOptions) => server.setSecureContext(options)
      const files = new CertificateFiles(current, certificate, use, options.log)
      this.#certificateTimer = setInterval(() => files.check(), CERTIFICATE_CHECK_MS).unref()
    }
    const server = this.#server
    server.maxRequestsPerSocket = MOST_REQUESTS_OF_CONNECTION
    server.setTimeout(SILENCE_MS)
    server.on('connection', socket => this.#admit(socket))
    server.on(certificate === undefined ? 'connection' : 'secureConnection', lingering)
    // a client that asks before it sends a body is refused at once when the body is too large
    server.on('checkContinue', (incoming: IncomingMessage, outgoing: ServerResponse) => {
      if (!(Number(incoming.headers['content-length']) > options.mostBodyBytes)) outgoing.writeContinue()
      onRequest(incoming, outgoing)
    })
    server.on('checkExpectation', onRequest)
    server.on('clientError', (error, socket) => this.#refuseUnreadable(error, socket as Socket))
  }

  /** `http://127.0.0.1:8080` */
  get address(): string {
    const { host, certificate } = this.#options
    const shown = host.includes(':') ? `[${host}]` : host
    return `${certificate === undefined ? 'http' : 'https'}://${shown}:${this.port}`
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  /** Whether it was told to stop: a health check says so, and other work still goes on. */
  get isStopping(): boolean {
    return this.#stopping !== undefined
  }

  /**
   * Stops without losing a request. For `drainMs` everybody is still answered, each with `Connection: close`, while
   * health checks fail; then nobody new is let in, and what was begun is finished; after `graceMs` the rest is cut off.
   */
  stop(): Promise<void> {
    this.#stopping ??= this.#stop()
    return this.#stopping
  }

  #listen(): Promise<void> {
    const { host, port, log } = this.#options
    return new Promise((resolve, reject) => {
      const failed = (cause: NodeJS.ErrnoException) =>
        reject(new AirlatchError('cannot-listen', { host, port, system: cause.code ?? 'unknown' }, cause))
      this.#server.once('error', failed)
      this.#server.listen({ host, port }, () => {
        this.#server.off('error', failed)
        this.#server.on('error', error => log(`broken: ${error.message}`))
        resolve()
      })
    })
  }

  async #stop(): Promise<void> {
    const { clock = systemClock } = this.#options
    const { drainMs, graceMs } = this.#patience
    // a client that would keep its connection would keep us
    for (const outgoing of this.#answering) outgoing.shouldKeepAlive = false
    // also when nobody is connected: balancers and proxies come back, and not all of them are named to us
    await (drainMs === 0 ? undefined : new Promise<void>(resolve => clock.after(drainMs, resolve)))
    clearInterval(this.#certificateTimer)
    await new Promise<void>(resolve => {
      const cut = setTimeout(() => this.#server.closeAllConnections(), graceMs)
      this.#server.close(() => {
        clearTimeout(cut)
        resolve()
      })
      this.#server.closeIdleConnections()
    })
    this.#summary.write()
  }

  #admit(socket: Socket): void {
    const { mayConnect = () => true, isProxy = () => false } = this.#options
    const peer = plainAddress(socket.remoteAddress ?? '')
    if (!mayConnect(peer)) {
      socket.destroy()
      this.#summary.count('refused  connection of an address that is not a named proxy')
    } else if (!this.#connections.admit(socket, isProxy(peer) ? undefined : countedAs(peer))) {
      socket.destroy()
      this.#summary.count('refused  connection: too many are at work')
    }
  }

  #answer(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const { handle, headers } = this.#options
    const gone = new AbortController()
    const exchange: Exchange = { incoming, outgoing, signal: gone.signal, outcome: undefined }
    for (const [name, value] of Object.entries(headers(incoming))) outgoing.setHeader(name, value)
    if (this.isStopping) outgoing.shouldKeepAlive = false
    this.#answering.add(outgoing)
    const idle = this.#connections.busy(incoming.socket)
    const cut = setTimeout(() => outgoing.destroy(), this.#patience.answerTimeout).unref()
    const begun = performance.now()
    outgoing.once('close', () => {
      clearTimeout(cut)
      this.#answering.delete(outgoing)
      idle()
      if (!outgoing.writableFinished) gone.abort(new NotBegun('the client has gone'))
      this.#log(exchange, performance.now() - begun)
    })
    handle(exchange)
  }

  #log(exchange: Exchange, milliseconds: number): void {
    const { log, routeOf, isLogged = () => true } = this.#options
    if (!isLogged(exchange)) return
    const { incoming, outgoing, outcome } = exchange
    const [path] = splitTarget(incoming.url)
    const route = routeOf(path)
    const end = outgoing.writableFinished ? String(outgoing.statusCode) : 'broken off'
    const words = [incoming.method, route, end, `${Math.round(milliseconds)} ms`, outcome]
    log(words.filter(word => word !== undefined).join('  '))
  }

  /** What is not HTTP, or is received too slowly, gets an answer with the same headers as all others. */
  #refuseUnreadable(error: NodeJS.ErrnoException, socket: Socket): void {
    if (error.code === 'ECONNRESET' || !socket.writable) {
      socket.destroy()
      return
    }
    const status = UNREADABLE[error.code ?? ''] ?? '400 Bad Request'
    const lines = Object.entries(this.#options.headers(undefined)).map(([name, value]) => `${name}: ${value}`)
    socket.end(
      [`HTTP/1.1 ${status}`, ...lines, 'connection: close', 'content-length: 0', '', ''].join('\r\n'),
    )
    socket.destroySoon()
    this.#summary.count(`unreadable  ${status.slice(0, 3)}`)
  }
}

const UNREADABLE: Readonly<Record<string, string>> = {
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
}

/** Lines that a flood would fill the log with: the first at once, the others as a number once a second. */
class Summary {
  readonly #log: (line: string) => void
  readonly #counts = new Map<string, number>()
  #timer: NodeJS.Timeout | undefined

  constructor(log: (line: string) => void) {
    this.#log = log
  }

  count(line: string): void {
    const count = this.#counts.get(line)
    this.#counts.set(line, (count ?? -1) + 1)
    if (count === undefined) this.#log(line)
    this.#timer ??= setTimeout(() => this.write(), SUMMARY_MS).unref()
  }

  write(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    for (const [line, more] of this.#counts) if (more > 0) this.#log(`${line}  ${more} more`)
    this.#counts.clear()
  }
}

function checkedContext(certificate: Certificate): SecureContextOptions {
  try {
    return contextOf(certificate)
  } catch (cause) {
    throw new AirlatchError(
      'invalid-value',
      {
        field: '--tls-cert and --tls-key',
        expected: { is: 'certificate' },
        got: (cause as NodeJS.ErrnoException).code ?? 'something else',
      },
      cause,
    )
  }
}

/** Our end is closed, and the other one a little later: a client that keeps it open could go on sending for ever. */
function lingering(socket: Socket): void {
  socket.destroySoon = () => {
    socket.end()
    setTimeout(() => socket.destroy(), FAREWELL_MS).unref()
  }
}
