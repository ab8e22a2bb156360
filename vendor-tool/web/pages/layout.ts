/** Owns what every page has: head, the vendor's name above, and whom to ask below, in the visitor's language. */

import { headOf } from '../../../src/web/head.ts'
import { type Html, html } from '../../../src/web/html.ts'
import type { Lang } from '../../../src/words/lang.ts'
import { type ServeWords, serveWords } from '../../../src/words/serve.ts'
import { type HowTo, type ServeSteps, serveSteps } from '../../../src/words/serve-steps.ts'

/** What the vendor has below every page. */
export interface Footer {
  /** Whom a customer may ask: an e-mail address, an address of a page, or words. */
  readonly contact?: string | undefined
  /** Addresses of the vendor's own pages: who runs this one, and what becomes of personal data. */
  readonly imprint?: string | undefined
  readonly privacy?: string | undefined
}

/** Whose page it is, and what its customers do on their computers. */
export interface Host {
  readonly vendorName: string
  readonly takesReceipts: boolean
  readonly howTo: HowTo
}

export interface PageFrame extends Footer, Host {
  /** Where the style sheet is. */
  readonly stylePath: string
}

/** The language of a visitor, and its texts. */
export interface Speech {
  readonly lang: Lang
  readonly words: ServeWords
}

export function speechOf(lang: Lang): Speech {
  return { lang, words: serveWords(lang) }
}

/** What customers do on their computers, in the language of a visitor. */
export function stepsOf({ howTo }: Host, { lang }: Speech): ServeSteps {
  return serveSteps(lang, howTo)
}

/** The page on which a visitor chooses another language. */
export const LANGUAGE_FIELD = 'lang'

export interface PageContent {
  readonly title: string
  readonly content: Html
  /** The path of the page's own script, when it has one. */
  readonly script?: string | undefined
}

export function page(
  { vendorName, stylePath, contact, imprint, privacy }: PageFrame,
  { lang, words }: Speech,
  { title, content, script }: PageContent,
): Html {
  const [otherTag, otherName] = words.otherLanguage
  return html`<!doctype html>
<html lang="${lang}">
<head>
${headOf({ title, vendorName, stylePath, script })}
</head>
<body class="page">
<header><a href="/"><bdi>${vendorName}</bdi></a><span>${words.brand}</span></header>
<main class="stack">
${content}
</main>
<footer>
${contact === undefined ? undefined : html`<p>${words.questions} ${contactOf(contact)}</p>`}
<p>${words.kept(vendorName)}</p>
<p class="links">${linkTo(imprint, words.imprint)}${linkTo(privacy, words.privacy)}<a href="/?${LANGUAGE_FIELD}=${otherTag}" lang="${otherTag}" hreflang="${otherTag}">${otherName}</a></p>
</footer>
</body>
</html>
`
}

function linkTo(address: string | undefined, name: string): Html | undefined {
  return address === undefined ? undefined : html`<a href="${address}" rel="noreferrer">${name}</a> `
}

function contactOf(contact: string): Html {
  if (/^[^\s@"<>]+@[^\s@"<>]+$/.test(contact)) return html`<a href="mailto:${contact}">${contact}</a>`
  if (/^https:\/\/[^\s"<>]+$/.test(contact)) return html`<a href="${contact}" rel="noreferrer">${contact}</a>`
  return html`${contact}`
}

/** A list of facts; undefined values are left out. */
export function factList(
  facts: readonly (readonly [label: string, value: Html | string | undefined])[],
): Html {
  const rows = facts.flatMap(([label, value]) =>
    value === undefined ? [] : [html`<div><dt>${label}</dt><dd>${value}</dd></div>`],
  )
  return html`<dl class="facts">${rows}</dl>`
}
