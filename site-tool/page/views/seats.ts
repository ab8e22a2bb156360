/** Owns who holds a seat of a product: searched, sorted and shown a page at a time by the server, and as a spreadsheet. */
import { BYTE_ORDER_MARK, csvLine } from '../../../src/cli/export.ts'
import type { HeldLease } from '../../../src/site/leases.ts'
import type { LendingStatus } from '../../../src/site/lending-status.ts'
import { type Html, html, verbatim } from '../../../src/web/html.ts'
import { facts, link, moment, section, table } from '../../../src/web/parts.ts'
import { formatInstant } from '../../../src/words/dates.ts'
import { SITE_PAGE } from '../../../src/words/en/site-page.ts'
import { figure, gauge, pathIn, stateOf, warningList, whoIs } from '../parts.ts'
import type { ProductVisit, SiteAnswer, SiteRoute } from '../visit.ts'
import { warningsOf } from '../warnings.ts'
import { endText, number } from './overview.ts'

/** Rows of a page. */
export const SEAT_ROWS = 50
/** Characters of a search. */
const MOST_SEARCH = 200

type SortName = keyof typeof SITE_PAGE.sorts
const SORTS: Readonly<Record<SortName, (one: HeldLease, other: HeldLease) => number>> = {
  user: (one, other) => compared(whoIs(one.holder), whoIs(other.holder)),
  host: (one, other) => compared(one.holder.host, other.holder.host),
  since: (one, other) => one.grantedAt - other.grantedAt,
  renewed: (one, other) => other.issuedAt - one.issuedAt,
  ends: (one, other) => one.expiresAt - other.expiresAt,
}
const ORDER = new Intl.Collator('en', { numeric: true })

export const SEATS: readonly SiteRoute[] = [
  { method: 'GET', path: '', answer: async looked => seatsPage(looked) },
  { method: 'GET', path: '/seats.csv', answer: async looked => leasesCsv(looked) },
]

function compared(one: string, other: string): number {
  return ORDER.compare(one, other)
}

function seatsPage(looked: ProductVisit): SiteAnswer {
  const { view } = looked
  const { product, status } = view
  return {
    kind: 'page',
    at: 'seats',
    title: product.productName,
    beside: stateOf(view.notLending === undefined),
    content: html`${warningList(warningsOf(view))}
${status !== undefined && standing(status, product.vendorName)}
${section(SITE_PAGE.holders, holders(looked))}
${status !== undefined && pools(status)}
${section(
  SITE_PAGE.files,
  html`<div class="actions"><a class="button" href="${pathIn(product, '/seats.csv')}" download>${SITE_PAGE.csvLeases}</a>${
    status?.license !== undefined &&
    html`<a class="button" href="${pathIn(product, '/report')}" download>${SITE_PAGE.report}</a>`
  }</div>`,
)}`,
  }
}

function standing(status: LendingStatus, vendorName: string): Html {
  const { license, seats, held, borrowed, queued } = status
  const say = SITE_PAGE.figures
  const lending = license?.lending
  return html`<section class="card stack">
${
  seats !== undefined &&
  html`<p class="in-use"><strong>${figure(held)}</strong> ${SITE_PAGE.ofSeats(seats)}</p>
${gauge(status)}
<dl class="numbers">${number(say.free, figure(Math.max(0, seats - held)))}${number(say.borrowed, figure(borrowed))}${number(say.waiting, figure(queued))}${number(say.ends, endText(license?.endsAt))}</dl>`
}
${facts([
  [say.vendor, vendorName],
  [say.unit, lending && SITE_PAGE.units[lending.seatUnit]],
  [say.longest, lending && SITE_PAGE.seconds(lending.longestLease)],
  [say.mayBorrow, lending && borrowText(lending.borrowing)],
])}
</section>`
}

function borrowText(borrowing: { readonly days: number; readonly most: number } | undefined): string {
  const say = SITE_PAGE.figures
  return borrowing === undefined ? say.borrowNone : say.borrow(borrowing.most, borrowing.days)
}

function pools({ pools }: LendingStatus): Html | undefined {
  if (pools.size === 0) return undefined
  const rows = [...pools].map(([name, { places, inUse, queued }]) => [
    name,
    ...[inUse, places, queued].map(figure),
  ])
  return section(SITE_PAGE.pools, table(SITE_PAGE.pools, SITE_PAGE.poolHeadings, rows, ''))
}

