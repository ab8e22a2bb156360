/** Owns the administrator's page within the server: its parts, and its routes next to the leases. */
import { randomBytes } from 'node:crypto'
import { VERSION } from '../../src/core/version.ts'
import { readStart } from '../../src/disk/system-file.ts'
import type { Proxies } from '../../src/http/client-address.ts'
import { systemClock } from '../../src/http/clock.ts'
import type { Exchange } from '../../src/http/server.ts'
import { isByTlsOfProxy } from '../../src/serving/secure.ts'
import { handlerOf } from '../../src/web/handler.ts'
import { styleSheet } from '../../src/web/page-files.ts'
import { isPagePath, type SitePage, sitePage } from '../page/app.ts'
import type { PageSettings } from '../page/options.ts'
import { AdminPassword } from '../page/password.ts'
import type { OpenSite } from '../site/open-site.ts'
import type { PortRoute } from './site-server.ts'

/** Milliseconds between two checks of every product. */
const TICK_MS = 60_000
const MOST_MAP_BYTES = 4096

export interface ServedPageOptions extends PageSettings {
  /** Called for each request. The site exists before the port opens. */
  readonly site: () => OpenSite
  readonly proxies: Proxies
  /** Whether the server itself speaks TLS. */
  readonly hasTls: boolean
  log(line: string): void
  broken(error: unknown): void
}

export class ServedPage {
  readonly page: SitePage
  readonly #broken: (error: unknown) => void
  readonly #timer: NodeJS.Timeout
  #isStopping: () => boolean = () => false

  /** Makes the page. Errors: invalid-value, if the password is too short; page-missing. */
  static async of(options: ServedPageOptions): Promise<ServedPage> {
    const random = (bytes: number) => Uint8Array.from(randomBytes(bytes))
    const { password } = options
    const admin =
      password === undefined ? undefined : await AdminPassword.of(password.text, random, password.from)
    return new ServedPage(options, admin, random)
  }

  private constructor(
    options: ServedPageOptions,
    password: AdminPassword | undefined,
    random: (bytes: number) => Uint8Array,
  ) {
    const { site, hasTls, proxies, log, broken, allowsPlain, metricsFrom } = options
    this.page = sitePage({
      products: () => site().products,
      idle: () => site().idle,
      style: styleSheet(),
      version: VERSION,
      clock: systemClock,
      wall: () => Date.now() / 1000,
      random,
      isSecure: incoming => hasTls || isByTlsOfProxy(incoming, proxies),
      isStopping: () => this.#isStopping(),
      log,
      broken,
      password,
      isContained: isContained(),
      allowsPlain,
      proxies,
      metricsFrom,
    })
    this.#broken = broken
    this.#timer = setInterval(() => void this.#tick(), TICK_MS).unref()
  }

  /** Returns the function that finds the route of a path; undefined if the path is not part of the page. */
  routeOf(isStopping: () => boolean): (path: string) => PortRoute | undefined {
    this.#isStopping = isStopping
    const handle = handlerOf(this.page)
    const route: PortRoute = { handle: (exchange: Exchange) => handle(exchange) }
    return path => (isPagePath(path) ? route : undefined)
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  async #tick(): Promise<void> {
    try {
      await this.page.tick()
    } catch (error) {
      this.#broken(error)
    }
  }
}

/**
 * Whether this is a container without root, whose ports a program inside of it forwards, so that every client on the
 * network has a loopback address. Such a container has user ids of its own. A wrong yes only means that a password is
 * required.
 */
function isContained(): boolean {
  const map = readStart('/proc/self/uid_map', MOST_MAP_BYTES)
  if (!('bytes' in map)) return false
  return map.bytes.toString().trim().split(/\s+/).join(' ') !== '0 0 4294967295'
}
