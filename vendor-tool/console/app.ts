/**
 * Owns the routes of the console: who is let in, what a form may carry, and how an answer becomes a document. A visit
 * comes from this computer by an address of it (no name that somebody has pointed here), from the browser that opened the
 * link, and a form from one of our own pages.
 */
import { Hono } from 'hono'
import { BodyReader } from '../../src/http/body.ts'
import type { Clock } from '../../src/http/clock.ts'
import { Form, formKind, mostFormBytes, parseForm } from '../../src/http/form.ts'
import { hostOf } from '../../src/http/hosts.ts'
import { isCrossSite } from '../../src/http/same-origin.ts'
import { type StaticFile, staticFile } from '../../src/http/static.ts'
import { AirlatchError } from '../../src/vendor/door.ts'
import { pageHeaders } from '../../src/web/headers.ts'
import { html } from '../../src/web/html.ts'
import { FORM_FIELD, problem } from '../../src/web/parts.ts'
import { vendorWords } from '../../src/words/vendor-tool.ts'
import { READING, SCRIPTED } from '../web/headers.ts'
import type { Scripts } from '../web/scripts.ts'
import { type ConsoleFrame, documentOf } from './layout.ts'
import { notThere } from './parts.ts'
import { PresentKeys } from './present-keys.ts'
import type { Session } from './session.ts'
import { VIEWS } from './views/all.ts'
import type { Asked, ConsoleDesk, ConsoleEnv, ConsoleVisit, PageAnswer, Route, ViewAnswer } from './visit.ts'

export interface ConsoleWorld {
  readonly desk: ConsoleDesk
  readonly frame: Omit<ConsoleFrame, 'stylePath'>
  readonly session: Session
  /** The style sheet of the pages. */
  readonly style: string
  /** One reads codes by camera, from pictures and by drag and drop, one keeps what is half typed; undefined: the pages do without. */
  readonly scripts: Pick<Scripts, 'start' | 'keep'> | undefined
  readonly clock: Clock
  /** Somebody is at work: the console does not end. */
  awake(): void
  /** The link was used. */
  opened(): void
  /** An error that nobody expected. */
  broken(error: unknown): void
  /** What the person at the terminal should know. */
  note(text: string): void
}

/** A photograph of a phone; the largest list of keys is smaller. */
export const MOST_FILE_BYTES = 33_554_432
export const MOST_BODY_BYTES = mostFormBytes('multipart', MOST_FILE_BYTES)
/** Of a key: all its fields, and up to 256 features. */
const MOST_FIELDS = 320
/** One person, in a few windows. */
const BODIES = {
  small: { most: 4_194_304, mostOfOne: 4_194_304 },
  large: { most: 2 * MOST_BODY_BYTES, mostOfOne: 2 * MOST_BODY_BYTES },
}
const HTML = { 'content-type': 'text/html; charset=utf-8' }

/** Of every answer; a page that reads codes has more. */
export const CONSOLE_HEADERS = pageHeaders(false)

export function consoleApp(options: ConsoleWorld): Pick<Hono<ConsoleEnv>, 'fetch'> {
  const console = new Console(options)
  const { base } = options.session
  const app = new Hono<ConsoleEnv>()
  app.use(async (visit, next) => {
    const answer = console.guard(visit)
    if (answer !== undefined) return answer
    await next()
    return undefined
  })
  app.get(`${base}/:name{style\\.[0-9a-f]+\\.css}`, visit => console.file(visit))
  app.get(`${base}/script/:name`, visit => console.file(visit))
  for (const route of VIEWS)
    app.on(route.method, `${base}${route.path}`, visit => console.answer(visit, route))
  app.notFound(visit => console.shown(notThere('today'), visit, 404))
  app.onError((error, visit) => console.thrown(error, visit))
  return app
}

class Console {
  readonly #options: ConsoleWorld
  readonly #files: ReadonlyMap<string, StaticFile>
  readonly #frame: ConsoleFrame
  readonly #bodies: BodyReader
  readonly #keys: PresentKeys

  constructor(options: ConsoleWorld) {
    const { frame, scripts, style, clock } = options
    const sheet = staticFile('style', 'css', 'text/css', style)
    const files = scripts === undefined ? [sheet] : [sheet, scripts.start, scripts.keep]
    this.#options = options
    this.#files = new Map(files.map(file => [file.path, file]))
    this.#frame = { ...frame, stylePath: sheet.path }
    this.#bodies = new BodyReader(BODIES, clock)
    this.#keys = new PresentKeys(options.desk, options.note)
  }

  /** Why a visit goes no further, or the page of the link; undefined when it does. */
  guard(visit: ConsoleVisit): Response | undefined {
    const { session, awake } = this.#options
    const { method, path } = visit.req
    const { incoming } = visit.env
    const host = hostOf(incoming)
    // whoever does not come by an address of this computer learns nothing
    if (host !== '127.0.0.1' && host !== 'localhost') return refusal(421, 'onlyHere')
    if (session.isLink(path)) return method === 'GET' ? this.#open() : refusal(405, 'notAllowed')
    if (!session.isOf(visit.req.header('cookie'))) return refusal(403, 'noSession')
    if (method !== 'GET' && method !== 'HEAD' && !isFromHere(visit)) return refusal(403, 'fromElsewhere')
    awake()
    return undefined
  }

