/**
 * Owns the routes of the self-service page. A GET shows, and never activates or gives back; a POST of our own page
 * confirms. Nothing is kept between two answers, so any process of several can give the next one: the request or the
 * receipt travels in the form.
 */
import { Hono } from 'hono'
import { armorOf, isMessage, messageFromLinkPath, pictureOf } from '../../src/exchange/page-message.ts'
import type { Proxies } from '../../src/http/client-address.ts'
import type { Clock } from '../../src/http/clock.ts'
import type { Form } from '../../src/http/form.ts'
import { hostOf, isOwnHost } from '../../src/http/hosts.ts'
import { isCrossSite } from '../../src/http/same-origin.ts'
import type { Exchange } from '../../src/http/server.ts'
import { type StaticFile, staticFile } from '../../src/http/static.ts'
import { AirlatchError, type Ask, type VerifiedReceipt } from '../../src/vendor/door.ts'
import { remembered } from '../../src/web/health.ts'
import type { Html } from '../../src/web/html.ts'
import { langOfTag } from '../../src/words/lang.ts'
import { type HowTo, serveSteps } from '../../src/words/serve-steps.ts'
import type { Desk, DeskInput, DeskReceipt, DeskRequest, LicenseAnswer, Offer } from './desk.ts'
import { COPYING, READING } from './headers.ts'
import { Carrying, inputOf, UploadIntake } from './intake.ts'
import { type LimitRules, Limits } from './limits.ts'
import type { Refused } from './outcome.ts'
import { type Footer, LANGUAGE_FIELD } from './pages/layout.ts'
import { FILE_PATH, licensePage } from './pages/license.ts'
import { type Carried, CONFIRM_PATH, offerPage } from './pages/offer.ts'
import { RELEASE_PATH, receiptPage, returnedPage } from './pages/receipt.ts'
import { READ_PATH } from './pages/start.ts'
import type { Returned } from './receipt-desk.ts'
import * as no from './refusals.ts'
import { browserIn, newCookie, setCookie, setLanguage } from './same-origin.ts'
import { Screen } from './screen.ts'
import type { Scripts } from './scripts.ts'
import { MOST_WAIT_MS, Turns, type WithOpened } from './turns.ts'
import { type Env, langIn, originOf, speechIn, type Visit, Visitors } from './visit.ts'

export interface WebAppOptions {
  readonly desk: Desk
  readonly limits: LimitRules
  readonly proxies: Proxies
  /** The address that people know, when it was given: other names are not answered then. */
  readonly address: string | undefined
  readonly footer: Footer
  /** What customers do in the vendor's own program, in place of a command. */
  readonly howTo: HowTo
  /** The style sheet of the pages. */
  readonly style: string
  /** Undefined: the pages are without, and can do all that they can do without. */
  readonly scripts: Scripts | undefined
  readonly clock: Clock
  readonly random: (bytes: number) => Uint8Array
  /** Of all servers of this vendor, and of nobody else: what passes are made with. */
  readonly passSecret: Uint8Array
  /** Whether browsers reach the page by TLS: a request of theirs, or of the proxy in between. */
  isSecure(incoming: Exchange['incoming']): boolean
  /** Whether the server takes no more work. */
  isStopping(): boolean
  /** An error that nobody expected, for the operator of the server. */
  broken(error: unknown): void
  /** Something that the operator of the server should put right. */
  warn(line: string): void
}

export type App = Pick<Hono<Env>, 'fetch'>

/** Who asks so often that nothing is wrong: what browsers and balancers ask for by themselves. */
const ROBOTS = 'User-agent: *\nDisallow: /\n'
const FOR_A_DAY = { 'cache-control': 'public, max-age=86400' }
/** Of the style sheet and the scripts, as routes. */
const STATIC_PATHS = ['/:name{style\\.[0-9a-f]+\\.css}', '/script/:name']
const LINK_PATHS = ['/A/:symbols', '/a/:symbols']
/** Where our own pages send what they carry; it is counted when its pass is known. */
const OWN_FORM_PATHS: readonly string[] = [CONFIRM_PATH, FILE_PATH, RELEASE_PATH]

