/** Owns what several views are made of: the path of a product, its warnings, how full it is, and who holds a seat. */

import type { LeaseHolder } from '../../src/core/message/holder.ts'
import type { LendingStatus } from '../../src/site/lending-status.ts'
import { type Html, html, withCode } from '../../src/web/html.ts'
import { SITE_PAGE } from '../../src/words/en/site-page.ts'
import type { ServedProduct } from '../served.ts'
import type { SiteWarning } from './warnings.ts'

/** Below the product; `more` begins with a slash. */
export function pathIn({ productId }: Pick<ServedProduct, 'productId'>, more = ''): string {
  return `/products/${encodeURIComponent(productId)}${more}`
}

export function warningList(warnings: readonly SiteWarning[]): Html {
  return html`${warnings.map(
    ({ text, isAhead }) =>
      html`<div class="notice ${isAhead ? 'open' : 'problem'}"><p>${withCode(text)}</p></div>\n`,
  )}`
}

export function stateOf(isLending: boolean): Html {
  return isLending
    ? html`<span class="state active">${SITE_PAGE.lends}</span>`
    : html`<span class="state revoked">${SITE_PAGE.lendsNot}</span>`
}

/** How full it is, as a bar: what is borrowed at its end, as an outline. */
export function gauge({ held, borrowed, seats = 0 }: LendingStatus): Html {
  const all = Math.max(held, seats, 1)
  const [here, away] = [held - borrowed, borrowed].map(part => Math.round((part / all) * 1e5) / 1e3)
  return html`<svg class="gauge${held >= seats && html` full`}" role="img" aria-label="${SITE_PAGE.gauge(held, seats, borrowed)}" width="100%" height="0.9em">
<rect class="ground" width="100%" height="100%" rx="4"/>
<rect class="bar" width="${here}%" height="100%" rx="4"/><rect class="bar outline" x="${here}%" width="${away}%" height="100%" rx="4"/></svg>`
}

/** The user, or what stands for one. */
export function whoIs({ account, workload, host }: LeaseHolder): string {
  return account ?? workload ?? host
}

export function figure(value: number): string {
  return value.toLocaleString('en-US')
}
