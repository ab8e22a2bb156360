/** Owns how the console shows refused requests: what the customer was told, for the clerk who is called about it. */
import type { RefusedRequest } from '../../src/vendor/door.ts'
import { type Html, html } from '../../src/web/html.ts'
import { link, moment, pathOf, upper } from '../../src/web/parts.ts'
import { labelFor, vendorWords } from '../../src/words/vendor-tool.ts'
import { reasonTexts } from '../refused-text.ts'

/** Those that proved their key, and folded away those that anyone may have sent. `of`: of one key, which is not said again. */
export function refusedList(refused: readonly RefusedRequest[], none: string, of?: 'key'): Html {
  const words = vendorWords().console.refusals
  const proved = refused.filter(({ isProved }) => isProved)
  const others = refused.filter(({ isProved }) => !isProved)
  return html`${proved.length === 0 ? html`<p class="quiet">${none}</p>` : list(proved, of)}
${others.length > 0 && html`<details><summary>${words.unproved}</summary><p class="hint">${words.unprovedHint}</p>${list(others, of)}</details>`}`
}

/** A sentence has no room in a table on a phone. */
function list(refused: readonly RefusedRequest[], of: 'key' | undefined): Html {
  return html`<ul class="events">${refused.map(
    one => html`<li><p class="event"><strong>${moment(one.at)}</strong>
${of === undefined && html`<span>${labelFor('key')} ${keyOf(one)}</span>`}
<span>${labelFor('computer')} <bdi>${one.computerId}</bdi></span>
${one.operator !== undefined && html`<span class="quiet">${vendorWords().console.refusals.by} <bdi>${one.operator}</bdi></span>`}</p>
${whyOf(one)}</li>\n`,
  )}</ul>`
}

/** A key that nobody sold has no page. */
function keyOf({ keyId, reasons }: RefusedRequest): Html | string {
  return reasons[0]?.code === 'key-not-found' ? keyId : link(pathOf('keys', keyId), keyId)
}

function whyOf(refused: RefusedRequest): Html {
  const { times } = refused
  return html`${reasonTexts(refused).map(text => html`<p>${upper(text)}.</p>`)}${times > 1 && html`<p class="quiet">${vendorWords().console.refusals.times(times)}</p>`}`
}
