/**
 * Owns the server of the scan page on 127.0.0.1 for one activation. The address has a one-time token: the first load
 * gets a cookie, and from then on only the browser with that cookie is served. The server delivers the page and accepts
 * what the page has read; it knows nothing of licenses. It refuses other hosts (DNS names pointed here), other origins,
 * other methods and large bodies. It ends after the last answer, after an idle time, or when it is stopped.
 */

import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { InstallAnswer } from '../../pages/scan/served-page.ts'
import { BodyReader } from '../../src/http/body.ts'
import { systemClock } from '../../src/http/clock.ts'
import { cookieIn, cookieText } from '../../src/http/cookies.ts'
import { type Headers, permissions, SECURITY_HEADERS } from '../../src/http/headers.ts'
import { hostOf } from '../../src/http/hosts.ts'
import { isSameSecret } from '../../src/http/same-origin.ts'
import { HttpServer, USUAL_PATIENCE } from '../../src/http/server.ts'
import { clientWords } from '../../src/words/client-tool.ts'
import { type Lang, langOfHeader } from '../../src/words/lang.ts'

/** Never another address: the page is only for this computer, or for a port forwarded by SSH. */
const HOST = '127.0.0.1'
/** Bytes of the token and of the cookie, 128 bits each. */
const TOKEN_BYTES = 16
/** Most bytes of a body: no message is larger (SPEC.md section 3). */
export const MOST_BODY_BYTES = 1_048_576
/** Short timeouts for a single user in one browser, who gets each answer at once. */
const PATIENCE = {
  ...USUAL_PATIENCE,
  requestTimeout: 30_000,
  keepAliveTimeout: 5_000,
  drainMs: 0,
  graceMs: 2_000,
}
const BODIES = { most: 2 * MOST_BODY_BYTES, mostOfOne: 2 * MOST_BODY_BYTES }
const CONNECTIONS = { mostOfOne: 20, most: 20 }

export interface PageOptions {
  /** Returns the complete page; `install` is the path to which it POSTs a message. */
  page(install: string): string
  /**
   * Installs a message and answers in the page's language; `last` is true if nothing more is expected. Throws only for
   * bugs.
   */
  install(
    message: Uint8Array,
    lang: Lang,
  ): Promise<{ readonly answer: InstallAnswer; readonly last: boolean }>
  /** Shows a note to the user at the terminal. */
  note(text: string): void
  readonly idleMs: number
  readonly clock?: PageClock
  readonly random?: (bytes: number) => Uint8Array
}

/** Calls `work` after `ms` milliseconds. The returned function cancels that. */
export type PageClock = (ms: number, work: () => void) => () => void

/** installed: the last answer was sent; idle: no request for idleMs; stopped: `stop` was called. */
export type PageEnd = 'installed' | 'idle' | 'stopped'

interface Settle {
  readonly resolve: (end: PageEnd) => void
  readonly reject: (error: unknown) => void
}

/** Example: `const server = await PageServer.listen({ page, install, note, idleMs }); await server.over` */
export class PageServer {
  /** `http://127.0.0.1:PORT/TOKEN` */
  readonly address: string
  readonly port: number
  readonly #options: PageOptions
  readonly #server: HttpServer
  readonly #paths: { readonly page: string; readonly install: string }
  readonly #cookie: string
  readonly #bodies = new BodyReader({ small: BODIES, large: BODIES }, systemClock)
  #isUsed = false
  #isInstalling = false
  #ending: PageEnd | undefined
  #stopIdling = () => {}
  #settle: Settle | undefined
  /** Resolves when the server has ended. Rejects with what `install` threw. */
  readonly over = new Promise<PageEnd>((resolve, reject) => {
    this.#settle = { resolve, reject }
  })

  /** Starts the server. Error: cannot-listen. */
  static async listen(options: PageOptions): Promise<PageServer> {
    const server = await HttpServer.listen({
      host: HOST,
      port: 0,
      // `page` is set by then: the first request arrives after this function has returned
      handle: ({ incoming, outgoing }) => page.#handle(incoming, outgoing),
      headers: () => HEADERS,
      mostBodyBytes: MOST_BODY_BYTES,
      connections: CONNECTIONS,
      patience: PATIENCE,
      routeOf: () => '',
      // no log: the terminal belongs to the user, who gets notes instead
      log: () => {},
    })
    const page: PageServer = new PageServer(options, server)
    return page
  }

  private constructor(options: PageOptions, server: HttpServer) {
    this.#options = options
    this.#server = server
    const { random = randomBytes } = options
    const token = secret(random)
    this.#paths = { page: `/${token}`, install: `/${token}/license` }
    this.#cookie = secret(random)
    this.port = server.port
    this.address = `http://${HOST}:${this.port}${this.#paths.page}`
    // prevents an unhandled rejection; a caller that awaits it later still gets the error
    this.over.catch(() => {})
    this.#awaken()
  }

  /** Ends the server. An installation under way is finished first. */
  stop(): void {
    this.#end('stopped')
  }

