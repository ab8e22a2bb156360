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
} from '../../src/cli/page-message.ts'
import { AirlatchError } from '../../src/vendor.ts'
import { type BodyReader, bodyReader } from './body.ts'
import { clientAddress, countedAs, type Proxies, plainAddress } from './client-address.ts'
import type { Asking, Denied, Desk, Given, Offer, Refused } from './desk.ts'
import { type Clock, evenly } from './even-time.ts'
import { type Form, parseForm } from './form.ts'
import { documentOf, type Html } from './html.ts'
import { type LimitRules, limitsOf } from './limits.ts'
import { type Frame, page, STYLE_PATH } from './pages/layout.ts'
import { FILE_PATH, licensePage } from './pages/license.ts'
import { type Carried, CONFIRM_PATH, offerPage } from './pages/offer.ts'
import { refusalPage } from './pages/refusal.ts'
import { READ_PATH, startPage } from './pages/start.ts'
import * as no from './refusals.ts'
import { cookieIn, isFromElsewhere, isTokenOf, newCookie, setCookie, tokenOf } from './same-origin.ts'
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
type Ask = Context<Env>

export type App = Pick<Hono<Env>, 'fetch'>

export function appOf(world: Surroundings): App {
  const { desk, clock } = world
  const limits = limitsOf(world.limits, () => clock.now() / 1000)
  const frame: Frame = { vendorName: desk.vendorName, contact: world.contact }
  const bodies = bodyReader(MOST_HELD_BYTES)
  const healthy = rememberedFor(1000, clock, () => desk.health())
  let pictures = 0
  const app = new Hono<Env>()

  function show(title: string, content: Html, status = 200, more: Readonly<Record<string, string>> = {}) {
    const headers = { ...more, 'content-type': 'text/html; charset=utf-8' }
    return new Response(documentOf(page(frame, title, content)), { status, headers })
  }
  function refuse(ask: Ask, answer: no.Answer): Response {
    ask.env.told.outcome = answer.code
    const { status, wait, title } = answer
    return show(title, refusalPage(answer), status, {
      ...(wait === undefined ? {} : { 'retry-after': String(wait) }),
      // what was not read cannot be told from the next request
      ...(status === 413 || status === 503 ? { connection: 'close' } : {}),
    })
  }
  function addressOf({ env: { incoming } }: Ask): string {
    const forwarded = incoming.headers['x-forwarded-for']
    const peer = incoming.socket.remoteAddress ?? ''
    return countedAs(
      clientAddress(peer, Array.isArray(forwarded) ? forwarded.join(',') : forwarded, world.proxies),
    )
  }

  /** The decision under its limits; its time tells nothing. Undefined: too many misses, and for how long. */
  async function decided<T extends { readonly kind: string }>(
    ask: Ask,
    asking: Asking,
    work: () => Promise<T>,
  ): Promise<T | no.Answer> {
    const address = addressOf(ask)
    const wait = limits.attempt(address, asking.keyId)
    if (wait > 0) return no.tooOften(wait)
    const result = await evenly<T>(clock, ({ kind }) => kind === 'denied', work)
    if (result.kind !== 'denied') limits.hit(address, asking.keyId)
    return result
  }

  async function showOffer(ask: Ask, message: Uint8Array): Promise<Response> {
    // a link has room for a small picture, which would have to be searched first
    if (!isMessage(message)) throw new AirlatchError('input-not-recognised', { looks: 'binary' })
    const asking = await desk.read(message)
    const offer = await decided<Offer | Refused | Denied>(ask, asking, () => desk.offer(asking))
    if (!('kind' in offer)) return refuse(ask, offer)
    if (offer.kind === 'denied') return refuse(ask, no.DENIED)
    if (offer.kind === 'refused') return refuse(ask, no.refusedAnswer(offer, desk.vendorName))
    ask.env.told.outcome = `offer ${offer.seat}`
    const secure = world.isSecure(ask.env.incoming)
    const present = cookieIn(ask.req.header('cookie'), secure)
    const cookie = present ?? newCookie(world.random)
    const carried = carriedOf(message, cookie)
    return show(`Activate ${offer.productName}`, offerPage(asking, offer, carried), 200, {
      ...(present === undefined ? { 'set-cookie': setCookie(cookie, secure) } : {}),
    })
  }

  /** The request in a form of our own page, confirmed, or why not. */
  async function confirmed(ask: Ask): Promise<Confirmed | no.Answer> {
    const form = await formOf(ask, bodies, MOST_CONFIRM_BYTES)
    if ('status' in form) return form
    const message = bytesIn(form.text('request'))
    const cookie = cookieIn(ask.req.header('cookie'), world.isSecure(ask.env.incoming))
    if (message === undefined || cookie === undefined || !isTokenOf(form.text('token'), cookie, message))
      return no.NO_COOKIE
    const asking = await desk.read(message)
    const given = await decided<Given | Refused | Denied>(ask, asking, () => desk.confirm(asking))
    if (!('kind' in given)) return given
    if (given.kind === 'denied') return no.DENIED
    if (given.kind === 'refused') return no.refusedAnswer(given, desk.vendorName)
    ask.env.told.outcome = `issued ${given.seat}`
    return { kind: 'confirmed', asking, given, carried: carriedOf(message, cookie) }
  }

  /** Reads what a person gave; few at a time, where it may be a picture. */
  async function messageGiven(form: Form): Promise<Uint8Array | no.Answer> {
    const file = await form.file('file')
    if (file === undefined) return messageFromText(form.text('text'))
    if (isMessage(file)) return file
    if (pictures >= PICTURES_AT_ONCE) return no.BUSY
    pictures++
    try {
      return await messageFromUpload(file)
    } finally {
      pictures--
    }
  }

  app.use(async (ask, next) => {
    const wait = limits.visit(addressOf(ask))
    if (wait > 0) return refuse(ask, no.tooOften(wait))
    if (ask.req.method === 'POST' && isFromElsewhere(originOf(ask), ownOrigins(ask)))
      return refuse(ask, no.FROM_ELSEWHERE)
    await next()
  })

  function ownOrigins(ask: Ask): readonly string[] {
    const scheme = world.isSecure(ask.env.incoming) ? 'https' : 'http'
    const here = `${scheme}://${ask.req.header('host') ?? ''}`
    return world.address === undefined ? [here] : [here, world.address]
  }

  app.get('/', () => show('Activate a computer', startPage))
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
    app.get(path, ask => showOffer(ask, messageFromLinkPath(ask.req.param('symbols') ?? '')))

  app.post(READ_PATH, async ask => {
    const wait = limits.reading(addressOf(ask))
    if (wait > 0) return refuse(ask, no.tooOften(wait))
    const form = await formOf(ask, bodies, MOST_UPLOAD_BYTES)
    if ('status' in form) return refuse(ask, form)
    const message = await messageGiven(form)
    return message instanceof Uint8Array ? showOffer(ask, message) : refuse(ask, message)
  })

  app.post(CONFIRM_PATH, async ask => {
    const answer = await confirmed(ask)
    if ('status' in answer) return refuse(ask, answer)
    const { asking, given, carried } = answer
    const shown = { picture: await pictureOf(given.message), armored: armorOf('license', given.message) }
    return show(`${given.productName} is activated`, licensePage(asking, given, shown, carried))
  })

  app.post(FILE_PATH, async ask => {
    const answer = await confirmed(ask)
    if ('status' in answer) return refuse(ask, answer)
    const { asking, given } = answer
    const headers = {
      'content-type': 'application/octet-stream',
      'content-disposition': `attachment; filename="${asking.productId}-${asking.computerId}.license"`,
    }
    return new Response(armorOf('license', given.message), { headers })
  })

  for (const path of [READ_PATH, CONFIRM_PATH, FILE_PATH])
    app.all(path, ask => allowing(refuse(ask, no.WRONG_METHOD), 'POST'))
  for (const path of ['/', '/A/:symbols', '/a/:symbols', '/health', STYLE_PATH])
    app.all(path, ask => allowing(refuse(ask, no.WRONG_METHOD), 'GET, HEAD'))
  app.notFound(ask => refuse(ask, no.NOT_FOUND))

  app.onError((error, ask) => {
    const answer = no.thrownAnswer(error, desk.vendorName)
    if (answer === undefined || answer.status >= 500) world.broken(error)
    return refuse(ask, answer ?? no.bugAnswer())
  })
  return app
}

interface Confirmed {
  readonly kind: 'confirmed'
  readonly asking: Asking
  readonly given: Given
  readonly carried: Carried
}

function carriedOf(message: Uint8Array, cookie: string): Carried {
  return { request: Buffer.from(message).toString('base64url'), token: tokenOf(cookie, message) }
}

/** A message in a hidden field, and nothing that would have to be read first. */
function bytesIn(text: string): Uint8Array | undefined {
  const bytes = Buffer.from(text, 'base64url')
  return bytes.toString('base64url') === text && isMessage(bytes) ? new Uint8Array(bytes) : undefined
}

const NOT_READ = {
  'too-large': no.tooLarge(MOST_UPLOAD_BYTES),
  busy: no.BUSY,
  'cut-off': no.CUT_OFF,
} as const

async function formOf(ask: Ask, bodies: BodyReader, most: number): Promise<Form | no.Answer> {
  const body = await bodies.read(ask.env.incoming, most)
  if (body.kind !== 'read') return NOT_READ[body.kind]
  return (await parseForm(ask.req.header('content-type'), body.bytes)) ?? no.NO_FORM
}

function originOf({ req }: Ask) {
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
