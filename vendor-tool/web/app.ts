/**
 * Owns the routes of the self-service page. A GET shows, and never activates; a POST of our own page confirms. Nothing
 * is kept between two answers, so any process of several can give the next one: the request travels in the form.
 */
import type { IncomingMessage } from 'node:http'
import type { HttpBindings } from '@hono/node-server'
import { type Context, Hono } from 'hono'
import {
  armorOf,
  isMessage,
  messageFromLinkPath,
  messageFromText,
  messageFromUpload,
  pictureOf,
  requestCodeFromFile,
  requestCodeFromText,
} from '../../src/cli/page-message.ts'
import { AirlatchError } from '../../src/vendor.ts'
import { type BodyReader, bodyReader } from './body.ts'
import { clientAddress, countedAs, type Proxies, plainAddress } from './client-address.ts'
import type { Ask, Asking, Denied, Desk, Given, Offer, Refused } from './desk.ts'
import { type Clock, evenly } from './even-time.ts'
import { type Form, parseForm } from './form.ts'
import { COPYING, READING } from './headers.ts'
import { documentOf, type Html } from './html.ts'
import { type LimitRules, limitsOf } from './limits.ts'
import { type Frame, page, STYLE_PATH } from './pages/layout.ts'
import { FILE_PATH, licensePage } from './pages/license.ts'
import { type Carried, CONFIRM_PATH, offerPage } from './pages/offer.ts'
import { refusalPage } from './pages/refusal.ts'
import { READ_PATH, startPage } from './pages/start.ts'
import * as no from './refusals.ts'
import { cookieIn, isFromElsewhere, isTokenOf, newCookie, setCookie, tokenOf } from './same-origin.ts'
import { SCRIPT_PATH, type Scripts } from './scripts.ts'
import { STYLESHEET } from './stylesheet.ts'

/** A photograph of a phone. */
export const MOST_UPLOAD_BYTES = 16_777_216
/** A request in a form is at most 1,400 characters; the longest text of one that makes sense is not much more. */
const MOST_CONFIRM_BYTES = 65_536
const MOST_HELD_BYTES = 134_217_728
/** Each takes a thread, and 100 MB at most. */
const PICTURES_AT_ONCE = 2

export interface Surroundings {
  readonly desk: Desk
  readonly limits: LimitRules
  readonly proxies: Proxies
  /** The address that people know, when it was told. */
  readonly address: string | undefined
  readonly contact: string | undefined
  /** Undefined: the pages are without, and can do all that they can do without. */
  readonly scripts: Scripts | undefined
  readonly clock: Clock
  readonly random: (bytes: number) => Uint8Array
  /** Whether the browser came by TLS. */
  isSecure(incoming: IncomingMessage): boolean
  /** Whether the server takes no more work. */
  isStopping(): boolean
  /** An error that nobody expected, for whoever runs the server. */
  broken(error: unknown): void
}

/** What a route did, in a word, for the log: `offer`, `issued new`, or the code of a refusal. */
export interface Told {
  outcome?: string
}

type Env = { Bindings: HttpBindings & { readonly told: Told } }
type Visit = Context<Env>

export type App = Pick<Hono<Env>, 'fetch'>