export function appOf(world: WebAppOptions): App {
  const page = new SelfService(world)
  const app = new Hono<Env>()
  app.use(async (visit, next) => {
    const answer = page.guard(visit)
    if (answer !== undefined) return answer
    await next()
    // our fault: the next try must not be refused for this one
    if (visit.res.status >= 500) visit.var.visitor?.undo()
    return undefined
  })
  app.get('/', visit => page.start(visit))
  for (const path of STATIC_PATHS) app.get(path, visit => page.file(visit))
  app.get('/robots.txt', () => new Response(ROBOTS, { headers: FOR_A_DAY }))
  app.get('/favicon.ico', () => new Response(null, { status: 204, headers: FOR_A_DAY }))
  app.get('/health', () => page.health())
  for (const path of LINK_PATHS) app.get(path, visit => page.link(visit, visit.req.param('symbols') ?? ''))
  app.post(READ_PATH, visit => page.read(visit))
  app.post(CONFIRM_PATH, visit => page.confirm(visit))
  app.post(FILE_PATH, visit => page.license(visit))
  app.post(RELEASE_PATH, visit => page.release(visit))
  for (const path of [READ_PATH, ...OWN_FORM_PATHS])
    app.all(path, visit => allowing(page.refuse(visit, no.WRONG_METHOD), 'POST'))
  for (const path of ['/', ...LINK_PATHS, '/health', ...STATIC_PATHS])
    app.all(path, visit => allowing(page.refuse(visit, no.WRONG_METHOD), 'GET, HEAD'))
  app.notFound(visit => page.refuse(visit, no.NOT_FOUND))
  app.onError((error, visit) => page.thrown(visit, error))
  return app
}

/** What one of our own forms carries, from the browser that was shown it. */
interface OwnForm<Given extends DeskInput> {
  readonly given: Given
  readonly hasPass: boolean
  readonly carried: Carried
}

/** A request that was confirmed, and its license. */
interface Confirmed {
  readonly kind: 'confirmed'
  readonly ask: Ask
  readonly answer: LicenseAnswer
  readonly carried: Carried
}

/** What each route answers. */
class SelfService {
  readonly #world: WebAppOptions
  readonly #screen: Screen
  readonly #turns: Turns
  readonly #intake: UploadIntake
  readonly #carrying: Carrying
  readonly #visitors: Visitors
  readonly #files: ReadonlyMap<string, StaticFile>
  readonly #ownHost: string | undefined
  readonly #isHealthy: () => Promise<boolean>

  constructor(world: WebAppOptions) {
    const { desk, clock, scripts, footer, address } = world
    const style = staticFile('style', 'css', 'text/css', world.style)
    const files = [style, ...Object.values<StaticFile>({ ...scripts })]
    const limits = new Limits(world.limits, { now: () => clock.now() / 1000, secret: world.random(32) })
    const { vendorName, receipts } = desk
    const takesReceipts = receipts !== undefined
    const frame = { ...footer, vendorName, takesReceipts, howTo: world.howTo, stylePath: style.path }
    this.#world = world
    this.#screen = new Screen(frame, scripts?.start.path)
    this.#turns = new Turns(clock)
    this.#intake = new UploadIntake(this.#turns, clock)
    this.#carrying = new Carrying(world.passSecret)
    this.#visitors = new Visitors(limits, world.proxies, line => world.warn(line))
    this.#files = new Map(files.map(file => [file.path, file]))
    this.#ownHost = address === undefined ? undefined : new URL(address).hostname
    this.#isHealthy = remembered(clock, () => desk.health({ waitAtMostMs: MOST_WAIT_MS }))
  }

  refuse(visit: Visit, answer: no.RefusalAnswer): Response {
    return this.#screen.refuse(visit, answer)
  }

  /** Why a visit goes no further; undefined when it does. */
  guard(visit: Visit): Response | undefined {
    const host = hostOf(visit.env.incoming)
    if (host === undefined) return this.refuse(visit, no.NO_HOST)
    const { method, path } = visit.req
    if (this.#ownHost !== undefined && path !== '/health' && !isOwnHost(host, [this.#ownHost]))
      return this.refuse(visit, no.OTHER_HOST)
    const visitor = this.#visitors.of(visit)
    visit.set('visitor', visitor)
    const wait = this.#isUncounted(path) ? 0 : visitor.visit()
    if (wait > 0) return this.refuse(visit, no.tooOften(wait))
    if (method === 'POST' && isCrossSite(originOf(visit), this.#ownOrigins(visit)))
      return this.refuse(visit, no.FROM_ELSEWHERE)
    return undefined
  }

  /** What browsers and balancers request by themselves, and confirmations. */
  #isUncounted(path: string): boolean {
    const uncounted = [...OWN_FORM_PATHS, '/health', '/robots.txt', '/favicon.ico']
    return this.#files.has(path) || uncounted.includes(path)
  }

  #ownOrigins(visit: Visit): readonly string[] {
    const { address } = this.#world
    const here = `${this.#isSecure(visit) ? 'https' : 'http'}://${visit.req.header('host') ?? ''}`
    return address === undefined ? [here] : [here, address]
  }

  #isSecure({ env: { incoming } }: Visit): boolean {
    return this.#world.isSecure(incoming)
  }

