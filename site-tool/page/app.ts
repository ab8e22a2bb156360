/**
 * Owns the routes of a site server beside `POST /lease`: the administrator's page, `/metrics` and `/health`. A GET shows
 * and changes nothing; a POST comes from a page of ours.
 *
 *   const page = sitePage({ products: () => products, ... })
 *   page.answered(productId, answered)      // of Lending's onAnswered
 *   page.took(productId, seconds)           // each request that was answered
 *   const response = await page.fetch(request, { incoming, outgoing, exchange })
 */
import type { IncomingMessage } from 'node:http'
import { Hono } from 'hono'
import { AirlatchError } from '../../src/core/errors.ts'
import { SITE_PORT } from '../../src/core/site/address.ts'
import { DAY_SECONDS } from '../../src/core/terms/term.ts'
import { BodyReader } from '../../src/http/body.ts'
import { type Clock, within } from '../../src/http/clock.ts'
import { Form, formKind, MOST_TEXT_BYTES, parseForm } from '../../src/http/form.ts'
import { hostOf } from '../../src/http/hosts.ts'
import { NotBegun } from '../../src/http/queue.ts'
import { type StaticFile, staticFile } from '../../src/http/static.ts'
import type { AnsweredRequest } from '../../src/site/lending.ts'
import { pageHeaders } from '../../src/web/headers.ts'
import { FORM_FIELD, problem } from '../../src/web/parts.ts'
import { SITE_PAGE } from '../../src/words/en/site-page.ts'
import type { ServedProduct } from '../served.ts'
import { type AccessRules, type Entrance, PageAccess } from './access.ts'
import { endsIn, type IdleServed, noticeOf, type ProductView, viewOf } from './board.ts'
import { DenialList } from './denial-list.ts'
import { healthOf, type SiteHealth } from './health.ts'
import { documentOf } from './layout.ts'
import { METRICS_TYPE, SiteMetrics } from './metrics.ts'
import { DENIALS } from './views/denials.ts'
import { LEASE } from './views/lease.ts'
import { overviewPage } from './views/overview.ts'
import { RULES } from './views/rules.ts'
import { SEATS } from './views/seats.ts'
import { SIGN_IN_PATH, signInPage } from './views/sign-in.ts'
import { USE } from './views/use.ts'
import {
  nothingThere,
  type SiteAnswer,
  type SiteEnv,
  type SitePageAnswer,
  type SiteRoute,
  type SiteVisit,
} from './visit.ts'

export interface SitePageOptions extends AccessRules {
  /** Those that lend at this moment. */
  readonly products: () => readonly ServedProduct[]
  /** Those that have a kit and lend nothing so far. */
  readonly idle: () => readonly IdleServed[]
  /** The style sheet of the pages. */
  readonly style: string
  readonly version: string
  readonly clock: Clock
  /** Seconds since 1970, by the clock of the computer. */
  readonly wall: () => number
  readonly random: (bytes: number) => Uint8Array
  /** Whether browsers reach the page by TLS: a request of theirs, or of the proxy in between. */
  isSecure(incoming: IncomingMessage | undefined): boolean
  /** Whether the server takes no more work. */
  isStopping(): boolean
  /** A line for the log. */
  log(line: string): void
  /** An error that nobody expected. */
  broken(error: unknown): void
}

export interface SitePage extends Pick<Hono<SiteEnv>, 'fetch'> {
  /** A request was answered, whatever the answer. */
  answered(productId: string, answered: AnsweredRequest): void
  /** It took so many seconds. */
  took(productId: string, seconds: number): void
  /**
   * Looks at each product: its hour gets a row, and a license that ends soon a line in the log. To be called once a minute.
   * Never rejects for what a state can have.
   */
  tick(): Promise<void>
}

/** Whether a path is one of these routes; what is not is somebody else's. */
export function isPagePath(path: string): boolean {
  return /^\/(?:|health|metrics|sign-(?:in|out)|products\/.*|style\.[0-9a-f]+\.css|robots\.txt|favicon\.ico)$/.test(
    path,
  )
}

