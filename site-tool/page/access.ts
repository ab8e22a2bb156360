/**
 * Owns who may see the page of a site server, and its figures.
 *
 * - Without a password, only people on the server itself: the connection comes from a loopback address, names a loopback
 *   host (so no name that somebody pointed here, DNS rebinding), and no proxy has passed it on.
 *   In a container without root not even they: a program inside forwards its ports, whoever is behind it.
 * - With a password, everyone needs it, on the server too: other accounts of the computer, and a proxy that hides itself,
 *   are loopback as well.
 * - From elsewhere it is taken over TLS alone, unless the administrator says otherwise: who reads it on its way can take
 *   every seat back.
 * - Guessing is limited for each address, and for all of them together; people on the server do not wait for others.
 */
import type { IncomingMessage } from 'node:http'
import { TokenBuckets } from '../../src/http/buckets.ts'
import { clientOf, countedAs, isLoopback, type Proxies, plainAddress } from '../../src/http/client-address.ts'
import { type Clock, waitFrom } from '../../src/http/clock.ts'
import { hostOf } from '../../src/http/hosts.ts'
import { FairQueue } from '../../src/http/queue.ts'
import { isCrossSite, isSameSecret } from '../../src/http/same-origin.ts'
import type { AdminPassword } from './password.ts'
import { type PageSession, PageSessions } from './sessions.ts'

export interface AccessRules {
  /** Undefined: only people on the server itself see the page. */
  readonly password: AdminPassword | undefined
  /** Whether the server runs in a container whose ports are forwarded inside of it. */
  readonly isContained: boolean
  /** Takes the password over plain HTTP from elsewhere. */
  readonly allowsPlain: boolean
  readonly proxies: Proxies
  /** Networks that get the figures, beside the server itself. */
  readonly metricsFrom: Proxies
}

export interface AccessWorld {
  readonly clock: Clock
  random(bytes: number): Uint8Array
  isSecure(incoming: IncomingMessage): boolean
}

/** What a visit may do. */
export type Entrance =
  | { readonly kind: 'in'; readonly as: 'local' | 'signed-in'; readonly secret: string }
  /** `isReadable`: over plain HTTP from elsewhere, which the administrator allows. */
  | { readonly kind: 'sign-in'; readonly isReadable: boolean }
  | { readonly kind: 'refused'; readonly why: 'onlyHere' | 'contained' | 'needsTls' }

export type SignedIn =
  | { readonly kind: 'in'; readonly cookie: string }
  | { readonly kind: 'wrong' }
  | { readonly kind: 'wait'; readonly seconds: number }

/** A person who mistypes; a program that guesses gets 1,440 tries a day. */
const TRIES_OF_ONE = { burst: 5, everySeconds: 60, most: 10_000 }
const TRIES_OF_ALL = { burst: 20, everySeconds: 10, most: 1 }
/** Milliseconds: a hash takes a tenth of a second, one at a time. */
const LONGEST_WAIT_MS = 10_000
/** Headers that only a proxy writes. */
const PASSED_ON = [
  'forwarded',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-real-ip',
  'via',
]

export class PageAccess {
  readonly #rules: AccessRules
  readonly #world: AccessWorld
  readonly #sessions: PageSessions
  readonly #tries: TokenBuckets
  readonly #allTries: TokenBuckets
  readonly #hashing: FairQueue
  /** Of those who need no password. */
  readonly #localSecret: string

  constructor(rules: AccessRules, world: AccessWorld) {
    const { clock } = world
    const seconds = { now: () => clock.now() / 1000, secret: world.random(32) }
    this.#rules = rules
    this.#world = world
    this.#sessions = new PageSessions({ now: () => clock.now(), random: bytes => world.random(bytes) })
    this.#tries = new TokenBuckets(TRIES_OF_ONE, seconds)
    this.#allTries = new TokenBuckets(TRIES_OF_ALL, seconds)
    this.#hashing = new FairQueue({ atOnce: 1, atOnceOfOne: 1 }, clock)
    this.#localSecret = Buffer.from(world.random(32)).toString('base64url')
  }

