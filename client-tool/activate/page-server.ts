/**
 * Owns the scan page as it is served on 127.0.0.1 for one activation: to whoever has the one-time token in its address,
 * once, and from then on to the browser that has the cookie of that first load. It gives the page, and takes what the
 * page has read; it knows no license. Refuses other hosts (a name that was pointed here), other origins, other methods
 * and large bodies, and ends after the last answer, when nobody came for a while, and when it is told to.
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

/** Never another address: what is served is for this computer, or for a port that somebody forwards by SSH. */
const HOST = '127.0.0.1'
/** 128 bits each. */
const TOKEN_BYTES = 16
/** No message is larger (SPEC.md section 3). */
export const MOST_BODY_BYTES = 1_048_576
/** One person in one browser: nobody has to wait for it, and what is said is said at once. */
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
  /** The whole page; `install` is the path that it sends a message to, by POST. */
  page(install: string): string
  /**
   * Installs what was read, and answers in the page's language; `last` is true when there is nothing more to wait for.
   * Throws for a bug alone.
   */
  install(
    message: Uint8Array,
    lang: Lang,
  ): Promise<{ readonly answer: InstallAnswer; readonly last: boolean }>
  /** What the person at the terminal should know. */
  note(text: string): void
  readonly idleMs: number
  readonly clock?: PageClock
  readonly random?: (bytes: number) => Uint8Array
}

/** Calls back after so many milliseconds; what it returns calls that off. */
export type PageClock = (ms: number, work: () => void) => () => void

/** installed: the last answer was given; idle: nobody came for idleMs; stopped: it was told to. */
export type PageEnd = 'installed' | 'idle' | 'stopped'

export interface PageServing {
  /** `http://127.0.0.1:PORT/TOKEN` */
  readonly address: string
  readonly port: number
  /** When nobody is served any more. Rejects with what install threw. */
  readonly over: Promise<PageEnd>
  /** What is being installed is finished first. */
  stop(): void
}

/** Error: cannot-listen. */
export async function servePage(options: PageOptions): Promise<PageServing> {
  const { page, install, note, idleMs, clock = systemClock.after, random = randomBytes } = options
  const [token, cookie] = [secret(random), secret(random)]
  const paths = { page: `/${token}`, install: `/${token}/license` }
  let isUsed = false
  let isInstalling = false
  let ending: PageEnd | undefined
  let stopIdling = () => {}
  let settle: { readonly resolve: (end: PageEnd) => void; readonly reject: (error: unknown) => void }
  const over = new Promise<PageEnd>((resolve, reject) => {
    settle = { resolve, reject }
  })
  // whoever asks for it later finds it rejected all the same
  over.catch(() => {})

  const bodies = new BodyReader({ small: BODIES, large: BODIES }, systemClock)
  const server = await HttpServer.listen({
    host: HOST,
    port: 0,
    handle({ incoming, outgoing }) {
      answer(incoming, outgoing).catch(error => {
        outgoing.destroy()
        end('stopped', error)
      })
    },
    headers: () => HEADERS,
    mostBodyBytes: MOST_BODY_BYTES,
    connections: CONNECTIONS,
    patience: PATIENCE,
    routeOf: () => '',
    // the terminal is the person's, and what they should know is a note
    log: () => {},
  })

  async function answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const { method, url = '', headers } = incoming
    const isInstall = isSameSecret(url, paths.install)
    // whoever does not come by a name of this computer learns nothing, not even whether the path is right
    if (!isOurs(hostOf(incoming))) return refuse(outgoing, 421, words().onlyHere)
    if (!isInstall && !isSameSecret(url, paths.page)) return refuse(outgoing, 404, words().notFound)
    const isKnown = isSameSecret(cookieIn(headers.cookie, COOKIE) ?? '', cookie)
    if (method === 'GET' && !isInstall) return load(outgoing, isKnown)
    if (method !== 'POST' || !isInstall) {
      outgoing.setHeader('allow', isInstall ? 'POST' : 'GET')
      return refuse(outgoing, 405, words().notAllowed)
    }
    if (!isKnown || !isOwnPage(incoming)) return refuse(outgoing, 403, words().onlyPage)
    await take(incoming, outgoing)
  }

  function load(outgoing: ServerResponse, isKnown: boolean): void {
    if (isUsed && !isKnown) {
      note(clientWords().activate.usedAgain)
      refuse(outgoing, 403, words().used)
      return
    }
    isUsed = true
    awaken()
    outgoing.setHeader('set-cookie', cookieText(COOKIE, cookie, paths.page, false))
    outgoing.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page(paths.install))
  }

  async function take(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    awaken()
    if (incoming.headers['content-type'] !== 'application/octet-stream')
      return tell(outgoing, 415, failure(words().notBytes))
    if (isInstalling || ending !== undefined) return tell(outgoing, 409, failure(words().busy))
    isInstalling = true
    try {
      const limits = { most: MOST_BODY_BYTES, address: HOST }
      const body = await bodies.read(incoming, limits, release => outgoing.once('close', release))
      if (body.kind === 'cut-off' || body.kind === 'slow') return void outgoing.destroy()
      if (body.kind !== 'read') return tell(outgoing, 413, failure(words().tooLarge))
      const { answer, last } = await install(body.bytes, langOfHeader(incoming.headers['accept-language']))
      if (last) outgoing.shouldKeepAlive = false
      // the end is said when the page has it, or is gone
      if (last) outgoing.once('close', () => end('installed'))
      tell(outgoing, 200, answer)
      if (last && outgoing.destroyed) end('installed')
    } finally {
      isInstalling = false
      if (ending !== undefined) close()
    }
  }

  function awaken(): void {
    stopIdling()
    if (ending === undefined) stopIdling = clock(idleMs, () => end('idle'))
  }

  /** The first reason counts, but a license that is there is there. */
  function end(why: PageEnd, error?: unknown): void {
    stopIdling()
    if (ending === undefined || why === 'installed') ending = why
    if (error !== undefined) settle.reject(error)
    if (!isInstalling) close()
  }

  function close(): void {
    void server.stop().then(() => settle.resolve(ending ?? 'stopped'))
  }

  awaken()
  const { port } = server
  return { address: `http://${HOST}:${port}${paths.page}`, port, over, stop: () => end('stopped') }
}

function words() {
  return clientWords().activate.page
}

const COOKIE = 'airlatch'

/** The page itself has a policy of its own, which names its script; both count. */
const HEADERS: Headers = {
  ...SECURITY_HEADERS,
  'content-security-policy': "frame-ancestors 'none'",
  'permissions-policy': permissions('camera=(self)'),
}

function secret(random: (bytes: number) => Uint8Array): string {
  return Buffer.from(random(TOKEN_BYTES)).toString('base64url')
}

/** Of any port: a port that is forwarded has another number at its other end. */
function isOurs(host: string | undefined): boolean {
  return host === '127.0.0.1' || host === 'localhost'
}

/** Browsers send Origin with every POST, and Sec-Fetch-Site where they know it. */
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
