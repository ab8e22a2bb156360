/** Owns a site server's page for tests: products that really lend, the real HTTP server, and clocks that a test sets. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type SitePage, sitePage } from '../../../site-tool/page/app.ts'
import type { IdleServed } from '../../../site-tool/page/board.ts'
import { AdminPassword } from '../../../site-tool/page/password.ts'
import type { ServedProduct } from '../../../site-tool/served.ts'
import type { SecretKey } from '../../../src/core/cose/key.ts'
import { AirlatchError } from '../../../src/core/errors.ts'
import type { LeaseRequest } from '../../../src/core/message/lease-request.ts'
import { proxiesOf } from '../../../src/http/client-address.ts'
import type { Clock } from '../../../src/http/clock.ts'
import { HttpServer, USUAL_PATIENCE } from '../../../src/http/server.ts'
import { Lending } from '../../../src/site/lending.ts'
import { handlerOf } from '../../../src/web/handler.ts'
import { pageHeaders } from '../../../src/web/headers.ts'
import { ROOT } from '../../../tools/bundle.ts'
import { serverKey } from '../../core/lease/lease-world.ts'
import { OF_SERVER } from '../../site/of-server.ts'
import { licenseOf, TestClient, TestClock } from '../../site/site-world.ts'
import * as world from '../../vectors/make/world.ts'

export const PASSWORD = 'correct horse battery'
export const STYLE = readFileSync(join(ROOT, 'pages', 'style.css'), 'utf8')

export interface PageSettings {
  readonly name?: string
  readonly license?: Uint8Array | undefined
  readonly password?: string
  readonly allowsPlain?: boolean
  readonly isContained?: boolean
  readonly proxies?: readonly string[]
  readonly metricsFrom?: readonly string[]
  readonly idle?: readonly IdleServed[]
  /** Whether it has its one product. */
  readonly isEmpty?: boolean
  /** As if TLS were spoken. */
  readonly isSecure?: boolean
  readonly clock?: TestClock
}

export interface PageShown {
  readonly status: number
  readonly headers: Headers
  readonly text: string
}

export class PageWorld {
  readonly clock: TestClock
  readonly lines: string[] = []
  readonly broken: unknown[] = []
  readonly folder: string
  readonly product: ServedProduct
  readonly page: SitePage
  readonly server: HttpServer
  isStopping = false
  #isClosed = false
  /** Sent with each request, once somebody has signed in. */
  cookie = ''

  private constructor(
    own: Pick<PageWorld, 'clock' | 'folder' | 'product'>,
    page: (world: PageWorld) => SitePage,
    server: HttpServer,
  ) {
    this.clock = own.clock
    this.folder = own.folder
    this.product = own.product
    this.page = page(this)
    this.server = server
  }

  static async open(settings: PageSettings = {}): Promise<PageWorld> {
    const folder = mkdtempSync(join(tmpdir(), 'airlatch-page-'))
    const clock = settings.clock ?? new TestClock()
    const { name = 'Scope Pro', license = licenseOf(50), isEmpty = false, isSecure = false } = settings
    let made: PageWorld | undefined
    const lending = await Lending.open({
      path: join(folder, 'state.db'),
      create: true,
      productId: world.PRODUCT,
      key: serverKey,
      trust: () => OF_SERVER,
      clock,
      onAnswered: one => made?.page.answered(world.PRODUCT, one),
    })
    if (!('license' in settings && settings.license === undefined)) {
      const { kind } = await lending.install(license)
      if (kind !== 'installed') throw new Error(`the license is ${kind}`)
    }
    const product = { productId: world.PRODUCT, productName: name, vendorName: 'Acme', lending }
    const password =
      settings.password === undefined
        ? undefined
        : await AdminPassword.of(settings.password, bytes => crypto.getRandomValues(new Uint8Array(bytes)))
    const timer: Clock = {
      now: () => clock.time * 1000,
      sleep: async () => {},
      after: () => () => {},
    }
    const pageOf = (own: PageWorld) =>
      sitePage({
        products: () => (isEmpty ? [] : [product]),
        idle: () => settings.idle ?? [],
        style: STYLE,
        version: '1.2.3',
        clock: timer,
        wall: () => clock.wall(),
        random: bytes => crypto.getRandomValues(new Uint8Array(bytes)),
        isSecure: () => isSecure,
        isStopping: () => own.isStopping,
        log: line => own.lines.push(line),
        broken: error => own.broken.push(error),
        password,
        allowsPlain: settings.allowsPlain ?? false,
        isContained: settings.isContained ?? false,
        proxies: proxiesOf('proxy', settings.proxies ?? []),
        metricsFrom: proxiesOf('metrics', settings.metricsFrom ?? []),
      })
    const server = await HttpServer.listen({
      host: '127.0.0.1',
      port: 0,
      handle: exchange => handlerOf((made as PageWorld).page as never)(exchange),
      headers: () => pageHeaders(false),
      mostBodyBytes: 16_384,
      patience: { ...USUAL_PATIENCE, drainMs: 0, graceMs: 0 },
      routeOf: () => '',
      log: () => {},
    })
    made = new PageWorld({ clock, folder, product }, pageOf, server)
    return made
  }

  get origin(): string {
    return `http://127.0.0.1:${this.server.port}`
  }

  get lending(): Lending {
    return this.product.lending
  }

  async close(): Promise<void> {
    if (this.#isClosed) return
    this.#isClosed = true
    await this.server.stop()
    await this.lending.close()
    rmSync(this.folder, { recursive: true })
  }

  /** Its state cannot be read from now on. */
  break(): void {
    const fails = () =>
      Promise.reject(new AirlatchError('ledger-damaged', { path: 'state.db', problem: 'x' }))
    Object.assign(this.lending, { status: fails, leases: fails, history: fails })
  }

  /** A client asks, from an address, and keeps what is granted. */
  async ask(
    client: TestClient,
    operation: LeaseRequest['operation'],
    more: Partial<LeaseRequest> = {},
    peer = '10.0.0.7',
  ): Promise<void> {
    const askedAt = this.clock.time
    const answer = await this.lending.answer(client.request(operation, more), peer)
    client.keep(answer, askedAt)
  }

  async get(path: string, headers: Readonly<Record<string, string>> = {}): Promise<PageShown> {
    return shownOf(await fetch(this.origin + path, { redirect: 'manual', headers: this.#headers(headers) }))
  }

  async post(
    path: string,
    fields: Readonly<Record<string, string>>,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<PageShown> {
    return shownOf(
      await fetch(this.origin + path, {
        method: 'POST',
        redirect: 'manual',
        body: new URLSearchParams(fields).toString(),
        headers: this.#headers({
          'content-type': 'application/x-www-form-urlencoded',
          origin: this.origin,
          'sec-fetch-site': 'same-origin',
          ...headers,
        }),
      }),
    )
  }

  #headers(headers: Readonly<Record<string, string>>): Record<string, string> {
    return { ...(this.cookie === '' ? {} : { cookie: this.cookie }), ...headers }
  }
}

async function shownOf(response: Response): Promise<PageShown> {
  return { status: response.status, headers: response.headers, text: await response.text() }
}

/** The secret that the forms of a page carry. */
export function secretIn({ text }: PageShown): string {
  return /name="form" value="([^"]*)"/.exec(text)?.[1] ?? ''
}

export { licenseOf, type SecretKey, TestClient }
