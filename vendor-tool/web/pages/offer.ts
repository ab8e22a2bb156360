/** Owns the page that says in plain words what would be activated, with the one button that does it. */
import type { Ask } from '../../../src/vendor/door.ts'
import { type Html, html } from '../../../src/web/html.ts'
import type { DeskInput, Offer } from '../desk.ts'
import { checkList } from './checks.ts'
import { factList, type Speech } from './layout.ts'

export const CONFIRM_PATH = '/confirm'

/** What the forms carry: the request or receipt itself or a code, because nothing is kept, with token and pass (same-origin.ts). */
export interface Carried {
  readonly field: DeskInput['kind']
  readonly value: string
  readonly token: string
  readonly pass: string
}

export function carriedFields({ field, value, token, pass }: Carried): Html {
  return html`<input type="hidden" name="${field}" value="${value}">
<input type="hidden" name="token" value="${token}">
<input type="hidden" name="pass" value="${pass}">`
}

export function offerPage(ask: Ask, offer: Offer, carried: Carried, speech: Speech): Html {
  const again = offer.seat === 'repeated'
  const { labels, offer: words, term } = speech.words
  const { termBefore } = offer
  const changed = termBefore !== undefined
  return html`<p class="eyebrow">${again ? words.again : changed ? words.changed : words.ready}</p>
<h1><bdi>${offer.productName}</bdi></h1>
<p class="ticket"><span class="quiet">${labels.computerId}</span><strong>${ask.computerId}</strong></p>
<p>${words.compare}</p>
${factList([
  [labels.version, ask.version],
  [labels.seats, words.seats(offer)],
  [labels.license, term(offer.term)],
  [labels.licenseBefore, termBefore && term(termBefore)],
  [labels.runsOn, offer.isGeneric ? words.anyComputer : words.thisComputer],
  [labels.key, `${ask.keyId}-…`],
])}
<form method="post" action="${CONFIRM_PATH}" class="actions">
${carriedFields(carried)}
<button type="submit" class="primary">${again ? words.showAgain : changed ? words.renew : words.activate}</button>
<a href="/">${words.notThis}</a>
</form>
${
  offer.trace.length > 0 &&
  html`<details><summary>${words.checked}</summary>${checkList(offer.trace, speech)}</details>`
}`
}
