/** Owns how products, activations and affiliates stand in JSON and text; keys are in key-text.ts. */

import type { Column } from '../src/cli/export.ts'
import {
  type Activation,
  type Affiliate,
  type Deactivations,
  type FeatureDefinition,
  isFew,
  type Product,
  type Stats,
} from '../src/vendor/door.ts'
import { formatDay, formatInstant } from '../src/words/dates.ts'
import { readingNames, requiredJson, requiredText } from '../src/words/describe.ts'
import { yesOrNo } from '../src/words/key-fields.ts'
import { type CellValue, fields } from '../src/words/output.ts'
import { shortened } from './terms.ts'

export function productJson(product: Product): Record<string, unknown> {
  return {
    id: product.id,
    name: product.name,
    features: product.features.map(({ name, type, default: fallback, required }) => ({
      name,
      type,
      default: fallback ?? null,
      required,
    })),
    releases: product.releases.map(({ version, releasedAt }) => ({
      version,
      releaseDate: formatDay(releasedAt),
    })),
    match: requiredJson(product.match),
    deactivationLimit: `${product.deactivationLimit}`,
    allowVm: product.allowVirtual,
    startBy: product.startByDays,
  }
}

export function productText(product: Product): string {
  return fields([['product', product.id], ...productFields(product)])
}

/** What there is to say of a product beside its id. */
export function productFields(product: Product): readonly (readonly [label: string, value: CellValue])[] {
  return [
    ['name', product.name],
    ['features', product.features.map(featureText).join(', ') || 'none'],
    [
      'releases',
      product.releases.map(({ version, releasedAt }) => `${version} (${formatDay(releasedAt)})`).join(', ') ||
        'none',
    ],
    ['match', `${requiredText(product.match)} of the counted readings`],
    ['deactivation limit', `${product.deactivationLimit}`],
    ['allow vm', yesOrNo(product.allowVirtual)],
    ['start by', `${product.startByDays} days from the activation, for days from the first run`],
  ]
}

function featureText({ name, type, default: fallback, required }: FeatureDefinition): string {
  return `${name}:${type}${fallback === undefined ? '' : `=${fallback}`}${required ? '!' : ''}`
}

/** How much is in a ledger. */
export function statsJson(stats: Stats): Record<string, unknown> {
  return {
    productCount: stats.products,
    keyCount: stats.keys,
    activationCount: stats.activations,
    releasedCount: stats.released,
    licenseCount: stats.licenses,
    entryCount: stats.entries,
    head: stats.head,
  }
}

export function affiliateJson({ name, addedAt }: Affiliate): Record<string, unknown> {
  return { affiliate: name, addedAt: formatInstant(addedAt) }
}

export function activationJson(activation: Activation): Record<string, unknown> {
  return {
    id: activation.id,
    keyId: activation.keyId,
    computerId: activation.computerId,
    onBehalf: isOnBehalf(activation),
    seatNumber: activation.seat,
    counted: countedNames(activation),
    countedKinds: countedKinds(activation) ?? null,
    fewReadings: hasFewReadings(activation),
    installations: activation.installations.length,
    ...startJson(activation),
    firstAt: formatInstant(activation.firstAt),
    lastAt: formatInstant(activation.lastAt),
    state: stateOf(activation),
    released: releasedJson(activation),
  }
}

/** When the days of its seat began; `startSet` is null unless "activation set-start" put that right. */
export function startJson({ begunAt, startSet }: Activation): Record<string, unknown> {
  return {
    begunAt: formatInstant(begunAt),
    startSet:
      startSet === undefined
        ? null
        : { at: formatInstant(startSet.at), fromAt: formatInstant(startSet.from), reason: startSet.reason },
  }
}

/** When and why it holds its seat no more; null while it does. */
export function releasedJson({ released }: Activation): Record<string, unknown> | null {
  if (released === undefined) return null
  const at = formatInstant(released.at)
  if (released.by === 'hand') return { at, by: released.by, reason: released.reason }
  if (released.by === 'move') return { at, by: released.by, toActivationId: released.to }
  const { receipt, deactivatedAt } = released
  return { at, by: released.by, receiptHash: receipt, deactivatedAt: formatInstant(deactivatedAt) }
}

/** `by hand: the board died`, `by receipt, deactivated there 2026-11-22T12:00:00Z`. */
export function releaseText(released: Activation['released']): string | undefined {
  if (released === undefined) return undefined
  return released.by === 'hand'
    ? `by hand: ${shortened(released.reason)}`
    : `by ${released.by}, ${reasonOf(released)}`
}