const VIEWS: readonly SiteRoute[] = [...SEATS, ...LEASE, ...USE, ...DENIALS, ...RULES]
const HTML = { 'content-type': 'text/html; charset=utf-8' }
const TEXT = { 'content-type': 'text/plain; charset=utf-8' }
/** Milliseconds: who checks the health waits no longer. */
const HEALTH_MS = 2_000
const RECENT_MS = 1_000
const BODIES = {
  small: { most: 1_048_576, mostOfOne: 262_144 },
  large: { most: 0, mostOfOne: 0 },
}
const NO_FORM = new Form(new Map(), new Map())

export function sitePage(options: SitePageOptions): SitePage {
  const page = new Page(options)
  const app = new Hono<SiteEnv>()
  app.get('/health', () => page.health())
  app.get('/metrics', visit => page.metrics(visit))
  for (const path of ['/health', '/metrics'])
    app.all(path, () => refusal(405, SITE_PAGE.refused.notAllowed, { allow: 'GET, HEAD' }))
  app.get('/:name{style\\.[0-9a-f]+\\.css}', visit => page.file(visit))
  app.get('/robots.txt', () => new Response('User-agent: *\nDisallow: /\n', { headers: TEXT }))
  app.get('/favicon.ico', () => new Response(null, { status: 204 }))
  app.post(SIGN_IN_PATH, visit => page.signIn(visit))
  app.post('/sign-out', visit => page.signOut(visit))
  app.get('/', visit => page.overview(visit))
  for (const route of VIEWS)
    app.on(route.method, `/products/:product${route.path}`, visit => page.view(visit, route))
  app.notFound(visit => page.nothing(visit))
  app.onError((error, visit) => page.thrown(error, visit))
  return {
    fetch: app.fetch,
    answered: (productId, answered) => page.answered(productId, answered),
    took: (productId, seconds) => page.metricsBook.took(productId, seconds),
    tick: () => page.tick(),
  }
}

class Page {
  readonly metricsBook: SiteMetrics
  readonly #options: SitePageOptions
  readonly #access: PageAccess
  readonly #style: StaticFile
  readonly #denials = new DenialList()
  readonly #bodies: BodyReader
  readonly #startedAt: number
  /** A look at the products that is good for a moment: checks come from anywhere, and as often as they like. */
  #recent: { readonly at: number; readonly views: Promise<readonly ProductView[]> } | undefined
  /** The last notice of a license that ends, by its hash: in the log it stands once. */
  readonly #noticed = new Map<string, number>()