  start(visit: Visit): Response {
    const chosen = langOfTag(visit.req.query(LANGUAGE_FIELD) ?? '')
    return this.#screen.start(chosen ?? langIn(visit), {
      ...(this.#world.scripts === undefined ? {} : READING),
      ...(chosen === undefined ? {} : { 'set-cookie': setLanguage(chosen, this.#isSecure(visit)) }),
    })
  }

  file(visit: Visit): Response {
    const file = this.#files.get(visit.req.path)
    return file?.answer(visit.req.header('accept-encoding')) ?? this.refuse(visit, no.NOT_FOUND)
  }

  async health(): Promise<Response> {
    const ok = !this.#world.isStopping() && (await this.#isHealthy())
    return Response.json({ ok }, { status: ok ? 200 : 503 })
  }

  link(visit: Visit, symbols: string): Promise<Response> {
    return this.#shown(visit, inputOf(messageFromLinkPath(symbols)))
  }

  async read(visit: Visit): Promise<Response> {
    const wait = visit.var.visitor.reading()
    if (wait > 0) return this.refuse(visit, no.tooOften(wait))
    const form = await this.#intake.upload(visit)
    if ('status' in form) return this.refuse(visit, form)
    const given = await this.#intake.given(visit, form).catch(error => {
      const again = no.mistypedAnswer(error, form.text('text'))
      if (again === undefined) throw error
      return again
    })
    return 'kind' in given ? this.#shown(visit, given) : this.refuse(visit, given)
  }

