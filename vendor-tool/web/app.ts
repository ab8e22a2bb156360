/**
 * Owns the routes of the self-service page. A GET shows, and never activates; a POST of our own page confirms. Nothing
 * is kept between two answers, so any process of several can give the next one: the request travels in the form.
 */
import type { HttpBindings } from '@hono/node-server'
import { type Context, Hono } from 'hono'
import {
  armorOf,
  isMessage,
  isPicture,
  messageFromLinkPath,
  messageFromText,
  messageFromUpload,
  pictureOf,
  requestCodeFromFile,
  requestCodeFromText,
} from '../../src/exchange/page-message.ts'
import { BodyReader, type BodyRules } from '../../src/http/body.ts'
import { clientOf, countedAs, type Proxies } from '../../src/http/client-address.ts'
import { type Clock, type Wait, waitFrom, within } from '../../src/http/clock.ts'
import { type Form, formKind, MOST_TEXT_BYTES, mostFormBytes, parseForm } from '../../src/http/form.ts'
import { hostOf, isOwnHost } from '../../src/http/hosts.ts'
import { FairQueue } from '../../src/http/queue.ts'
import { isCrossSite } from '../../src/http/same-origin.ts'
import type { Exchange } from '../../src/http/server.ts'
import { type StaticFile, staticFile } from '../../src/http/static.ts'
import { AirlatchError } from '../../src/vendor/door.ts'
import { LANGS, type Lang, langOfHeader, langOfTag } from '../../src/words/lang.ts'
import type { Ask, Asking, Denied, Desk, Given, Offer, Refused } from './desk.ts'
import { evenly } from './even-time.ts'
import { COPYING, READING } from './headers.ts'
import { type LimitRules, Limits, type Visitor } from './limits.ts'
import { type Frame, LANGUAGE_FIELD, type PageParts, page, type Speech, speechOf } from './pages/layout.ts'
import { FILE_PATH, licensePage } from './pages/license.ts'
import { type Carried, CONFIRM_PATH, offerPage } from './pages/offer.ts'
import { refusalPage } from './pages/refusal.ts'
import { READ_PATH, startPage } from './pages/start.ts'
import * as no from './refusals.ts'
import {
  browserIn,
  isPassOf,
  isTokenOf,
  languageIn,
  newCookie,
  passOf,
  setCookie,
  setLanguage,
  tokenOf,
} from './same-origin.ts'
import type { Scripts } from './scripts.ts'

/** A photograph of a phone. */
const MOST_PICTURE_BYTES = 16_777_216
/** No route reads a larger body. */
export const MOST_BODY_BYTES = mostFormBytes('multipart', MOST_PICTURE_BYTES)
/** 128 MiB in all. An office behind one address has two of the largest pictures at a time, and thousands of confirmations. */
const BODIES: BodyRules = {
  small: { most: 33_554_432, mostOfOne: 4_194_304 },
  large: { most: 100_663_296, mostOfOne: 2 * MOST_BODY_BYTES },
}
/** Milliseconds for a turn here, and after that for the ledger: a visitor who would wait longer is asked to come back. */
const MOST_WAIT_MS = 5_000
/** Each takes a thread, and 100 MB at most. */
const PICTURES = { atOnce: 2, atOnceOfOne: 1 }
/** The ledger decides on one after the other, in the order in which it is asked: so few ask at a time that all addresses get a turn. */
const DECISIONS = { atOnce: 4, atOnceOfOne: 4 }
/** Milliseconds for both and the work: then the page says "Not now". */
const BUDGET_MS = 10_000
/** Milliseconds: balancers wait no longer for a health check. */
const HEALTH_MS = 2_000

