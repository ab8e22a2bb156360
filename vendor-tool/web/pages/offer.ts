/** Owns the page that says in plain words what would be activated, with the one button that does it. */
import type { Asking, Offer } from '../desk.ts'
import { type Html, html } from '../html.ts'
import { checkList } from './checks.ts'
import { factList } from './layout.ts'

export const CONFIRM_PATH = '/confirm'

/** What the forms carry: the request itself or its code, because nothing is kept, with token and pass (same-origin.ts). */
export interface Carried {
  readonly field: 'request' | 'code'
  readonly value: string
  readonly token: string
  readonly pass: string
}

export function carriedFields({ field, value, token, pass }: Carried): Html {
  return html`<input type="hidden" name="${field}" value="${value}">
<input type="hidden" name="token" value="${token}">
<input type="hidden" name="pass" value="${pass}">`
}

export function offerPage(asking: Asking, offer: Offer, carried: Carried): Html {
  const again = offer.seat === 'repeated'
  return html`<p class="eyebrow">${again ? 'Activated before' : 'Ready to activate'}</p>
<h1><bdi>${offer.productName}</bdi></h1>
<p class="ticket"><span class="quiet">Computer ID</span><strong>${asking.computerId}</strong></p>
<p>Compare it with the computer ID that the computer shows.</p>
${factList([
  ['Version', asking.version],
  ['Seats', seatsText(offer)],
  ['License', offer.term],
  [
    'Runs on',
    offer.isGeneric ? 'any computer: whoever has the license can run the program' : 'this computer alone',
  ],
  ['Activation key', `${asking.keyId}-…`],
])}
<form method="post" action="${CONFIRM_PATH}" class="actions">
${carriedFields(carried)}
<button type="submit" class="primary">${again ? 'Show the license again' : 'Activate this computer'}</button>
<a href="/">Not this one</a>
</form>
${
  offer.trace.length > 0 &&
  html`<details><summary>What was checked</summary>${checkList(offer.trace)}</details>`
}`
}

function seatsText({ seat, seats }: Offer): string {
  if (seat === 'repeated') return 'takes no further one'
  if (seats === undefined) return 'no limit'
  const { of, taken } = seats
  if (seat === 'renewed') return `takes no further one: this computer has one of ${of}`
  if (seat === 'moved') return 'takes no further one: the seat of this computer moves to its changed hardware'
  const left = of - taken - 1
  const after = left === 0 ? 'none is left after it' : `${left} ${left === 1 ? 'is' : 'are'} left after it`
  return of === 1 ? 'takes the only one' : `takes 1 of ${of}, ${after}`
}
