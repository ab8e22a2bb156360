/** Owns the page that says no: what happened, what to do now, and what was checked. */
import type { Step } from '../../../src/vendor.ts'
import { type Html, html } from '../html.ts'
import { checkList } from './checks.ts'
import { factList } from './layout.ts'
import { sentence } from './sentence.ts'

export interface No {
  /** The heading: a few words. */
  readonly title: string
  readonly code: string
  readonly happened: string
  readonly wayOut: string
  /** Computers that have the seats, and since which day. */
  readonly holders?: readonly (readonly [computer: string, since: string])[]
  readonly trace?: readonly Step[]
}

export function refusalPage({ title, code, happened, wayOut, holders = [], trace = [] }: No): Html {
  return html`<p class="eyebrow no">Not activated</p>
<h1>${title}</h1>
<p class="lead"><bdi>${sentence(happened)}</bdi></p>
${holders.length > 0 && factList(holders.map(([computer, since]) => [computer, `since ${since}`]))}
<section class="card">
<h2>What to do</h2>
<p>${sentence(wayOut)}</p>
</section>
${trace.length > 0 && html`<h2>What was checked</h2>${checkList(trace)}`}
<p class="act"><a class="button" href="/">Start again</a></p>
<p class="small">Code: <code>${code}</code></p>`
}
