/** Owns the pages of a receipt: what would be given back, with the one button that does it; and what was. */

import { type Html, html } from '../../../src/web/html.ts'
import { formatDay } from '../../../src/words/dates.ts'
import type { Returned } from '../receipt-desk.ts'
import { factList, type Speech } from './layout.ts'
import { type Carried, carriedFields } from './offer.ts'

export const RELEASE_PATH = '/release'

/** `deactivatedAt`: seconds since 1970, as the receipt says it. */
export function receiptPage(
  returned: Returned,
  deactivatedAt: number,
  carried: Carried,
  { words }: Speech,
): Html {
  const { labels, offer, giveBack } = words
  const { productName, computerId, keyId } = returned
  return html`<p class="eyebrow">${giveBack.ready}</p>
<h1><bdi>${productName}</bdi></h1>
<p class="ticket"><span class="quiet">${labels.computerId}</span><strong>${computerId}</strong></p>
<p>${giveBack.what}</p>
${factList([
  [labels.key, `${keyId}-…`],
  [labels.deactivated, formatDay(deactivatedAt)],
  [labels.deactivations, giveBack.deactivations(returned)],
])}
<form method="post" action="${RELEASE_PATH}" class="actions">
${carriedFields(carried)}
<button type="submit" class="primary">${giveBack.confirm}</button>
<a href="/">${offer.notThis}</a>
</form>`
}

/** Now, or before. */
export function returnedPage(
  { when, productName, computerId, keyId, freedAt }: Returned,
  { words }: Speech,
): Html {
  const { labels, license, giveBack } = words
  return html`<p class="eyebrow done">${when === 'now' ? giveBack.done : giveBack.again}</p>
<h1>${giveBack.free}</h1>
<p class="ticket"><span class="quiet">${labels.computerId}</span><strong>${computerId}</strong></p>
<p>${giveBack.meaning}</p>
${factList([
  [labels.product, productName],
  [labels.key, `${keyId}-…`],
  [labels.freeSince, formatDay(freedAt)],
])}
<p class="quiet"><a href="/">${license.another}</a></p>`
}