  of(incoming: IncomingMessage): Entrance {
    const { password, allowsPlain, isContained } = this.#rules
    const isLocal = this.isLocal(incoming)
    if (password === undefined && isContained) return { kind: 'refused', why: 'contained' }
    if (password === undefined)
      return isLocal
        ? { kind: 'in', as: 'local', secret: this.#localSecret }
        : { kind: 'refused', why: 'onlyHere' }
    const isSecure = this.#world.isSecure(incoming)
    const isProtected = isSecure || isLocal
    if (!isProtected && !allowsPlain) return { kind: 'refused', why: 'needsTls' }
    const session = this.#session(incoming)
    if (session === undefined) return { kind: 'sign-in', isReadable: !isProtected }
    return { kind: 'in', as: 'signed-in', secret: session.secret }
  }

  /** Whether a form comes from a page of ours: by what the browser says, and by what the form carries. */
  isOwnForm(incoming: IncomingMessage, secret: string, carried: string): boolean {
    return !this.isFromElsewhere(incoming) && isSameSecret(carried, secret)
  }

  /** Also where the browser says that it is the same site, its Origin must be the host that it asked. */
  isFromElsewhere(incoming: IncomingMessage): boolean {
    const { host = '', origin, 'sec-fetch-site': site } = incoming.headers
    const own = [`${this.#world.isSecure(incoming) ? 'https' : 'http'}://${host.toLowerCase()}`]
    return (
      isCrossSite({ site: undefined, origin: origin?.toLowerCase() }, own) ||
      isCrossSite({ site: site as string | undefined, origin: undefined }, own)
    )
  }

  /** Tries a password. Errors: NotBegun, when too many try. */
  async signIn(incoming: IncomingMessage, password: string, signal: AbortSignal): Promise<SignedIn> {
    const isLocal = this.isLocal(incoming)
    const name = isLocal ? 'here' : countedAs(this.#clientOf(incoming).address)
    const wait = this.#tries.take(name) || (isLocal ? 0 : this.#allTries.take('all'))
    if (wait > 0) return { kind: 'wait', seconds: wait }
    const isRight = await this.#hashing.run(
      name,
      waitFrom(this.#world.clock, signal, LONGEST_WAIT_MS),
      async () => (await this.#rules.password?.isRight(password)) ?? false,
    )
    if (!isRight) return { kind: 'wrong' }
    this.#tries.giveBack(name)
    if (!isLocal) this.#allTries.giveBack('all')
    return { kind: 'in', cookie: this.#sessions.open(this.#world.isSecure(incoming)) }
  }

  signOut(incoming: IncomingMessage): string {
    return this.#sessions.close(incoming.headers.cookie, this.#world.isSecure(incoming))
  }

  /** Whether a visit may have the figures, which name nobody. */
  mayMeasure(incoming: IncomingMessage): boolean {
    if (this.isLocal(incoming)) return true
    const { address, isUnnamed } = this.#clientOf(incoming)
    return !isUnnamed && this.#rules.metricsFrom.has(address)
  }

  /** A person or a program on the server itself, without a proxy in between as far as that can be seen. */
  isLocal(incoming: IncomingMessage): boolean {
    const peer = plainAddress(incoming.socket.remoteAddress ?? '')
    const host = hostOf(incoming)?.replace(/^\[|\]$/g, '') ?? ''
    return (
      isLoopback(peer) &&
      isLoopback(host) &&
      !this.#rules.proxies.has(peer) &&
      // proxies of old speak HTTP/1.0 to what is behind them, and browsers do not
      incoming.httpVersion !== '1.0' &&
      !PASSED_ON.some(header => header in incoming.headers)
    )
  }

  #session(incoming: IncomingMessage): PageSession | undefined {
    return this.#sessions.of(incoming.headers.cookie, this.#world.isSecure(incoming))
  }

  #clientOf({ socket, headers }: IncomingMessage) {
    const forwarded = headers['x-forwarded-for']
    return clientOf(
      socket.remoteAddress ?? '',
      Array.isArray(forwarded) ? forwarded.join(',') : forwarded,
      this.#rules.proxies,
    )
  }
}
