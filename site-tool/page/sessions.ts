/**
 * Owns who has signed in: browsers with a cookie of 256 random bits, which this process alone knows and only as a hash. A
 * session ends after an hour without a visit, after twelve hours in any case, and with the server.
 */
import { createHash } from 'node:crypto'
import { cookieIn, cookieText } from '../../src/http/cookies.ts'

const SECRET_BYTES = 32
/** Milliseconds. */
const IDLE_MS = 3_600_000
const LONGEST_MS = 43_200_000
/** The one that was used least lately makes room. */
const MOST = 64

export interface PageSession {
  /** What each form of it carries. */
  readonly secret: string
}

interface Kept extends PageSession {
  readonly begun: number
  seen: number
}

export interface SessionWorld {
  /** Milliseconds, never set back. */
  now(): number
  random(bytes: number): Uint8Array
}

export class PageSessions {
  readonly #world: SessionWorld
  /** By the hash of the cookie. */
  readonly #kept = new Map<string, Kept>()

  constructor(world: SessionWorld) {
    this.#world = world
  }

  /** The Set-Cookie header of a new session. `secure`: the browser reaches the page by TLS. */
  open(secure: boolean): string {
    const now = this.#world.now()
    const cookie = this.#secret()
    this.#kept.set(hashOf(cookie), { secret: this.#secret(), begun: now, seen: now })
    for (const name of this.#kept.keys()) if (this.#kept.size > MOST) this.#kept.delete(name)
    return cookieText(nameOf(secure), cookie, '/', secure)
  }

  /** Of a visit; `header`: Cookie, as the browser sent it. Undefined: it has not signed in, or not lately. */
  of(header: string | undefined, secure: boolean): PageSession | undefined {
    const name = hashOf(cookieIn(header, nameOf(secure)) ?? '')
    const session = this.#kept.get(name)
    if (session === undefined) return undefined
    this.#kept.delete(name)
    const now = this.#world.now()
    if (now - session.seen > IDLE_MS || now - session.begun > LONGEST_MS) return undefined
    session.seen = now
    this.#kept.set(name, session)
    return session
  }

  /** Ends it; the Set-Cookie header that makes the browser forget it. */
  close(header: string | undefined, secure: boolean): string {
    this.#kept.delete(hashOf(cookieIn(header, nameOf(secure)) ?? ''))
    return `${cookieText(nameOf(secure), '', '/', secure)}; Max-Age=0`
  }

  #secret(): string {
    return Buffer.from(this.#world.random(SECRET_BYTES)).toString('base64url')
  }
}

/** With TLS a name that no other host, and no plain connection, can set. */
function nameOf(secure: boolean): string {
  return secure ? '__Host-airlatch-site' : 'airlatch-site'
}

function hashOf(cookie: string): string {
  return createHash('sha256').update(cookie).digest('base64url')
}
