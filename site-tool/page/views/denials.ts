/** Owns the newest denials of a product: who asked when and from where, and each reason in a sentence. */
import { html } from '../../../src/web/html.ts'
import { link, minuteOf, moment, section, upper } from '../../../src/web/parts.ts'
import { denialText } from '../../../src/words/en/denials.ts'
import { lendingText } from '../../../src/words/en/site.ts'
import { SITE_PAGE } from '../../../src/words/en/site-page.ts'
import type { ShownDenial } from '../denial-list.ts'
import { pathIn } from '../parts.ts'
import type { ProductVisit, SiteAnswer, SiteRoute } from '../visit.ts'

export const DENIALS: readonly SiteRoute[] = [
  { method: 'GET', path: '/denials', answer: async looked => denialsPage(looked) },
]

function denialsPage({ view: { product }, denials, startedAt }: ProductVisit): SiteAnswer {
  const latest = denials.of(product.productId)
  return {
    kind: 'page',
    at: 'denials',
    title: product.productName,
    content: section(
      SITE_PAGE.latest,
      html`<p class="hint">${SITE_PAGE.latestHint(minuteOf(startedAt))} ${link(pathIn(product, '/use'), SITE_PAGE.use)}</p>
${latest.length === 0 ? html`<p class="quiet">${SITE_PAGE.noLatest}</p>` : html`<ul class="events">${latest.map(item)}</ul>`}`,
    ),
  }
}

function item({ at, operation, holder, peer, reasons, denied }: ShownDenial) {
  const { account, host, workload, instance } = holder
  const texts = denied.length > 0 ? denied.map(lendingText) : reasons.map(denialText)
  return html`<li><p class="event"><strong>${moment(at)}</strong> <span><bdi>${account ?? workload ?? SITE_PAGE.noAccount}</bdi></span> <span>${SITE_PAGE.lease.computer} <bdi>${host}</bdi></span>${
    account !== undefined &&
    workload !== undefined &&
    html` <span>${SITE_PAGE.lease.workload} <bdi>${workload}</bdi></span>`
  }${instance !== undefined && html` <span>${SITE_PAGE.lease.process} <bdi>${instance}</bdi></span>`} <span class="quiet">${peer ?? SITE_PAGE.byFile}</span> <span class="quiet">${SITE_PAGE.wanted[operation]}</span></p>
${texts.map(text => html`<p>${upper(text)}.</p>`)}</li>\n`
}
