/**
 * Owns the way of one request to one site server and back, over HTTP: POST ADDRESS/lease. Nothing of what is received is
 * believed here; it is only as long as an answer may be. What can go wrong on a network is a value and not an error, as
 * several addresses are asked at once and each may fail in its own way.
 */
import type { Agent, ClientRequest, IncomingMessage } from 'node:http'
import { CBOR_LIMITS } from '../../core/bytes/cbor.ts'
import { lookupName } from './lookup.ts'

/**
 * `fault`: a code of FAULTS, or the one that the server gave as tools do with --json. `isStale`: the connection was kept from
 * an earlier question and broke off with this one. The server may have read it, so it is asked anew with another request.
 */
export type SiteReply =
  | { readonly kind: 'answer'; readonly bytes: Uint8Array }
  | { readonly kind: 'fault'; readonly code: string; readonly isStale?: boolean }

/** One question on its way. */
export interface SiteCall {
  /** Never rejects. */
  readonly reply: Promise<SiteReply>
  /** Lets the process end, whether the answer is there or not. */
  unref(): void
  /** The same, and gives up a connection that is not there yet: nothing was sent, and no process ends while one is made. */
  abandon?(): void
}

/** Asks one address; tests bring their own. The signal ends it at once, whatever it waits for. */
export type AskSite = (address: string, request: Uint8Array, signal: AbortSignal) => SiteCall

/** Why a server could not be asked, by the system's word for it; src/words has a sentence for each. */
const FAULTS: Readonly<Record<string, string>> = {
  ENOTFOUND: 'name-not-found',
  EAI_AGAIN: 'name-not-found',
  EAI_NODATA: 'name-not-found',
  EAI_NONAME: 'name-not-found',
  ECONNREFUSED: 'connection-refused',
  EHOSTUNREACH: 'not-reachable',
  ENETUNREACH: 'not-reachable',
  EADDRNOTAVAIL: 'not-reachable',
  EACCES: 'not-reachable',
  EPERM: 'not-reachable',
  ETIMEDOUT: 'no-answer',
  ECONNRESET: 'connection-lost',
  EPIPE: 'connection-lost',
}

/** Such as `CERT_HAS_EXPIRED`, `DEPTH_ZERO_SELF_SIGNED_CERT`, `ERR_TLS_CERT_ALTNAME_INVALID`, `EPROTO`. */
/** What TLS makes of an answer without it: OpenSSL has the reason in the message alone. */
const OF_PLAIN_HTTP = /^(?:ERR_SSL_WRONG_VERSION_NUMBER|EPROTO .*wrong version number)/s
const OF_CERTIFICATES = /CERT|TLS|SSL|SIGNATURE|EPROTO|ISSUER/
/** As a program may give it. */
const CODE = /^[a-z][a-z0-9-]{0,39}$/
const MOST_ANSWER = CBOR_LIMITS.bytes
/** An answer in words of the server is short. */
const MOST_WORDS = 16_384

interface Agents {
  readonly http: Agent
  readonly https: Agent
}

let agents: Promise<Agents> | undefined

/** Loaded when the first server is asked: a start with a lease in hand asks none. */
async function modules() {
  const [http, https] = await Promise.all([import('node:http'), import('node:https')])
  // to take and to give back within a moment is one connection; nothing waits for a free one
  const options = { keepAlive: true, maxFreeSockets: 2, timeout: 10_000 }
  agents ??= Promise.resolve({ http: new http.Agent(options), https: new https.Agent(options) })
  return { http, https, agents: await agents }
}

export const askSite: AskSite = (address, request, signal) => {
  const asking = new Asking(address, request, signal)
  return {
    reply: asking.reply(),
    unref: () => asking.unref(),
    abandon: () => asking.abandon(),
  }
}

class Asking {
  readonly #address: string
  readonly #request: Uint8Array
  readonly #signal: AbortSignal
  #client: ClientRequest | undefined
  #mayEnd = false
  #isAbandoned = false

