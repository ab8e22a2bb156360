/** Owns what every page of the console has: the search box, the ways to its sections, and what was just done. */

import { headOf } from '../../src/web/head.ts'
import { type Html, html, verbatim } from '../../src/web/html.ts'
import { vendorWords } from '../../src/words/vendor-tool.ts'

/** Where a page belongs, in the order of daily use. */
export const SECTIONS = {
  today: '/',
  received: '/received',
  keys: '/keys',
  activations: '/activations',
  customers: '/customers',
  renewals: '/renewals',
  products: '/products',
  reports: '/reports',
  log: '/log',
  desk: '/desk',
} as const
export type ConsoleSection = keyof typeof SECTIONS

export interface ConsoleFrame {
  readonly vendorName: string
  readonly operator: string
  readonly stylePath: string
}

export interface DocumentParts {
  readonly title: string
  readonly section: ConsoleSection
  readonly content: Html
  /** What stands beside the title. */
  readonly beside?: Html
  readonly wanted: string
  /** The path of the page's script, when it has one. */
  readonly script: string | undefined
  /** What was just done. */
  readonly said: string | undefined
  /** Seconds after which the page comes again. */
  readonly refresh?: number | undefined
}

export function documentOf({ vendorName, operator, stylePath }: ConsoleFrame, parts: DocumentParts): Html {
  const { title, section, content, beside, wanted, script, said, refresh } = parts
  const words = vendorWords().console
  const names = Object.keys(SECTIONS) as ConsoleSection[]
  return html`<!doctype html>
<html lang="en">
<head>
${headOf({ title, vendorName, stylePath, script })}
<link rel="icon" href="data:,">${
    refresh !== undefined &&
    html`
<meta http-equiv="refresh" content="${refresh}">`
  }
</head>
<body class="console">
<a class="skip" href="#content">${words.skip}</a>
<header>
<a class="vendor" href="/"><bdi>${vendorName}</bdi></a>
<form role="search" action="/find">
<label class="unseen" for="q">${words.find.label}</label>
<input id="q" name="q" type="search" value="${verbatim(wanted)}" placeholder="${words.find.hint}" minlength="3" maxlength="200" autocomplete="off" spellcheck="false" accesskey="f">
<button type="submit">${words.find.button}</button>
</form>
<span class="operator"><bdi>${operator}</bdi></span>
</header>
<nav aria-label="${words.sections}"><ul>
${names.map(
  name =>
    html`<li><a href="${SECTIONS[name]}"${name === section && html` aria-current="page"`}>${words.section[name]}</a></li>\n`,
)}</ul></nav>
<main id="content" class="stack" tabindex="-1">
${said !== undefined && html`<p class="notice good" role="status">${said}</p>`}
<div class="title"><h1>${title}</h1>${beside}</div>
${content}
</main>
<footer class="quiet">${words.utc}</footer>
</body>
</html>
`
}
