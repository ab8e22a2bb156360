/** Owns the page that says no: what happened, what to do now, and what was checked. */
import type { Step } from '../../../src/vendor/door.ts'
import { type Html, html } from '../../../src/web/html.ts'
import { checkList } from './checks.ts'
import { factList, type Speech } from './layout.ts'
import { sentence } from './sentence.ts'
import { textForm } from './start.ts'

export interface No {
  /** The heading: a few words. */
  readonly title: string
  readonly code: string
  readonly happened: string
  readonly wayOut: string
  /** What it answers; undefined when it is about the page itself. */
  readonly answers?: 'request' | 'receipt' | undefined
  /** Computers that have the seats, and since which day. */
  readonly holders?: readonly (readonly [computer: string, since: string])[]
  readonly trace?: readonly Step[]
  /** What was typed, to be put right. */
  readonly typed?: string
}

export function refusalPage(
  { title, code, happened, wayOut, answers, holders = [], trace = [], typed }: No,
  speech: Speech,
): Html {
  const { labels, refusal: words } = speech.words
  return html`${answers !== undefined && html`<p class="eyebrow no">${words.eyebrows[answers]}</p>`}
<h1>${title}</h1>
<p class="lead"><bdi>${sentence(happened)}</bdi></p>
${holders.length > 0 && factList(holders.map(([computer, since]) => [labels.computerId, html`<code>${computer}</code> ${words.since} ${since}`]))}
<section class="card stack">
<h2>${words.whatToDo}</h2>
<p>${sentence(wayOut)}</p>
</section>
${typed !== undefined && html`<section class="card stack">${textForm(speech.words, typed)}</section>`}
${trace.length > 0 && html`<h2>${words.checked}</h2>${checkList(trace, speech)}`}
<p class="actions"><a${typed === undefined && html` class="button primary"`} href="/">${words.again}</a></p>
<p class="quiet">${words.code} <code>${code}</code></p>`
}