export function appOf(world: Surroundings): App {
  const { desk, clock, scripts } = world
  const limits = limitsOf(world.limits, () => clock.now() / 1000)
  const frame: Frame = { vendorName: desk.vendorName, contact: world.contact }
  const bodies = bodyReader(MOST_HELD_BYTES)
  const healthy = rememberedFor(1000, clock, () => desk.health())
  let pictures = 0
  const app = new Hono<Env>()

  function show(
    title: string,
    content: Html,
    {
      status = 200,
      headers = {},
      script,
    }: { status?: number; headers?: Readonly<Record<string, string>>; script?: string | undefined } = {},
  ) {
    const all = { ...headers, 'content-type': 'text/html; charset=utf-8' }
    return new Response(documentOf(page(frame, title, content, script)), { status, headers: all })
  }
  function refuse(visit: Visit, answer: no.Answer): Response {
    visit.env.told.outcome = answer.code
    const { status, wait, title } = answer
    const headers = {
      ...(wait === undefined ? {} : { 'retry-after': String(wait) }),
      // what was not read cannot be told from the next request
      ...(status === 413 || status === 503 ? { connection: 'close' } : {}),
    }
    return show(title, refusalPage(answer), { status, headers })
  }
  function addressOf({ env: { incoming } }: Visit): string {
    const forwarded = incoming.headers['x-forwarded-for']
    const peer = incoming.socket.remoteAddress ?? ''
    return countedAs(
      clientAddress(peer, Array.isArray(forwarded) ? forwarded.join(',') : forwarded, world.proxies),
    )
  }

  /** The decision under its limits; its time tells nothing. Undefined: too many misses, and for how long. */
  async function decided<T extends { readonly kind: string }>(
    visit: Visit,
    asking: Asking,
    work: () => Promise<T>,
  ): Promise<T | no.Answer> {
    const address = addressOf(visit)
    const wait = limits.attempt(address, asking.keyId)
    if (wait > 0) return no.tooOften(wait)
    const result = await evenly<T>(clock, ({ kind }) => kind === 'denied', work)
    if (result.kind !== 'denied') limits.hit(address, asking.keyId)
    return result
  }

  async function showOffer(visit: Visit, ask: Ask): Promise<Response> {
    // a link has room for a small picture, which would have to be searched first
    if (ask.kind === 'message' && !isMessage(ask.message))
      throw new AirlatchError('input-not-recognised', { looks: 'binary' })
    const asking = await desk.read(ask)
    const offer = await decided<Offer | Refused | Denied>(visit, asking, () => desk.offer(asking))
    if (!('kind' in offer)) return refuse(visit, offer)
    if (offer.kind === 'denied') return refuse(visit, no.DENIED)
    if (offer.kind === 'refused') return refuse(visit, no.refusedAnswer(offer, desk.vendorName))
    visit.env.told.outcome = `offer ${offer.seat}`
    const secure = world.isSecure(visit.env.incoming)
    const present = cookieIn(visit.req.header('cookie'), secure)
    const cookie = present ?? newCookie(world.random)
    const carried = carriedOf(ask, cookie)
    return show(`Activate ${offer.productName}`, offerPage(asking, offer, carried), {
      headers: present === undefined ? { 'set-cookie': setCookie(cookie, secure) } : {},
    })
  }

  /** The request in a form of our own page, confirmed, or why not. */
  async function confirmed(visit: Visit): Promise<Confirmed | no.Answer> {
    const form = await formOf(visit, bodies, MOST_CONFIRM_BYTES)
    if ('status' in form) return form
    const carried = carriedIn(form)
    const cookie = cookieIn(visit.req.header('cookie'), world.isSecure(visit.env.incoming))
    if (
      carried === undefined ||
      cookie === undefined ||
      !isTokenOf(form.text('token'), cookie, bytesOf(carried))
    )
      return no.NO_COOKIE
    const asking = await desk.read(carried)
    const given = await decided<Given | Refused | Denied>(visit, asking, () => desk.confirm(asking))
    if (!('kind' in given)) return given
    if (given.kind === 'denied') return no.DENIED
    if (given.kind === 'refused') return no.refusedAnswer(given, desk.vendorName)
    visit.env.told.outcome = `issued ${given.seat}`
    return { kind: 'confirmed', asking, given, carried: carriedOf(carried, cookie) }
  }

  /** Reads what a person gave; few at a time, where it may be a picture. */
  async function askGiven(form: Form): Promise<Ask | no.Answer> {
    const file = await form.file('file')
    if (file === undefined) return askOfText(form.text('text'))
    if (isMessage(file)) return { kind: 'message', message: file }
    const code = requestCodeFromFile(file)
    if (code !== undefined) return { kind: 'code', code }
    if (pictures >= PICTURES_AT_ONCE) return no.BUSY
    pictures++
    try {
      return { kind: 'message', message: await messageFromUpload(file) }
    } finally {
      pictures--
    }
  }

  app.use(async (visit, next) => {
    const wait = limits.visit(addressOf(visit))
    if (wait > 0) return refuse(visit, no.tooOften(wait))
    if (visit.req.method === 'POST' && isFromElsewhere(originOf(visit), ownOrigins(visit)))
      return refuse(visit, no.FROM_ELSEWHERE)
    await next()
  })

  function ownOrigins(visit: Visit): readonly string[] {
    const scheme = world.isSecure(visit.env.incoming) ? 'https' : 'http'
    const here = `${scheme}://${visit.req.header('host') ?? ''}`
    return world.address === undefined ? [here] : [here, world.address]
  }

  app.get('/', () => {
    if (scripts === undefined) return show('Activate a computer', startPage)
    return show('Activate a computer', startPage, { headers: READING, script: scripts.start.path })
  })
  app.get(SCRIPT_PATH, visit => {
    const script = [scripts?.start, scripts?.license].find(one => one?.path === visit.req.path)
    return script?.answer(visit.req.header('accept-encoding')) ?? refuse(visit, no.NOT_FOUND)
  })
  app.get(
    STYLE_PATH,
    () => new Response(STYLESHEET, { headers: { 'content-type': 'text/css; charset=utf-8' } }),
  )
  app.get('/robots.txt', () => new Response('User-agent: *\nDisallow: /\n'))
  app.get('/favicon.ico', () => new Response(null, { status: 204 }))
  app.get('/health', async () => {
    const ok = !world.isStopping() && (await healthy())
    return Response.json({ ok }, { status: ok ? 200 : 503 })
  })

  for (const path of ['/A/:symbols', '/a/:symbols'])
    app.get(path, visit =>
      showOffer(visit, { kind: 'message', message: messageFromLinkPath(visit.req.param('symbols') ?? '') }),
    )

  app.post(READ_PATH, async visit => {
    const wait = limits.reading(addressOf(visit))
    if (wait > 0) return refuse(visit, no.tooOften(wait))
    const form = await formOf(visit, bodies, MOST_UPLOAD_BYTES)
    if ('status' in form) return refuse(visit, form)
    const given = await askGiven(form).catch(error => {
      const again = no.mistypedAnswer(error, desk.vendorName, form.text('text'))
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
    return show(`${given.productName} is activated`, licensePage(asking, given, shown, carried), {
      ...(scripts === undefined ? {} : { headers: COPYING, script: scripts.license.path }),
    })
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
  for (const path of ['/', '/A/:symbols', '/a/:symbols', '/health', STYLE_PATH, SCRIPT_PATH])
    app.all(path, visit => allowing(refuse(visit, no.WRONG_METHOD), 'GET, HEAD'))
  app.notFound(visit => refuse(visit, no.NOT_FOUND))

  app.onError((error, visit) => {
    const answer = no.thrownAnswer(error, desk.vendorName)
    if (answer === undefined || answer.status >= 500) world.broken(error)
    return refuse(visit, answer ?? no.bugAnswer())
  })
  return app
}

interface Confirmed {
  readonly kind: 'confirmed'
  readonly asking: Asking
  readonly given: Given
  readonly carried: Carried
}

function carriedOf(ask: Ask, cookie: string): Carried {
  const token = tokenOf(cookie, bytesOf(ask))
  if (ask.kind === 'code') return { field: 'code', value: ask.code, token }
  return { field: 'request', value: Buffer.from(ask.message).toString('base64url'), token }
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

/** What a token is made of: a code is text, and no message begins like one. */
function bytesOf(ask: Ask): Uint8Array {
  return ask.kind === 'code' ? new TextEncoder().encode(ask.code) : ask.message
}

function askOfText(text: string): Ask {
  const code = requestCodeFromText(text)
  return code === undefined ? { kind: 'message', message: messageFromText(text) } : { kind: 'code', code }
}

const NOT_READ = {
  'too-large': no.tooLarge(MOST_UPLOAD_BYTES),
  busy: no.BUSY,
  'cut-off': no.CUT_OFF,
} as const

async function formOf(visit: Visit, bodies: BodyReader, most: number): Promise<Form | no.Answer> {
  const body = await bodies.read(visit.env.incoming, most)
  if (body.kind !== 'read') return NOT_READ[body.kind]
  return (await parseForm(visit.req.header('content-type'), body.bytes)) ?? no.NO_FORM
}

function originOf({ req }: Visit) {
  return { site: req.header('sec-fetch-site'), origin: req.header('origin') }
}

function allowing(response: Response, methods: string): Response {
  response.headers.set('allow', methods)
  return response
}

/** Whether it went well, looked at again after so many milliseconds: who asks often does not ask the ledger often. */
function rememberedFor(
  milliseconds: number,
  clock: Clock,
  look: () => Promise<void>,
): () => Promise<boolean> {
  let last: { readonly at: number; readonly ok: Promise<boolean> } | undefined
  return () => {
    const at = clock.now()
    if (last === undefined || at - last.at >= milliseconds)
      last = {
        at,
        ok: look().then(
          () => true,
          () => false,
        ),
      }
    return last.ok
  }
}

/** Whether the connection's other end may ask at all: behind a proxy, the proxy and this computer alone. */
export function mayAsk(peer: string, proxies: Proxies): boolean {
  const address = plainAddress(peer)
  return proxies.has(address) || address === '::1' || address.startsWith('127.')
}
