/** Owns how an answer becomes a document: a page, or a refusal with its headers. */
import { LANGS, type Lang } from '../../src/words/lang.ts'
import { type PageContent, type PageFrame, page, speechOf, stepsOf } from './pages/layout.ts'
import { refusalPage } from './pages/refusal.ts'
import { startPage } from './pages/start.ts'
import type { RefusalAnswer } from './refusals.ts'
import { speechIn, type Visit } from './visit.ts'

type Headers = Readonly<Record<string, string>>

export class Screen {
  readonly #frame: PageFrame
  readonly #starts: ReadonlyMap<Lang, string>

  /** `script`: the path of the start page's, if it has one. */
  constructor(frame: PageFrame, script: string | undefined) {
    this.#frame = frame
    this.#starts = new Map(LANGS.map(lang => [lang, startIn(frame, lang, script)]))
  }

  start(lang: Lang, headers: Headers): Response {
    return shown(this.#starts.get(lang) ?? '', 200, headers)
  }

  show(
    visit: Visit,
    { title, content, script }: PageContent,
    { status = 200, headers = {} }: { readonly status?: number; readonly headers?: Headers } = {},
  ): Response {
    return shown(String(page(this.#frame, speechIn(visit), { title, content, script })), status, headers)
  }

  refuse(visit: Visit, { status, wait, code, says }: RefusalAnswer): Response {
    const { exchange, incoming } = visit.env
    exchange.outcome = code
    const speech = speechIn(visit)
    const said = { code, ...says(speech, this.#frame) }
    // what was not read cannot be told from the next request
    const isUnread = incoming.method === 'POST' && !incoming.complete
    const headers = {
      ...(wait === undefined ? {} : { 'retry-after': String(wait) }),
      ...(isUnread || status === 503 ? { connection: 'close' } : {}),
    }
    return this.show(visit, { title: said.title, content: refusalPage(said, speech) }, { status, headers })
  }
}

function startIn(frame: PageFrame, lang: Lang, script: string | undefined): string {
  const speech = speechOf(lang)
  const { words } = speech
  return String(
    page(frame, speech, {
      title: words.start.title,
      content: startPage(words, stepsOf(frame, speech), frame.takesReceipts),
      script,
    }),
  )
}

function shown(document: string, status: number, headers: Headers): Response {
  return new Response(document, {
    status,
    headers: { ...headers, 'content-type': 'text/html; charset=utf-8' },
  })
}
