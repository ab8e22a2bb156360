/** Owns the first page: how each product stands, and what should be looked after. */

import { type Html, html } from '../../../src/web/html.ts'
import { section } from '../../../src/web/parts.ts'
import { formatEnd } from '../../../src/words/dates.ts'
import { SITE_PAGE } from '../../../src/words/en/site-page.ts'
import type { IdleServed, ProductView } from '../board.ts'
import { figure, gauge, pathIn, stateOf, warningList } from '../parts.ts'
import type { SitePageAnswer } from '../visit.ts'
import { idleWarning, warningsOf } from '../warnings.ts'

/** A product, and the requests that were denied today; undefined: the state cannot be read. */
export interface OverviewProduct {
  readonly view: ProductView
  readonly deniedToday: number | undefined
}

export function overviewPage(
  products: readonly OverviewProduct[],
  idle: readonly IdleServed[],
): SitePageAnswer {
  const isEmpty = products.length === 0 && idle.length === 0
  return {
    kind: 'page',
    title: SITE_PAGE.overview,
    content: html`${isEmpty && html`<p class="lead">${SITE_PAGE.noProducts}</p>`}
<div class="columns">
${products.map(productCard)}${idle.map(one =>
  section(one.productName ?? one.productId, warningList([idleWarning(one)]), stateOf(false)),
)}</div>`,
  }
}

function productCard({ view, deniedToday }: OverviewProduct): Html {
  const { product, status, notLending } = view
  const say = SITE_PAGE.figures
  return html`<section class="card stack"><div class="head"><h2><a href="${pathIn(product)}"><bdi>${product.productName}</bdi></a></h2>${stateOf(notLending === undefined)}</div>
${
  status?.seats !== undefined &&
  html`<p class="in-use"><strong>${figure(status.held)}</strong> ${ofSeats(status.seats)}</p>
${gauge(status)}
<dl class="numbers">
${number(say.borrowed, figure(status.borrowed))}${number(say.waiting, figure(status.queued))}${number(say.deniedToday, deniedToday === undefined ? '' : figure(deniedToday))}${number(say.ends, endText(status.license?.endsAt))}</dl>`
}
${warningList(warningsOf(view))}
</section>
`
}

function ofSeats(seats: number): string {
  return SITE_PAGE.ofSeats(seats)
}

export function number(label: string, value: string): Html {
  return html`<div><dt>${label}</dt><dd>${value}</dd></div>`
}

export function endText(endsAt: number | undefined): string {
  return endsAt === undefined ? SITE_PAGE.figures.endsNever : formatEnd(endsAt).slice(0, 10)
}
