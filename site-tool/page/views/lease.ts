/** Owns the page of one seat, and taking it back: what that does and what it cannot do, in words, before the button. */
import type { HeldLease } from '../../../src/site/leases.ts'
import { type Html, html, verbatim } from '../../../src/web/html.ts'
import { facts, link, minuteOf, moment, ownForm, section } from '../../../src/web/parts.ts'
import { SITE_PAGE } from '../../../src/words/en/site-page.ts'
import { pathIn, whoIs } from '../parts.ts'
import { nothingThere, type ProductVisit, type SiteAnswer, type SiteRoute } from '../visit.ts'
import { poolsText } from './seats.ts'

/** Characters of a reason. */
export const MOST_REASON = 200

export const LEASE: readonly SiteRoute[] = [
  { method: 'GET', path: '/seats/:lease', answer: async looked => leasePage(looked) },
  { method: 'POST', path: '/seats/:lease/take-back', answer: takeBack },
]

function leaseIn({ view, part }: ProductVisit): HeldLease | undefined {
  return view.leases.find(({ leaseId }) => leaseId === part('lease'))
}

function leasePage(looked: ProductVisit, problem?: string): SiteAnswer {
  const lease = leaseIn(looked)
  const { product } = looked.view
  if (lease === undefined) {
    const content = html`<p>${SITE_PAGE.lease.gone}</p><p>${link(pathIn(product), SITE_PAGE.back)}</p>`
    return { ...nothingThere('seats'), content }
  }
  return {
    kind: 'page',
    at: 'seats',
    title: SITE_PAGE.seatOf(whoIs(lease.holder)),
    status: problem === undefined ? 200 : 400,
    content: html`${problem !== undefined && html`<p class="notice problem" role="alert">${problem}</p>`}
<section class="card stack">${factsOf(lease)}<p class="hint">${SITE_PAGE.lease.claims}</p></section>
${takeBackSection(looked, lease)}
<p>${link(pathIn(product), SITE_PAGE.back)}</p>`,
  }
}

function factsOf(lease: HeldLease): Html {
  const { holder, platform, peer, grantedAt, issuedAt, expiresAt, borrowed, recalled, leaseId, clientKey } =
    lease
  const say = SITE_PAGE.lease
  return facts([
    [say.user, holder.account],
    [say.computer, holder.host],
    [say.workload, holder.workload],
    [say.process, holder.instance],
    [say.platform, SITE_PAGE.platforms[platform] || undefined],
    [say.address, peer ?? SITE_PAGE.byFile],
    [say.features, poolsText(lease) || undefined],
    [say.since, moment(grantedAt)],
    [say.renewed, moment(issuedAt)],
    [borrowed ? say.borrowed : say.ends, moment(expiresAt)],
    [say.reason, recalled],
    [say.id, leaseId],
    [say.key, clientKey.slice(0, 16)],
  ])
}

function takeBackSection(
  looked: ProductVisit,
  { holder, expiresAt, borrowed, recalled, leaseId }: HeldLease,
): Html {
  const say = SITE_PAGE.takeBack
  const until = minuteOf(expiresAt)
  if (recalled !== undefined) return html`<p class="notice open">${say.done(until)}</p>`
  const left = SITE_PAGE.seconds(Math.max(0, expiresAt - looked.now))
  const who = whoIs(holder)
  const fact = borrowed ? say.factBorrowed(who, until, left) : say.fact(who, until, left)
  const action = pathIn(looked.view.product, `/seats/${leaseId}/take-back`)
  return section(
    say.title,
    html`<p>${fact}</p>
${ownForm(
  looked,
  action,
  html`<div class="field"><label for="reason">${say.reason}</label><input id="reason" name="reason" value="${verbatim(looked.form.text('reason'))}" maxlength="${MOST_REASON}" required autocomplete="off" aria-describedby="reason-hint"><span class="hint" id="reason-hint">${say.reasonHint}</span></div>
<button type="submit" class="danger">${say.button}</button>`,
)}`,
  )
}

async function takeBack(looked: ProductVisit): Promise<SiteAnswer> {
  const { view, form, log } = looked
  const lease = leaseIn(looked)
  const reason = form.text('reason').trim().slice(0, MOST_REASON)
  if (lease !== undefined && reason === '') return leasePage(looked, SITE_PAGE.takeBack.reasonNeeded)
  const { productId, lending } = view.product
  // what is taken back already keeps its reason
  if (lease !== undefined && lease.recalled === undefined && (await lending.takeBack(lease.leaseId, reason)))
    log(SITE_PAGE.log.takenBack(productId, lease.leaseId))
  return {
    kind: 'elsewhere',
    path: pathIn(view.product, `/seats/${encodeURIComponent(looked.part('lease'))}`),
  }
}
