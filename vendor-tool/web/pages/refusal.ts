/** Owns the page that says no: what happened, what to do now, and what was checked. */
import type { Step } from '../../../src/vendor/door.ts'
import { type Html, html } from '../html.ts'
import { checkList } from './checks.ts'
import { factList } from './layout.ts'
import { sentence } from './sentence.ts'
import { textForm } from './start.ts'

export interface No {
  /** The heading: a few words. */
  readonly title: string
  readonly code: string
  readonly happened: string
  readonly wayOut: string
  /** Computers that have the seats, and since which day. */
  readonly holders?: readonly (readonly [computer: string, since: string])[]
  readonly trace?: readonly Step[]
  /** What was typed, to be put right. */
  readonly typed?: string
}

export function refusalPage({ title, code, happened, wayOut, holders = [], trace = [], typed }: No): Html {
  return html`<p class="eyebrow no">Not activated</p>
<h1>${title}</h1>
<p class="lead"><bdi>${sentence(happened)}</bdi></p>
${holders.length > 0 && factList(holders.map(([computer, since]) => ['Computer ID', html`<code>${computer}</code> since ${since}`]))}
<section class="card stack">
<h2>What to do</h2>
<p>${sentence(wayOut)}</p>
</section>
${typed !== undefined && html`<section class="card stack">${textForm(typed)}</section>`}
${trace.length > 0 && html`<h2>What was checked</h2>${checkList(trace)}`}
<p class="actions"><a${typed === undefined && html` class="button primary"`} href="/">Start again</a></p>
<p class="quiet">Code: <code>${code}</code></p>`
}