export interface Surroundings {
  readonly desk: Desk
  readonly limits: LimitRules
  readonly proxies: Proxies
  /** The address that people know, when it was given: other names are not answered then. */
  readonly address: string | undefined
  readonly contact: string | undefined
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

type Env = {
  Bindings: HttpBindings & { readonly exchange: Exchange }
  Variables: { readonly visitor: Visitor }
}
type Visit = Context<Env>

export type App = Pick<Hono<Env>, 'fetch'>

/** Who asks so often that nothing is wrong: what browsers and balancers ask for by themselves. */
const ROBOTS = 'User-agent: *\nDisallow: /\n'
const FOR_A_DAY = { 'cache-control': 'public, max-age=86400' }

export function appOf(world: Surroundings): App {
  const { desk, clock, scripts, passSecret } = world
  const limits = new Limits(world.limits, { now: () => clock.now() / 1000, secret: world.random(32) })
  const style = staticFile('style', 'css', 'text/css', world.style)
  const files = new Map<string, StaticFile>()
  for (const file of [style, ...Object.values<StaticFile>({ ...scripts })]) files.set(file.path, file)
  const frame: Frame = { vendorName: desk.vendorName, contact: world.contact, stylePath: style.path }
  const bodies = new BodyReader(BODIES, clock)
  const isHealthy = remembered(clock, () => desk.health({ waitAtMostMs: MOST_WAIT_MS }))
  const decisions = new FairQueue(DECISIONS, clock)
  const pictures = new FairQueue(PICTURES, clock)
  const ownHost = world.address === undefined ? undefined : new URL(world.address).hostname
  const startDocuments = new Map(LANGS.map(lang => [lang, startDocumentIn(lang)]))
  let isWarned = false
  const app = new Hono<Env>()

  function startDocumentIn(lang: Lang): string {
    const speech = speechOf(lang)
    const { words } = speech
    return String(
      page(frame, speech, {
        title: words.start.title,
        content: startPage(words),
        script: scripts?.start.path,
      }),
    )
  }
  function show(
    visit: Visit,
    { title, content, script }: PageParts,
    { status = 200, headers = {} }: { status?: number; headers?: Readonly<Record<string, string>> } = {},
  ) {
    return shown(String(page(frame, speechIn(visit), { title, content, script })), status, headers)
  }
  function refuse(visit: Visit, answer: no.Answer): Response {
    const { exchange, incoming } = visit.env
    exchange.outcome = answer.code
    const { status, wait, code } = answer
    const speech = speechIn(visit)
    const said = { code, ...answer.says(speech, desk.vendorName) }
    // what was not read cannot be told from the next request
    const isUnread = incoming.method === 'POST' && !incoming.complete
    const headers = {
      ...(wait === undefined ? {} : { 'retry-after': String(wait) }),
      ...(isUnread || status === 503 ? { connection: 'close' } : {}),
    }
    return show(visit, { title: said.title, content: refusalPage(said, speech) }, { status, headers })
  }
  function visitorOf({ env: { incoming } }: Visit): Visitor {
    const forwarded = incoming.headers['x-forwarded-for']
    const peer = incoming.socket.remoteAddress ?? ''
    const { address, isUnnamed } = clientOf(
      peer,
      Array.isArray(forwarded) ? forwarded.join(',') : forwarded,
      world.proxies,
    )
    // health checks are the proxy's own
    if (isUnnamed && !isWarned && incoming.url !== '/health') {
      isWarned = true
      world.warn(
        'warning: the proxy does not say in X-Forwarded-For whose request it passes on, so all visitors share the limits of one: set that header in the proxy',
      )
    }
    return limits.visitor(countedAs(address))
  }

  /**
   * Reads what was given and decides on it, in its turn, within its limits and its time; that time tells nothing. `hasPass`: the request is known
   * to be made with a key of ours. Errors: NotBegun, ledger-busy, OutOfTime, those of the work.
   */
  async function decided<T extends { readonly kind: string }>(
    visit: Visit,
    { ask, hasPass = false }: { readonly ask: Ask; readonly hasPass?: boolean },
    work: (asking: Asking, wait: Wait) => Promise<T>,
  ): Promise<(T & { readonly asking: Asking }) | no.Answer> {
    const visitor = visit.var.visitor
    const { signal } = visit.env.exchange
    async function limited(): Promise<(T & { readonly asking: Asking }) | no.Answer> {
      const asking = desk.read(ask)
      // all of it begins here: a server that has a tenth of a second left to answer would only lose its connection
      const wait = waitFrom(clock, signal, MOST_WAIT_MS)
      if (hasPass) return { ...(await work(asking, wait)), asking }
      const attempt = visitor.attempt(asking.keyId)
      if (attempt.kind === 'busy') return no.CROWDED
      if (attempt.kind === 'wait') return no.tooOften(attempt.seconds)
      let isProved = false
      try {
        const result = await work(asking, wait)
        isProved = result.kind !== 'denied'
        return { ...result, asking }
      } finally {
        attempt.decided(isProved)
      }
    }
    const isDenied = (result: object) => 'kind' in result && result.kind === 'denied'
    return within(
      clock,
      BUDGET_MS,
      evenly(clock, isDenied, () => turn(decisions, visit, limited)),
    )
  }

  /** Errors: NotBegun, those of the work. */
  function turn<T>(queue: FairQueue, visit: Visit, work: () => Promise<T>): Promise<T> {
    return queue.run(
      visit.var.visitor.address,
      waitFrom(clock, visit.env.exchange.signal, MOST_WAIT_MS),
      work,
    )
  }

  async function showOffer(visit: Visit, ask: Ask): Promise<Response> {
    // a link has room for a small picture, which would have to be searched first
    if (ask.kind === 'message' && !isMessage(ask.message))
      throw new AirlatchError('input-not-recognised', { looks: 'binary' })
    const offer = await decided<Offer | Refused | Denied>(visit, { ask }, desk.offer)
    if (!('kind' in offer)) return refuse(visit, offer)
    if (offer.kind === 'denied') return refuse(visit, deniedOf(ask))
    if (offer.kind === 'refused') return refuse(visit, no.refusedAnswer(offer))
    visit.env.exchange.outcome = `offer ${offer.seat}`
    const secure = world.isSecure(visit.env.incoming)
    const present = browserIn(visit.req.header('cookie'), secure)
    const cookie = present ?? newCookie(world.random)
    const carried = carriedOf(ask, cookie)
    const speech = speechIn(visit)
    const title = speech.words.offer.title(offer.productName)
    return show(
      visit,
      { title, content: offerPage(offer.asking, offer, carried, speech) },
      { headers: present === undefined ? { 'set-cookie': setCookie(cookie, secure) } : {} },
    )
  }

  /** The request in a form of our own page, confirmed, or why not. */
  async function confirmed(visit: Visit): Promise<Confirmed | no.Answer> {
    const form = await formOf(visit, 0)
    const carried = 'status' in form ? undefined : carriedIn(form)
    // an office that activates together has passes, and is not counted
    const hasPass =
      carried !== undefined && isPassOf((form as Form).text('pass'), passSecret, bytesOf(carried))
    const wait = hasPass ? 0 : visit.var.visitor.visit()
    if (wait > 0) return no.tooOften(wait)
    if ('status' in form) return form
    const cookie = browserIn(visit.req.header('cookie'), world.isSecure(visit.env.incoming))
    if (
      carried === undefined ||
      cookie === undefined ||
      !isTokenOf(form.text('token'), cookie, bytesOf(carried))
    )
      return no.NO_COOKIE
    const given = await decided<Given | Refused | Denied>(visit, { ask: carried, hasPass }, desk.confirm)
    if (!('kind' in given)) return given
    if (given.kind === 'denied') return deniedOf(carried)
    if (given.kind === 'refused') return no.refusedAnswer(given)
    visit.env.exchange.outcome = `issued ${given.seat}`
    return { kind: 'confirmed', asking: given.asking, given, carried: carriedOf(carried, cookie) }
  }

  function carriedOf(ask: Ask, cookie: string): Carried {
    const bytes = bytesOf(ask)
    const proofs = { token: tokenOf(cookie, bytes), pass: passOf(passSecret, bytes) }
    if (ask.kind === 'code') return { field: 'code', value: ask.code, ...proofs }
    return { field: 'request', value: Buffer.from(ask.message).toString('base64url'), ...proofs }
  }

  /** Reads what a person gave; a picture in its turn, because it takes seconds. */
  async function askGiven(visit: Visit, form: Form): Promise<Ask | no.Answer> {
    const file = form.file('file')
    if (file === undefined) return askOfText(form.text('text'))
    if (isPicture(file)) return { kind: 'message', message: await pictureRead(visit, file) }
    if (file.length > MOST_TEXT_BYTES) return no.TEXT_TOO_LARGE
    if (isMessage(file)) return { kind: 'message', message: file }
    const code = requestCodeFromFile(file)
    if (code !== undefined) return { kind: 'code', code }
    return { kind: 'message', message: await messageFromUpload(file) }
  }

  function pictureRead(visit: Visit, file: Uint8Array): Promise<Uint8Array> {
    const { visitor } = visit.var
    return turn(pictures, visit, async () => {
      const begun = clock.now()
      try {
        return await messageFromUpload(file)
      } finally {
        visitor.chargeReading(Math.floor((clock.now() - begun) / 1000))
      }
    })
  }

  async function formOf(visit: Visit, mostFile: number): Promise<Form | no.Answer> {
    const { incoming, outgoing } = visit.env
    const type = visit.req.header('content-type')
    const kind = formKind(type)
    if (kind === undefined) return no.NO_FORM
    const most = mostFormBytes(kind, mostFile)
    const { address } = visit.var.visitor
    const body = await bodies.read(incoming, { most, address }, release => outgoing.once('close', release))
    if (body.kind === 'too-large') return most > MOST_TEXT_BYTES ? no.PICTURE_TOO_LARGE : no.TEXT_TOO_LARGE
    if (body.kind !== 'read') return no.NOT_RECEIVED[body.kind]
    return parseForm(type, body.bytes) ?? no.NOT_OUR_FORM
  }

  app.use(async (visit, next) => {
    const host = hostOf(visit.env.incoming)
    if (host === undefined) return refuse(visit, no.NO_HOST)
    const { method, path } = visit.req
    if (ownHost !== undefined && path !== '/health' && !isOwnHost(host, [ownHost]))
      return refuse(visit, no.OTHER_HOST)
    const visitor = visitorOf(visit)
    visit.set('visitor', visitor)
    const wait = isUncounted(path) ? 0 : visitor.visit()
    if (wait > 0) return refuse(visit, no.tooOften(wait))
    if (method === 'POST' && isCrossSite(originOf(visit), ownOrigins(visit)))
      return refuse(visit, no.FROM_ELSEWHERE)
    await next()
    // our fault: the next try must not be refused for this one
    if (visit.res.status >= 500) visitor.undo()
    return undefined
  })

  /** What browsers and balancers request by themselves; confirmations are counted when their pass is known. */
  function isUncounted(path: string): boolean {
    return (
      files.has(path) || [CONFIRM_PATH, FILE_PATH, '/health', '/robots.txt', '/favicon.ico'].includes(path)
    )
  }

  function ownOrigins(visit: Visit): readonly string[] {
    const scheme = world.isSecure(visit.env.incoming) ? 'https' : 'http'
    const here = `${scheme}://${visit.req.header('host') ?? ''}`
    return world.address === undefined ? [here] : [here, world.address]
  }

  app.get('/', visit => {
    const chosen = langOfTag(visit.req.query(LANGUAGE_FIELD) ?? '')
    const headers = {
      ...(scripts === undefined ? {} : READING),
      ...(chosen === undefined
        ? {}
        : { 'set-cookie': setLanguage(chosen, world.isSecure(visit.env.incoming)) }),
    }
    return shown(startDocuments.get(chosen ?? langIn(visit)) ?? '', 200, headers)
  })
  for (const path of STATIC_PATHS)
    app.get(path, visit => {
      const file = files.get(visit.req.path)
      return file?.answer(visit.req.header('accept-encoding')) ?? refuse(visit, no.NOT_FOUND)
    })
  app.get('/robots.txt', () => new Response(ROBOTS, { headers: FOR_A_DAY }))
  app.get('/favicon.ico', () => new Response(null, { status: 204, headers: FOR_A_DAY }))
  app.get('/health', async () => {
    const ok = !world.isStopping() && (await isHealthy())
    return Response.json({ ok }, { status: ok ? 200 : 503 })
  })

  for (const path of ['/A/:symbols', '/a/:symbols'])
    app.get(path, visit =>
      showOffer(visit, { kind: 'message', message: messageFromLinkPath(visit.req.param('symbols') ?? '') }),
    )

  app.post(READ_PATH, async visit => {
    const wait = visit.var.visitor.reading()
    if (wait > 0) return refuse(visit, no.tooOften(wait))
    const form = await formOf(visit, MOST_PICTURE_BYTES)
    if ('status' in form) return refuse(visit, form)
    const given = await askGiven(visit, form).catch(error => {
      const again = no.mistypedAnswer(error, form.text('text'))
      if (again === undefined) throw error
      return again
    })
    return 'kind' in given ? showOffer(visit, given) : refuse(visit, given)
  })

  app.post(CONFIRM_PATH, async visit => {
    const answer = await confirmed(visit)
    if ('status' in answer) return refuse(visit, answer)
    const { asking, given, carried } = answer
    const shown = { picture: await pictureOf(given.message), armored: armorOf('license', given.message) }
    const speech = speechIn(visit)
    const title = speech.words.license.title(given.productName)
    const content = licensePage(asking, given, shown, carried, speech)
    return show(
      visit,
      { title, content, script: scripts?.license.path },
      { headers: scripts === undefined ? {} : COPYING },
    )
  })

  app.post(FILE_PATH, async visit => {
    const answer = await confirmed(visit)
    if ('status' in answer) return refuse(visit, answer)
    const { asking, given } = answer
    const headers = {
      'content-type': 'application/octet-stream',
      'content-disposition': `attachment; filename="${given.productId}-${asking.computerId}.license"`,
    }
    return new Response(armorOf('license', given.message), { headers })
  })

  for (const path of [READ_PATH, CONFIRM_PATH, FILE_PATH])
    app.all(path, visit => allowing(refuse(visit, no.WRONG_METHOD), 'POST'))
  for (const path of ['/', '/A/:symbols', '/a/:symbols', '/health', ...STATIC_PATHS])
    app.all(path, visit => allowing(refuse(visit, no.WRONG_METHOD), 'GET, HEAD'))
  app.notFound(visit => refuse(visit, no.NOT_FOUND))

  app.onError((error, visit) => {
    const answer = no.thrownAnswer(error)
    if (answer === undefined || (answer.status >= 500 && answer !== no.CROWDED)) world.broken(error)
    return refuse(visit, answer ?? no.BUG)
  })
  return app
}

interface Confirmed {
  readonly kind: 'confirmed'
  readonly asking: Asking
  readonly given: Given
  readonly carried: Carried
}

/** What the form of our own page carries, in its one spelling, and nothing that would have to be read first. */
function carriedIn(form: Form): Ask | undefined {
  const code = form.text('code')
  if (code !== '') return requestCodeFromText(code) === code ? { kind: 'code', code } : undefined
  const text = form.text('request')
  const bytes = Buffer.from(text, 'base64url')
  if (bytes.toString('base64url') !== text || !isMessage(bytes)) return undefined
  return { kind: 'message', message: new Uint8Array(bytes) }
}

function deniedOf({ kind }: Ask): no.Answer {
  return kind === 'code' ? no.CODE_DENIED : no.DENIED
}

/** What a token is made of: a code is text, and no message begins like one. */
function bytesOf(ask: Ask): Uint8Array {
  return ask.kind === 'code' ? new TextEncoder().encode(ask.code) : ask.message
}

function askOfText(text: string): Ask {
  const code = requestCodeFromText(text)
  return code === undefined ? { kind: 'message', message: messageFromText(text) } : { kind: 'code', code }
}

/** What the visitor chose on a page, else what the browser asks for. */
function langIn({ req }: Visit): Lang {
  return languageIn(req.header('cookie')) ?? langOfHeader(req.header('accept-language'))
}

function speechIn(visit: Visit): Speech {
  return speechOf(langIn(visit))
}

function originOf({ req }: Visit) {
  return { site: req.header('sec-fetch-site'), origin: req.header('origin') }
}

function allowing(response: Response, methods: string): Response {
  response.headers.set('allow', methods)
  return response
}

/** Of the style sheet and the scripts, as routes. */
const STATIC_PATHS = ['/:name{style\\.[0-9a-f]+\\.css}', '/script/:name']

function shown(document: string, status: number, headers: Readonly<Record<string, string>>): Response {
  return new Response(document, {
    status,
    headers: { ...headers, 'content-type': 'text/html; charset=utf-8' },
  })
}

/** Milliseconds that a look at the ledger's health is good for. */
const HEALTHY_FOR_MS = 1_000

/**
 * Whether it went well: an answer in time, whatever the ledger does. Those who ask often do not ask the ledger often, and
 * never twice at a time.
 */
function remembered(clock: Clock, look: () => Promise<void>): () => Promise<boolean> {
  let last: { readonly at: number; readonly isWell: Promise<boolean>; isOver: boolean } | undefined
  function looked(): NonNullable<typeof last> {
    const isWell = look().then(
      () => true,
      () => false,
    )
    const one = { at: clock.now(), isWell, isOver: false }
    void isWell.then(() => {
      one.isOver = true
    })
    return one
  }
  return () => {
    const isOld = last === undefined || (last.isOver && clock.now() - last.at >= HEALTHY_FOR_MS)
    if (last === undefined || isOld) last = looked()
    return within(clock, HEALTH_MS, last.isWell).catch(() => false)
  }
}
