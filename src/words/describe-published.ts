/** Owns what stands in the messages that a vendor publishes beside licenses and kits: lists, bundles, clock resets. */
import type { Bundle } from '../core/message/bundle.ts'
import type { ClockReset } from '../core/message/clock-reset.ts'
import type { Revocations } from '../core/message/revocations.ts'
import { formatInstant } from '../core/terms/term.ts'
import { describeWords } from './describe-words.ts'
import { fields } from './output.ts'

export function revocationsJson(list: Revocations): Record<string, unknown> {
  return {
    vendor: list.vendor,
    productId: list.productId,
    madeAt: formatInstant(list.madeAt),
    sequence: list.sequence,
    count: list.activations.length,
    activationIds: list.activations,
  }
}

/** Of a list that was installed: what it is, without the ids that it names. */
export function revocationsInBrief({ productId, sequence, madeAt, activations }: Revocations) {
  return { productId, madeAt: formatInstant(madeAt), sequence, count: activations.length }
}

/** So many ids are shown to a person; a list may have thousands. */
const REVOKED_SHOWN = 10

export function revocationsText(list: Revocations): string {
  const { labels, ...say } = describeWords()
  const { activations } = list
  const hidden = activations.length - REVOKED_SHOWN
  return fields([
    [labels.vendor, list.vendor],
    [labels.product, list.productId],
    [labels.made, formatInstant(list.madeAt)],
    [labels.sequence, say.sequence(list.sequence)],
    [labels.revoked, say.revoked(activations.length)],
    ...activations.slice(0, REVOKED_SHOWN).map((id): readonly [string, string] => ['', id]),
    ['', hidden > 0 ? say.more(hidden) : undefined],
  ])
}

export function bundleJson({ vendor, productId, madeAt, licenses }: Bundle): Record<string, unknown> {
  return { vendor, productId, madeAt: formatInstant(madeAt), licenses: licenses.length }
}

export function bundleText({ vendor, productId, madeAt, licenses }: Bundle): string {
  const { labels } = describeWords()
  return fields([
    [labels.vendor, vendor],
    [labels.product, productId],
    [labels.made, formatInstant(madeAt)],
    [labels.licenses, licenses.length],
  ])
}

export function clockResetJson(reset: ClockReset): Record<string, unknown> {
  const { vendor, productId, at, installation } = reset
  return { vendor, productId, at: formatInstant(at), installation }
}

export function clockResetText({ vendor, productId, at, installation }: ClockReset): string {
  const { labels, ...say } = describeWords()
  return fields([
    [labels.vendor, vendor],
    [labels.product, productId],
    [labels.time, say.vendorsClock(formatInstant(at))],
    [labels.for, say.oneInstallation(installation)],
  ])
}