  constructor(options: SitePageOptions) {
    this.#options = options
    this.#access = new PageAccess(options, options)
    this.#style = staticFile('style', 'css', 'text/css', options.style)
    this.#bodies = new BodyReader(BODIES, options.clock)
    this.#startedAt = Math.floor(options.wall())
    this.metricsBook = new SiteMetrics(this.#startedAt)
  }

  answered(productId: string, answered: AnsweredRequest): void {
    this.metricsBook.answered(productId, answered)
    this.#denials.add(productId, answered, Math.floor(this.#options.wall()))
  }

  file({ req }: SiteVisit): Response {
    if (req.path !== this.#style.path) return new Response(null, { status: 404 })
    return this.#style.answer(req.header('accept-encoding'))
  }

  async health(): Promise<Response> {
    const health = await this.#health()
    return Response.json(health, { status: health.ok ? 200 : 503, headers: { 'cache-control': 'no-store' } })
  }

  async #health(): Promise<SiteHealth> {
    const { isStopping, clock, idle } = this.#options
    if (isStopping()) return { ok: false, products: [], code: 'stopping' }
    try {
      return healthOf(await within(clock, HEALTH_MS, this.#recentViews()), idle())
    } catch (error) {
      this.#options.broken(error)
      return { ok: false, products: [], code: 'no-answer' }
    }
  }

  async metrics({ env: { incoming } }: SiteVisit): Promise<Response> {
    if (!this.#access.mayMeasure(incoming)) return refusal(403, SITE_PAGE.refused.metrics)
    const views = await this.#recentViews()
    const measured = views.map(({ product: { productId }, status, notLending }) => ({
      productId,
      status,
      isLending: notLending === undefined,
    }))
    return new Response(this.metricsBook.text(this.#options.version, measured), {
      headers: { 'content-type': METRICS_TYPE, 'cache-control': 'no-store' },
    })
  }

  async tick(): Promise<void> {
    for (const { product, status } of await this.#views()) {
      const left = status && endsIn(status)
      const hash = status?.license?.hash ?? ''
      if (left === undefined || this.#noticed.get(hash) === noticeOf(left)) continue
      this.#noticed.set(hash, noticeOf(left))
      this.#options.log(SITE_PAGE.log.ends(product.productId, left))
    }
  }

  #views(): Promise<readonly ProductView[]> {
    return Promise.all(this.#options.products().map(viewOf))
  }

  #recentViews(): Promise<readonly ProductView[]> {
    const now = this.#options.clock.now()
    if (this.#recent === undefined || now - this.#recent.at >= RECENT_MS)
      this.#recent = { at: now, views: this.#views() }
    return this.#recent.views
  }

  async overview(visit: SiteVisit): Promise<Response> {
    const entrance = this.#entrance(visit)
    if (entrance instanceof Response) return entrance
    const views = await this.#views()
    const products = await Promise.all(
      views.map(async view => ({ view, deniedToday: await deniedToday(view, this.#options.wall()) })),
    )
    return this.#shown(overviewPage(products, this.#options.idle()), visit, entrance)
  }

  async view(visit: SiteVisit, route: SiteRoute): Promise<Response> {
    const { incoming } = visit.env
    const entrance = this.#entrance(visit)
    if (entrance instanceof Response) return entrance
    const product = this.#productOf(visit)
    if (product === undefined) return this.#shown(nothingThere(), visit, entrance)
    const form = route.method === 'GET' ? NO_FORM : await this.#form(visit)
    if (form === undefined) return refusal(413, SITE_PAGE.refused.tooLarge)
    if (route.method === 'POST' && !this.#access.isOwnForm(incoming, entrance.secret, form.text(FORM_FIELD)))
      return refusal(403, SITE_PAGE.refused.fromElsewhere)
    const view = await viewOf(product)
    const answer = await route.answer({
      view,
      denials: this.#denials,
      startedAt: this.#startedAt,
      now: view.status?.now ?? Math.floor(this.#options.wall()),
      part: name => visit.req.param(name) ?? '',
      query: name => visit.req.query(name) ?? '',
      form,
      secret: entrance.secret,
      log: line => this.#options.log(line),
    })
    return this.#shown(answer, visit, entrance)
  }

  async signIn(visit: SiteVisit): Promise<Response> {
    const { incoming, exchange } = visit.env
    const entrance = this.#access.of(incoming)
    if (entrance.kind === 'refused') return notIn(entrance.why, incoming)
    if (entrance.kind === 'in') return elsewhere('/')
    if (this.#access.isFromElsewhere(incoming)) return refusal(403, SITE_PAGE.refused.fromElsewhere)
    const form = await this.#form(visit)
    if (form === undefined) return refusal(413, SITE_PAGE.refused.tooLarge)
    const done = await this.#access.signIn(incoming, form.text('password'), exchange.signal)
    if (done.kind === 'in') {
      this.#options.log(SITE_PAGE.log.signedIn)
      return elsewhere('/', { 'set-cookie': done.cookie })
    }
    if (done.kind === 'wait') {
      const text = SITE_PAGE.refused.tooOften(done.seconds)
      return refusal(429, text, { 'retry-after': `${done.seconds}` })
    }
    this.#options.log(SITE_PAGE.log.wrongPassword)
    return this.#document(signInPage(entrance.isReadable, 403, SITE_PAGE.signIn.wrong), visit, undefined)
  }

  async signOut(visit: SiteVisit): Promise<Response> {
    const { incoming } = visit.env
    const entrance = this.#entrance(visit)
    if (entrance instanceof Response) return entrance
    const form = await this.#form(visit)
    if (!this.#access.isOwnForm(incoming, entrance.secret, form?.text(FORM_FIELD) ?? ''))
      return refusal(403, SITE_PAGE.refused.fromElsewhere)
    return elsewhere('/', { 'set-cookie': this.#access.signOut(incoming) })
  }

  nothing(visit: SiteVisit): Response {
    const entrance = this.#entrance(visit)
    return entrance instanceof Response ? entrance : this.#shown(nothingThere(), visit, entrance)
  }

  /** What a person did wrong is said on a page; what is our fault goes to the log as well. */
  thrown(error: unknown, visit: SiteVisit): Response {
    if (error instanceof NotBegun) return refusal(503, SITE_PAGE.refused.stopping)
    const known = error instanceof AirlatchError ? error : new AirlatchError('bug', {}, error)
    if (known.kind === 'bug') this.#options.broken(error)
    const entrance = this.#access.of(visit.env.incoming)
    if (entrance.kind !== 'in') return new Response(null, { status: 500 })
    const status = known.kind === 'bug' ? 500 : 503
    const answer = { kind: 'page', title: SITE_PAGE.failed, content: problem(known), status } as const
    return this.#document(answer, visit, entrance)
  }

  /** Who has come in; else what they are answered. */
  #entrance(visit: SiteVisit): (Entrance & { readonly kind: 'in' }) | Response {
    const { incoming } = visit.env
    if (hostOf(incoming) === undefined) return refusal(400, SITE_PAGE.refused.noHost)
    const entrance = this.#access.of(incoming)
    if (entrance.kind === 'in') return entrance
    if (entrance.kind === 'refused') return notIn(entrance.why, incoming)
    return this.#document(signInPage(entrance.isReadable, 403), visit, undefined)
  }

  async #form(visit: SiteVisit): Promise<Form | undefined> {
    const { incoming, outgoing } = visit.env
    const type = visit.req.header('content-type')
    if (formKind(type) !== 'urlencoded') return undefined
    const address = incoming.socket.remoteAddress ?? ''
    const read = await this.#bodies.read(incoming, { most: MOST_TEXT_BYTES, address }, release =>
      outgoing.once('close', release),
    )
    return read.kind === 'read' ? parseForm(type, read.bytes) : undefined
  }

  #productOf(visit: SiteVisit): ServedProduct | undefined {
    const wanted = visit.req.param('product')
    return this.#options.products().find(({ productId }) => productId === wanted)
  }

  #shown(answer: SiteAnswer, visit: SiteVisit, entrance: Entrance & { readonly kind: 'in' }): Response {
    switch (answer.kind) {
      case 'elsewhere':
        return elsewhere(answer.path)
      case 'download':
        return new Response(answer.bytes as BodyInit, {
          headers: {
            ...this.#headers(visit),
            'content-type': answer.type,
            'content-disposition': `attachment; filename="${answer.name}"`,
          },
        })
      case 'page':
        return this.#document(answer, visit, entrance)
    }
  }

  #document(
    answer: SitePageAnswer,
    visit: SiteVisit,
    entrance: (Entrance & { readonly kind: 'in' }) | undefined,
  ): Response {
    const products = entrance === undefined ? [] : this.#options.products()
    const document = documentOf(
      {
        stylePath: this.#style.path,
        products,
        product: entrance === undefined ? undefined : this.#productOf(visit),
        visitor: entrance,
      },
      answer,
    )
    return new Response(String(document), {
      status: answer.status ?? 200,
      headers: { ...this.#headers(visit), ...HTML },
    })
  }

  #headers({ env: { incoming } }: SiteVisit) {
    return pageHeaders(this.#options.isSecure(incoming))
  }
}

/** Requests that were denied since midnight in UTC. */
async function deniedToday({ product, status }: ProductView, wall: number): Promise<number | undefined> {
  if (status === undefined) return undefined
  const midnight = Math.floor(wall / DAY_SECONDS) * DAY_SECONDS
  const { hours } = await product.lending.history(midnight, midnight + DAY_SECONDS)
  return hours.reduce((sum, { denied }) => sum + denied, 0)
}

/** Why somebody is not let in, and how they may be. */
function notIn(why: 'onlyHere' | 'contained' | 'needsTls', { socket }: IncomingMessage): Response {
  return refusal(403, SITE_PAGE.refused[why](socket.localPort ?? SITE_PORT))
}

function elsewhere(location: string, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(null, { status: 303, headers: { ...pageHeaders(false), ...headers, location } })
}

function refusal(status: number, text: string, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(`${text}.\n`, { status, headers: { ...pageHeaders(false), ...headers, ...TEXT } })
}