function reasonOf(released: Activation['released']): string | undefined {
  if (released === undefined) return undefined
  if (released.by === 'hand') return released.reason
  if (released.by === 'move') return `its seat went on to activation ${released.to}`
  return `deactivated there ${formatInstant(released.deactivatedAt)}`
}

/** How often seats of a key were freed; the limit in decimal, as it may be larger than a JSON number. */
export function deactivationsJson({ used, moves, limit, byHand }: Deactivations): Record<string, unknown> {
  return { used, moves, limit: `${limit ?? 'unlimited'}`, releasedByHand: byHand }
}

/** `1 of 3, 1 of them a move`, `2 (unlimited)`. */
export function deactivationsText({ used, moves, limit }: Deactivations): string {
  const counted = limit === undefined ? `${used} (unlimited)` : `${used} of ${limit}`
  if (moves === 0) return counted
  return `${counted}, ${moves} of them ${moves === 1 ? 'a move' : 'moves'}`
}

/** Names of the kinds that its license counts; null for one that no fingerprint is known of. */
function countedNames({ bound }: Activation): readonly string[] | null {
  return bound === undefined ? null : readingNames(bound.counted)
}

/** Of a copy they would be the same. */
export function hasFewReadings(activation: Activation): boolean {
  return isFew(countedKinds(activation))
}

/** Of an activation by code, as the code said; undefined where nothing counts, or nobody has said it. */
function countedKinds({ bound, countedByCode }: Activation): number | undefined {
  return bound?.counted.length ?? countedByCode
}

export const FEW_READINGS = 'few readings: a copy of this computer would look the same'

function noteOf(activation: Activation): string | undefined {
  return hasFewReadings(activation) ? FEW_READINGS : undefined
}

function stateOf({ released }: Activation): 'active' | 'released' {
  return released === undefined ? 'active' : 'released'
}

/** By the vendor, without a computer's request (checklist QG-11). Who asked by code is known by the computer's hash. */
function isOnBehalf({ computer }: Activation): boolean {
  return computer === undefined
}

/** What a terminal has room for. */
export const ACTIVATION_HEADINGS: readonly Column<Activation>[] = [
  { heading: 'ACTIVATION', cell: ({ id }) => id },
  { heading: 'KEY ID', cell: ({ keyId }) => keyId },
  { heading: 'COMPUTER', cell: ({ computerId }) => computerId },
  { heading: 'SINCE', cell: ({ begunAt }) => formatInstant(begunAt) },
  { heading: 'LAST LICENSE', cell: ({ lastAt }) => formatInstant(lastAt) },
  { heading: 'STATE', cell: stateOf },
  { heading: 'NOTE', cell: noteOf },
]

/** Beside them, where released ones are listed too. */
export const RELEASE_HEADINGS: readonly Column<Activation>[] = [
  { heading: 'RELEASED', cell: ({ released }) => instantOrNothing(released?.at) },
  { heading: 'REASON', cell: ({ released }) => shortened(reasonOf(released)) },
]

function instantOrNothing(at: number | undefined): string | undefined {
  return at === undefined ? undefined : formatInstant(at)
}

/** Every field, for a spreadsheet. */
export const ACTIVATION_COLUMNS: readonly Column<Activation>[] = [
  { heading: 'activation', cell: ({ id }) => id },
  { heading: 'key id', cell: ({ keyId }) => keyId },
  { heading: 'computer id', cell: ({ computerId }) => computerId },
  { heading: 'on behalf', cell: activation => yesOrNo(isOnBehalf(activation)) },
  { heading: 'installations', cell: ({ installations }) => installations.length },
  { heading: 'seat', cell: ({ seat }) => seat },
  { heading: 'seat since', cell: ({ begunAt }) => formatInstant(begunAt) },
  { heading: 'note', cell: noteOf },
  { heading: 'since', cell: ({ begunAt }) => formatInstant(begunAt) },
  { heading: 'last license', cell: ({ lastAt }) => formatInstant(lastAt) },
  { heading: 'state', cell: stateOf },
  { heading: 'released', cell: ({ released }) => instantOrNothing(released?.at) },
  { heading: 'released by', cell: ({ released }) => released?.by },
  { heading: 'reason', cell: ({ released }) => reasonOf(released) },
]