function holders({ view, query }: ProductVisit): Html {
  const { product, leases } = view
  const wanted = query('q').trim().slice(0, MOST_SEARCH)
  const sort = (Object.keys(SORTS) as SortName[]).find(name => name === query('sort')) ?? 'since'
  const found = searched(leases, wanted).toSorted(SORTS[sort])
  const pages = Math.max(1, Math.ceil(found.length / SEAT_ROWS))
  const page = Math.min(pages, Math.max(1, Math.trunc(Number(query('page'))) || 1))
  const rows = found.slice((page - 1) * SEAT_ROWS, page * SEAT_ROWS)
  const none = leases.length === 0 ? SITE_PAGE.noHolders : SITE_PAGE.noMatch
  const at = (number: number) =>
    `${pathIn(product)}?${new URLSearchParams({ ...(wanted === '' ? {} : { q: wanted }), sort, page: `${number}` })}`
  return html`${leases.length > 0 && filterForm(pathIn(product), wanted, sort)}
${table(
  SITE_PAGE.holders,
  SITE_PAGE.holderHeadings,
  rows.map(one => rowOf(one, pathIn(product))),
  none,
)}
${
  found.length > SEAT_ROWS &&
  html`<p class="pages">${page > 1 && link(at(page - 1), SITE_PAGE.previous)} <span>${SITE_PAGE.rows((page - 1) * SEAT_ROWS + 1, Math.min(page * SEAT_ROWS, found.length), found.length)}</span> ${page < pages && link(at(page + 1), SITE_PAGE.next)}</p>`
}`
}

function filterForm(path: string, wanted: string, sort: SortName): Html {
  return html`<form class="filter" action="${path}">
<div class="field"><label for="q">${SITE_PAGE.search}</label><input id="q" name="q" type="search" value="${verbatim(wanted)}" placeholder="${SITE_PAGE.searchHint}" maxlength="${MOST_SEARCH}" size="32" autocomplete="off" spellcheck="false"></div>
<div class="field"><label for="sort">${SITE_PAGE.sortBy}</label><select id="sort" name="sort">${Object.entries(
    SITE_PAGE.sorts,
  ).map(
    ([name, text]) => html`<option value="${name}"${name === sort && html` selected`}>${text}</option>`,
  )}</select></div>
<button type="submit" class="primary">${SITE_PAGE.show}</button>
</form>`
}

/** Without case, in every name that is shown. */
function searched(leases: readonly HeldLease[], wanted: string): readonly HeldLease[] {
  const text = wanted.toLowerCase()
  if (text === '') return leases
  return leases.filter(({ holder: { account, host, workload, instance }, peer, pools, leaseId }) =>
    [account, host, workload, instance, peer, leaseId, ...pools.keys()].some(name =>
      name?.toLowerCase().includes(text),
    ),
  )
}

function rowOf(lease: HeldLease, path: string) {
  const { holder, peer, grantedAt, issuedAt, expiresAt, leaseId, borrowed, recalled } = lease
  const { account, host, workload } = holder
  return [
    html`<a href="${path}/seats/${leaseId}"><bdi>${account ?? (workload === undefined ? SITE_PAGE.noAccount : workload)}</bdi></a>`,
    html`<span><bdi>${host}</bdi>${workload !== undefined && account !== undefined && html` <bdi class="quiet">${workload}</bdi>`}</span>`,
    peer ?? SITE_PAGE.byFile,
    poolsText(lease),
    moment(grantedAt),
    moment(issuedAt),
    html`<span>${moment(expiresAt)}${borrowed && html` <span class="state suspended">${SITE_PAGE.borrowedUntil}</span>`}${recalled !== undefined && html` <span class="state revoked">${SITE_PAGE.takenBack}</span>`}</span>`,
  ]
}

/** `cad, render (2)` */
export function poolsText({ pools }: HeldLease): string {
  return [...pools].map(([name, places]) => (places === 1 ? name : `${name} (${places})`)).join(', ')
}

function leasesCsv({ view: { product, leases } }: ProductVisit): SiteAnswer {
  const lines = leases.toSorted(SORTS.since).map(one => {
    const { account, host, workload, instance } = one.holder
    return csvLine([
      one.leaseId,
      account,
      host,
      workload,
      instance,
      one.peer,
      poolsText(one),
      formatInstant(one.grantedAt),
      formatInstant(one.issuedAt),
      formatInstant(one.expiresAt),
      one.borrowed,
      one.recalled,
    ])
  })
  return {
    kind: 'download',
    name: `${product.productId}-seats.csv`,
    type: 'text/csv; charset=utf-8',
    bytes: BYTE_ORDER_MARK + csvLine(SITE_PAGE.csv.lease) + lines.join(''),
  }
}