  constructor(address: string, request: Uint8Array, signal: AbortSignal) {
    this.#address = address
    this.#request = request
    this.#signal = signal
  }

  async reply(): Promise<SiteReply> {
    const given = this.#once()
    // a name that does not resolve is waited for by a thread that nothing stops: it is left to itself
    const ended = new Promise<SiteReply>(resolve => {
      if (this.#signal.aborted) resolve(NO_ANSWER)
      this.#signal.addEventListener('abort', () => resolve(NO_ANSWER), { once: true })
    })
    return Promise.race([given, ended])
  }

  unref(): void {
    this.#mayEnd = true
    this.#client?.socket?.unref()
  }

  abandon(): void {
    this.unref()
    this.#isAbandoned = true
    if (this.#client?.socket?.connecting === true) this.#client.destroy()
  }

  async #once(): Promise<SiteReply> {
    try {
      return await this.#exchange()
    } catch (error) {
      const isStale = this.#client?.reusedSocket === true && !this.#signal.aborted
      return { kind: 'fault', code: faultOf(error), ...(isStale ? { isStale } : {}) }
    }
  }

  async #exchange(): Promise<SiteReply> {
    const { http, https, agents } = await modules()
    const url = new URL(`${this.#address}/lease`)
    const secure = url.protocol === 'https:'
    const message = await new Promise<IncomingMessage>((resolve, reject) => {
      const client = (secure ? https : http).request(url, {
        method: 'POST',
        headers: { 'content-type': 'application/cose', 'content-length': this.#request.length },
        signal: this.#signal,
        lookup: lookupName,
        agent: secure ? agents.https : agents.http,
      })
      this.#client = client
      client.on('response', resolve)
      client.on('error', reject)
      client.on('socket', socket => {
        if (this.#isAbandoned) client.destroy()
        else if (this.#mayEnd) socket.unref()
        else socket.ref()
      })
      client.end(this.#request)
    })
    return replyIn(message)
  }
}

const NO_ANSWER = { kind: 'fault', code: 'no-answer' } as const

async function replyIn(message: IncomingMessage): Promise<SiteReply> {
  const type = (message.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase()
  const isAnswer = message.statusCode === 200 && type === 'application/cose'
  const bytes = await bodyOf(message, isAnswer ? MOST_ANSWER : MOST_WORDS)
  if (bytes === undefined) return { kind: 'fault', code: isAnswer ? 'answer-too-large' : 'not-a-site-server' }
  if (isAnswer) return { kind: 'answer', bytes }
  return { kind: 'fault', code: codeIn(bytes) ?? 'not-a-site-server' }
}

/** Undefined when it is longer: the rest is not waited for. */
async function bodyOf(message: IncomingMessage, most: number): Promise<Uint8Array | undefined> {
  const pieces: Buffer[] = []
  let length = 0
  for await (const piece of message) {
    length += (piece as Buffer).length
    if (length > most) {
      message.destroy()
      return undefined
    }
    pieces.push(piece as Buffer)
  }
  return new Uint8Array(Buffer.concat(pieces))
}

/** Of an error as the tools give it with --json; undefined for the page of another server. */
function codeIn(bytes: Uint8Array): string | undefined {
  try {
    const { error } = JSON.parse(new TextDecoder().decode(bytes)) as { error?: { code?: unknown } }
    return typeof error?.code === 'string' && CODE.test(error.code) ? error.code : undefined
  } catch {
    return undefined
  }
}

function faultOf(error: unknown): string {
  const { code = '', name, message } = error as NodeJS.ErrnoException
  const known = FAULTS[code]
  if (known !== undefined) return known
  if (name === 'AbortError') return NO_ANSWER.code
  if (code.startsWith('HPE_')) return 'not-a-site-server'
  if (OF_PLAIN_HTTP.test(`${code} ${message}`)) return 'not-tls'
  return OF_CERTIFICATES.test(code) ? 'certificate-not-trusted' : 'connection-lost'
}