  /** What would become of it. */
  #shown(visit: Visit, given: DeskInput): Promise<Response> {
    return given.kind === 'receipt' ? this.#receipt(visit, given) : this.#offer(visit, given)
  }

  async #offer(visit: Visit, given: DeskRequest): Promise<Response> {
    // a link has room for a small picture, which would have to be searched first
    if (given.kind === 'request' && !isMessage(given.message))
      throw new AirlatchError('input-not-recognised', { looks: 'binary' })
    const { desk } = this.#world
    const open = () => desk.open(given)
    const offer = await this.#turns.decide<Ask, Offer | Refused>(visit, { open, work: desk.offer })
    if (!('kind' in offer)) return this.refuse(visit, offer)
    if (offer.kind === 'denied') return this.refuse(visit, deniedOf(given))
    if (offer.kind === 'refused') return this.refuse(visit, no.refusedAnswer(offer))
    visit.env.exchange.outcome = `offer ${offer.seat}`
    const speech = speechIn(visit)
    const title = speech.words.offer.title(offer.productName)
    return this.#confirmable(visit, given, title, carried => offerPage(offer.opened, offer, carried, speech))
  }

  async #receipt(visit: Visit, given: DeskReceipt): Promise<Response> {
    const returned = await this.#decideReceipt(visit, given, 'offer')
    if ('status' in returned) return this.refuse(visit, returned)
    visit.env.exchange.outcome = `receipt ${returned.when}`
    if (returned.when === 'before') return this.#returned(visit, returned)
    const speech = speechIn(visit)
    const title = speech.words.giveBack.title(returned.productName)
    const { deactivatedAt } = returned.opened
    return this.#confirmable(visit, given, title, carried =>
      receiptPage(returned, deactivatedAt, carried, speech),
    )
  }

  /** A page with a form for this browser. */
  #confirmable(visit: Visit, given: DeskInput, title: string, content: (carried: Carried) => Html): Response {
    const isSecure = this.#isSecure(visit)
    const present = browserIn(visit.req.header('cookie'), isSecure)
    const cookie = present ?? newCookie(this.#world.random)
    const headers = present === undefined ? { 'set-cookie': setCookie(cookie, isSecure) } : {}
    return this.#screen.show(
      visit,
      { title, content: content(this.#carrying.of(given, cookie)) },
      { headers },
    )
  }

  async #decideReceipt(
    visit: Visit,
    { message }: DeskReceipt,
    step: 'offer' | 'confirm',
    hasPass = false,
  ): Promise<WithOpened<VerifiedReceipt, Returned> | no.RefusalAnswer> {
    const { receipts } = this.#world.desk
    if (receipts === undefined) return no.NO_RECEIPTS
    const decision = { open: () => receipts.open(message), hasPass, work: receipts[step] }
    const returned = await this.#turns
      .decide<VerifiedReceipt, Returned | Refused>(visit, decision)
      .catch((error: unknown) => this.#answerTo(error, 'receipt'))
    if (!('kind' in returned)) return returned
    if (returned.kind === 'denied') return no.RECEIPT_DENIED
    return returned.kind === 'refused' ? no.receiptRefused(returned) : returned
  }

  async release(visit: Visit): Promise<Response> {
    const form = await this.#ownForm(visit, isReceipt)
    if ('status' in form) return this.refuse(visit, form)
    const returned = await this.#decideReceipt(visit, form.given, 'confirm', form.hasPass)
    if ('status' in returned) return this.refuse(visit, returned)
    visit.env.exchange.outcome = `released ${returned.when}`
    return this.#returned(visit, returned)
  }

  #returned(visit: Visit, returned: Returned): Response {
    const speech = speechIn(visit)
    const title = speech.words.giveBack.doneTitle(returned.productName)
    return this.#screen.show(visit, { title, content: returnedPage(returned, speech) })
  }

  async confirm(visit: Visit): Promise<Response> {
    const confirmed = await this.#confirmed(visit)
    if ('status' in confirmed) return this.refuse(visit, confirmed)
    const { scripts, howTo } = this.#world
    const { ask, answer, carried } = confirmed
    const { message, productName } = answer
    const shown = { picture: await pictureOf(message), armored: armorOf('license', message) }
    const speech = speechIn(visit)
    return this.#screen.show(
      visit,
      {
        title: speech.words.license.title(productName),
        content: licensePage(ask, answer, shown, carried, speech, serveSteps(speech.lang, howTo)),
        script: scripts?.license.path,
      },
      { headers: scripts === undefined ? {} : COPYING },
    )
  }

  /** The license as a file. */
  async license(visit: Visit): Promise<Response> {
    const confirmed = await this.#confirmed(visit)
    if ('status' in confirmed) return this.refuse(visit, confirmed)
    const { ask, answer } = confirmed
    const headers = {
      'content-type': 'application/octet-stream',
      'content-disposition': `attachment; filename="${answer.productId}-${ask.computerId}.license"`,
    }
    return new Response(armorOf('license', answer.message), { headers })
  }

  /** The request in a form of our own page, confirmed, or why not. */
  async #confirmed(visit: Visit): Promise<Confirmed | no.RefusalAnswer> {
    const form = await this.#ownForm(visit, isRequest)
    if ('status' in form) return form
    const { given, hasPass, carried } = form
    const { desk } = this.#world
    const decision = { open: () => desk.open(given), hasPass, work: desk.confirm }
    const answer = await this.#turns.decide<Ask, LicenseAnswer | Refused>(visit, decision)
    if (!('kind' in answer)) return answer
    if (answer.kind === 'denied') return deniedOf(given)
    if (answer.kind === 'refused') return no.refusedAnswer(answer)
    visit.env.exchange.outcome = `issued ${answer.seat}`
    return { kind: 'confirmed', ask: answer.opened, answer, carried }
  }

  /** What a form of our own carries, from the browser that was shown it; or why not. */
  async #ownForm<Given extends DeskInput>(
    visit: Visit,
    isExpected: (given: DeskInput) => given is Given,
  ): Promise<OwnForm<Given> | no.RefusalAnswer> {
    const form = await this.#intake.ownForm(visit)
    const given = 'status' in form ? undefined : this.#carrying.in(form)
    // an office that activates together has passes, and is not counted
    const hasPass = given !== undefined && this.#carrying.hasPass(form as Form, given)
    const wait = hasPass ? 0 : visit.var.visitor.visit()
    if (wait > 0) return no.tooOften(wait)
    if ('status' in form) return form
    const cookie = browserIn(visit.req.header('cookie'), this.#isSecure(visit))
    if (given === undefined || cookie === undefined || !isExpected(given)) return no.NO_COOKIE
    if (!this.#carrying.hasToken(form, given, cookie)) return no.NO_COOKIE
    return { given, hasPass, carried: this.#carrying.of(given, cookie) }
  }

  thrown(visit: Visit, error: unknown): Response {
    return this.refuse(visit, this.#answerTo(error, 'request'))
  }

  /** The answer to what was thrown over a request or a receipt; what is our fault goes into the log. */
  #answerTo(error: unknown, answers: 'request' | 'receipt'): no.RefusalAnswer {
    const answer = no.thrownAnswer(error, answers)
    if (answer === undefined || (answer.status >= 500 && answer !== no.CROWDED)) this.#world.broken(error)
    return answer ?? no.BUG
  }
}

function isReceipt(given: DeskInput): given is DeskReceipt {
  return given.kind === 'receipt'
}

function isRequest(given: DeskInput): given is DeskRequest {
  return given.kind !== 'receipt'
}

function deniedOf({ kind }: DeskRequest): no.RefusalAnswer {
  return kind === 'code' ? no.CODE_DENIED : no.DENIED
}

function allowing(response: Response, methods: string): Response {
  response.headers.set('allow', methods)
  return response
}