  #handle(incoming: IncomingMessage, outgoing: ServerResponse): void {
    this.#answer(incoming, outgoing).catch(error => {
      outgoing.destroy()
      this.#end('stopped', error)
    })
  }

  async #answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const { method, url = '', headers } = incoming
    const isInstall = isSameSecret(url, this.#paths.install)
    // a request by another host name learns nothing, not even whether the path is right
    if (!isOurs(hostOf(incoming))) return refuse(outgoing, 421, words().onlyHere)
    if (!isInstall && !isSameSecret(url, this.#paths.page)) return refuse(outgoing, 404, words().notFound)
    const isKnown = isSameSecret(cookieIn(headers.cookie, COOKIE) ?? '', this.#cookie)
    if (method === 'GET' && !isInstall) return this.#load(outgoing, isKnown)
    if (method !== 'POST' || !isInstall) {
      outgoing.setHeader('allow', isInstall ? 'POST' : 'GET')
      return refuse(outgoing, 405, words().notAllowed)
    }
    if (!isKnown || !isOwnPage(incoming)) return refuse(outgoing, 403, words().onlyPage)
    await this.#take(incoming, outgoing)
  }

  #load(outgoing: ServerResponse, isKnown: boolean): void {
    const { page, note } = this.#options
    if (this.#isUsed && !isKnown) {
      note(clientWords().activate.usedAgain)
      refuse(outgoing, 403, words().used)
      return
    }
    this.#isUsed = true
    this.#awaken()
    outgoing.setHeader('set-cookie', cookieText(COOKIE, this.#cookie, this.#paths.page, false))
    outgoing.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page(this.#paths.install))
  }

  async #take(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    this.#awaken()
    if (incoming.headers['content-type'] !== 'application/octet-stream')
      return tell(outgoing, 415, failure(words().notBytes))
    if (this.#isInstalling || this.#ending !== undefined) return tell(outgoing, 409, failure(words().busy))
    this.#isInstalling = true
    try {
      await this.#install(incoming, outgoing)
    } finally {
      this.#isInstalling = false
      if (this.#ending !== undefined) this.#close()
    }
  }

  async #install(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const limits = { most: MOST_BODY_BYTES, address: HOST }
    const body = await this.#bodies.read(incoming, limits, release => outgoing.once('close', release))
    if (body.kind === 'cut-off' || body.kind === 'slow') return void outgoing.destroy()
    if (body.kind !== 'read') return tell(outgoing, 413, failure(words().tooLarge))
    const lang = langOfHeader(incoming.headers['accept-language'])
    const { answer, last } = await this.#options.install(body.bytes, lang)
    if (last) outgoing.shouldKeepAlive = false
    // end only when the page has the answer or is gone
    if (last) outgoing.once('close', () => this.#end('installed'))
    tell(outgoing, 200, answer)
    if (last && outgoing.destroyed) this.#end('installed')
  }

  /** Restarts the idle time. */
  #awaken(): void {
    this.#stopIdling()
    const { idleMs, clock = systemClock.after } = this.#options
    if (this.#ending === undefined) this.#stopIdling = clock(idleMs, () => this.#end('idle'))
  }

  /** Ends the server. The first reason is kept, except that an installed license overrides it. */
  #end(why: PageEnd, error?: unknown): void {
    this.#stopIdling()
    if (this.#ending === undefined || why === 'installed') this.#ending = why
    if (error !== undefined) this.#settle?.reject(error)
    if (!this.#isInstalling) this.#close()
  }

  #close(): void {
    void this.#server.stop().then(() => this.#settle?.resolve(this.#ending ?? 'stopped'))
  }
}

function words() {
  return clientWords().activate.page
}

const COOKIE = 'airlatch'

/** The page has its own policy, which names its script; browsers apply both. */
const HEADERS: Headers = {
  ...SECURITY_HEADERS,
  'content-security-policy': "frame-ancestors 'none'",
  'permissions-policy': permissions('camera=(self)'),
}

function secret(random: (bytes: number) => Uint8Array): string {
  return Buffer.from(random(TOKEN_BYTES)).toString('base64url')
}

/** Accepts any port, because a forwarded port has another number at its other end. */
function isOurs(host: string | undefined): boolean {
  return host === '127.0.0.1' || host === 'localhost'
}

/** Whether the page itself sent this. Browsers send Origin with every POST, and Sec-Fetch-Site if they support it. */
function isOwnPage({ headers }: IncomingMessage): boolean {
  const { host, origin, 'sec-fetch-site': site } = headers
  return origin === `http://${host}` && (site === undefined || site === 'same-origin')
}

function failure([message, hint]: readonly [message: string, hint: string]): InstallAnswer {
  return { ok: false, error: { message, hint } }
}

function tell(outgoing: ServerResponse, status: number, answer: InstallAnswer): void {
  if (status !== 200) outgoing.shouldKeepAlive = false
  outgoing.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer))
}

function refuse(outgoing: ServerResponse, status: number, text: string): void {
  outgoing.shouldKeepAlive = false
  outgoing.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(`${text}\n`)
}
