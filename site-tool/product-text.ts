/** Owns how a product on the server is shown, and the warnings that its administrator should get in time. */

import { daysUntil } from '../src/core/terms/days-left.ts'
import { NOTICE_DAYS, notLendingOf } from '../src/site/lending-status.ts'
import type { SiteStanding } from '../src/site/standing.ts'
import { formatEnd, shownEnd } from '../src/words/dates.ts'
import { type CellValue, visible } from '../src/words/output.ts'
import { reasonJson, warningTexts } from '../src/words/reasons.ts'
import { siteWords } from '../src/words/site-tool.ts'
import type { SiteStatus } from './site/verbs.ts'

export type ProductStatus = SiteStatus['products'][number]

export function statusJson({ productId, productName, vendorName, status }: ProductStatus) {
  const { license, seats, held, borrowed, queued, pools, clockBehind, sequence, ahead, entries, head } =
    status
  const end = license?.endsAt
  return {
    productId,
    productName,
    vendor: vendorName,
    lends: notLendingOf(status) === undefined,
    seats: seats ?? null,
    held,
    borrowed,
    free: seats === undefined ? null : Math.max(0, seats - held),
    queued,
    pools: Object.fromEntries(pools),
    activationId: license?.license.activationId ?? null,
    ends: end === undefined ? null : formatEnd(end),
    daysLeft: end === undefined ? null : daysUntil(end, status.now),
    clockBehind,
    sequence,
    ahead: ahead ?? null,
    entries,
    head,
    reasons: license?.reasons.map(reasonJson) ?? [],
  }
}

export function statusFields(product: ProductStatus): readonly (readonly [string, CellValue])[] {
  const { productId, productName, vendorName, status } = product
  const { license, seats, held, borrowed, queued, pools, now, clockBehind, sequence, entries } = status
  const { labels, status: say } = siteWords()
  return [
    [labels.product, say.product(productName, productId, vendorName)],
    [labels.seats, seats === undefined ? say.noLicense : say.seats(seats, held, borrowed)],
    ...[...pools].map(([feature, { places, inUse }]) => [feature, say.places(places, inUse)] as const),
    [labels.waiting, queued === 0 ? undefined : queued],
    [labels.ends, license === undefined ? undefined : endText(license, now)],
    [labels.clock, clockBehind === 0 ? undefined : say.behind(clockBehind)],
    [labels.log, say.log(entries, sequence)],
  ]
}

function endText({ endsAt, license: { graceDays = 0 } }: SiteStanding, now: number): string {
  const { status: say } = siteWords()
  return endsAt === undefined ? say.never : say.daysLeft(shownEnd(endsAt), daysUntil(endsAt, now), graceDays)
}

/** Returns the warnings about a product, each a sentence. */
export function statusWarnings({
  productId,
  productName,
  vendorName,
  status,
}: ProductStatus): readonly string[] {
  const { license, seats = 0, held, now, clockBehind, ahead, sequence } = status
  const { status: say } = siteWords()
  const name = visible(productName)
  if (license === undefined) return [say.nothingLent(name)]
  const { endsAt, reasons } = license
  const days = endsAt === undefined ? Number.POSITIVE_INFINITY : daysUntil(endsAt, now)
  return [
    ...warningTexts(reasons).map(text => say.lendsNothing(name, text)),
    ...(clockBehind > 0 ? [say.clockBehind(name, clockBehind)] : []),
    ...(ahead === undefined ? [] : [say.wentBack(name, ahead, sequence)]),
    ...(held > seats ? [say.fewer(name, seats, held)] : []),
    ...(endsAt !== undefined && days <= NOTICE_DAYS[0] && days > 0
      ? [say.endsSoon(name, productId, shownEnd(endsAt), days, visible(vendorName))]
      : []),
  ]
}