  /**
   * The first page after the link leads on by itself: what a file or another program opened is another site's to the
   * browser, which would not send the cookie along with a redirection.
   */
  #open(): Response {
    const { session, note, opened } = this.#options
    const words = vendorWords().console
    const cookie = session.open()
    if (cookie === undefined) {
      note(words.usedAgain)
      return refusal(403, 'used')
    }
    opened()
    const document = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="refresh" content="0; url=${session.base}/"><title>${words.opening}</title></head>
<body><p><a href="${session.base}/">${words.opening}</a></p></body></html>`
    return new Response(String(document), { headers: { ...HTML, 'set-cookie': cookie } })
  }

  file(visit: ConsoleVisit): Response {
    const file = this.#files.get(visit.req.path.slice(this.#options.session.base.length))
    return file?.answer(visit.req.header('accept-encoding')) ?? refusal(404, 'notFound')
  }

  async answer(visit: ConsoleVisit, route: Route): Promise<Response> {
    const { desk, session } = this.#options
    const form = route.method === 'GET' ? new Form(new Map(), new Map()) : await this.#form(visit, route)
    if (form === undefined) return this.shown(tooLarge(), visit, 413)
    // an audit of a large ledger sends nothing for minutes
    visit.env.outgoing.setTimeout(0)
    if (route.method === 'POST' && !session.isOwnForm(form.text(FORM_FIELD)))
      return refusal(403, 'fromElsewhere')
    const asked: Asked = {
      part: name => visit.req.param(name) ?? '',
      query: name => visit.req.query(name) ?? '',
      form,
      secret: session.formSecret,
    }
    await this.#keys.renew()
    return this.shown(await route.answer(desk, asked), visit)
  }

  async #form(visit: ConsoleVisit, { mostFile = 0 }: Route): Promise<Form | undefined> {
    const { incoming, outgoing } = visit.env
    const type = visit.req.header('content-type')
    const kind = formKind(type)
    if (kind === undefined) return undefined
    const most = mostFormBytes(kind, mostFile)
    const read = await this.#bodies.read(incoming, { most, address: 'here' }, release =>
      outgoing.once('close', release),
    )
    return read.kind === 'read' ? parseForm(type, read.bytes, MOST_FIELDS) : undefined
  }

  shown(answer: ViewAnswer, visit: ConsoleVisit, status?: number): Response {
    switch (answer.kind) {
      case 'elsewhere':
        if (answer.say !== undefined) this.#options.session.say(answer.say)
        return new Response(null, {
          status: 303,
          headers: { location: this.#options.session.base + answer.path },
        })
      case 'download':
        return new Response(answer.bytes as BodyInit, {
          headers: {
            'content-type': answer.type,
            ...(answer.length === undefined ? {} : { 'content-length': `${answer.length}` }),
            // the browser has the last byte before we have seen the end: whoever stops then would wait for its connection
            ...(answer.bytes instanceof ReadableStream ? { connection: 'close' } : {}),
            'content-disposition': `attachment; filename="${answer.name}"`,
          },
        })
      case 'page':
        return this.#page(answer, visit, status)
    }
  }

  #page(answer: PageAnswer, visit: ConsoleVisit, status: number = answer.status ?? 200): Response {
    const { session, scripts } = this.#options
    const script = answer.reads ? scripts?.start : scripts?.keep
    const document = documentOf(this.#frame, {
      ...answer,
      wanted: answer.wanted ?? '',
      script: script?.path,
      said: visit.req.method === 'GET' ? session.takeSaid() : undefined,
    })
    const own = answer.reads ? READING : SCRIPTED
    const headers = { ...HTML, ...(script === undefined ? {} : own) }
    return new Response(below(session.base, String(document)), { status, headers })
  }

  /** What a person did wrong is said on a page; what is our fault goes to the terminal as well. */
  thrown(error: unknown, visit: ConsoleVisit): Response {
    const words = vendorWords().console
    const known = error instanceof AirlatchError ? error : new AirlatchError('bug', {}, error)
    if (known.kind === 'bug') this.#options.broken(error)
    const answer: PageAnswer = {
      kind: 'page',
      section: 'today',
      title: words.failed,
      content: problem(known),
    }
    return this.#page(answer, visit, known.kind === 'bug' ? 500 : 400)
  }
}

/** A document whose links and forms lead below that path. Text in it has no bare quotation mark, and is left as it is. */
function below(base: string, document: string): string {
  return document.replace(/ (href|action|src)="\//g, ` $1="${base}/`)
}

/** As far as the browser says; another port of this computer is another origin. The secret in the form decides. */
function isFromHere({ req }: ConsoleVisit): boolean {
  const [site, origin] = ['sec-fetch-site', 'origin'].map(name => req.header(name))
  return !isCrossSite({ site, origin }, [`http://${req.header('host')}`])
}

/** As a page: what was sent is gone, and the clerk goes on somewhere. */
function tooLarge(): PageAnswer {
  const { failed, refused } = vendorWords().console
  return {
    kind: 'page',
    section: 'today',
    title: failed,
    content: html`<p role="alert">${refused.tooLarge}</p>`,
  }
}

type Refused = 'onlyHere' | 'notAllowed' | 'noSession' | 'fromElsewhere' | 'used' | 'notFound'

function refusal(status: number, why: Refused): Response {
  return new Response(`${vendorWords().console.refused[why]}\n`, {
    status,
    headers: { 'content-type': 'text/plain; charset=utf-8' },
  })
}
