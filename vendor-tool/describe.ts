/** Owns how products, activations and affiliates stand in JSON and text; keys are in key-text.ts. */

import type { Column } from '../src/cli/export.ts'
import {
  type Activation,
  type Affiliate,
  type Deactivations,
  isFew,
  type Kit,
  type ListedActivation,
  type Product,
  type Stats,
} from '../src/vendor/door.ts'
import { formatDay, formatInstant } from '../src/words/dates.ts'
import { readingNames, requiredJson, requiredText } from '../src/words/describe.ts'
import { definitionsJson, definitionsText, notSpoken, notSpokenText } from '../src/words/describe-features.ts'
import { yesOrNo } from '../src/words/key-fields.ts'
import { type CellValue, fields } from '../src/words/output.ts'
import { headingFor, labelFor, vendorWords } from '../src/words/vendor-tool.ts'
import { endText, LICENSE_CELLS, newestLicenseJson } from './ends.ts'
import { shortened } from './terms.ts'

export function productJson(product: Product): Record<string, unknown> {
  return {
    id: product.id,
    name: product.name,
    features: definitionsJson(product.features),
    notInCodes: notSpoken(product.features),
    releases: product.releases.map(({ version, releasedAt }) => ({
      version,
      releaseDate: formatDay(releasedAt),
    })),
    match: requiredJson(product.match),
    deactivationLimit: `${product.deactivationLimit}`,
    allowVm: product.allowVirtual,
    allowWorkloads: product.allowWorkloads,
    startBy: product.startByDays,
    archivedAt: product.archivedAt === undefined ? null : formatInstant(product.archivedAt),
  }
}

/** `next`: what to do now. `kit`: its newest one. */
export function productText(product: Product, next?: string, kit?: Kit): string {
  return fields([
    [labelFor('product'), product.id],
    ...productFields(product),
    ...(kit === undefined ? [] : kitFields(kit)),
    [labelFor('next'), next],
  ])
}

/** What the newest kit of a product tells its clients. */
export function kitFields(kit: Kit): readonly (readonly [label: string, value: CellValue])[] {
  return [
    [labelFor('kit'), vendorWords().kit.numbered(kit.sequence, formatInstant(kit.madeAt))],
    [labelFor('contact'), kit.contact],
    [labelFor('page'), kit.address],
    [labelFor('siteServers'), kit.sites.length === 0 ? undefined : kit.sites.join(', ')],
  ]
}

/** What there is to say of a product beside its id. */
export function productFields(product: Product): readonly (readonly [label: string, value: CellValue])[] {
  return [
    [labelFor('name'), product.name],
    [labelFor('features'), definitionsText(product.features) ?? vendorWords().desk.none],
    [labelFor('byTelephone'), notSpokenText(product.features)],
    [
      labelFor('releases'),
      product.releases.map(({ version, releasedAt }) => `${version} (${formatDay(releasedAt)})`).join(', ') ||
        vendorWords().desk.none,
    ],
    [labelFor('match'), vendorWords().product.match(requiredText(product.match))],
    [labelFor('deactivationLimit'), `${product.deactivationLimit}`],
    [labelFor('allowVm'), yesOrNo(product.allowVirtual)],
    [labelFor('allowWorkloads'), product.allowWorkloads ? yesOrNo(true) : undefined],
    [labelFor('startBy'), vendorWords().product.startBy(product.startByDays)],
    [labelFor('archived'), product.archivedAt === undefined ? undefined : formatInstant(product.archivedAt)],
  ]
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

/** The same, a line each. */
export function statsRows(stats: Stats): readonly (readonly [label: string, value: CellValue])[] {
  return [
    [labelFor('products'), stats.products],
    [labelFor('keys'), stats.keys],
    [labelFor('activations'), stats.activations],
    [labelFor('released'), stats.released === 0 ? undefined : stats.released],
    [labelFor('licenses'), stats.licenses],
    [labelFor('entries'), stats.entries],
    [labelFor('head'), stats.head],
  ]
}

export function affiliateJson({ name, addedAt }: Affiliate): Record<string, unknown> {
  return { affiliate: name, addedAt: formatInstant(addedAt) }
}

/** With its newest license. */
export function listedActivationJson(activation: ListedActivation): Record<string, unknown> {
  return { ...activationJson(activation), license: newestLicenseJson(activation.license) }
}

export function activationJson(activation: Activation): Record<string, unknown> {
  return {
    id: activation.id,
    keyId: activation.keyId,
    computerId: activation.computerId,
    workload: activation.workload ?? null,
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
  const say = vendorWords().activation
  if (released.by === 'hand') return say.byHand(shortened(released.reason))
  const reason = reasonOf(released)
  return released.by === 'move' ? say.byMove(reason) : say.byReceipt(reason)
}

function reasonOf(released: NonNullable<Activation['released']>): string {
  if (released.by === 'hand') return released.reason
  if (released.by === 'move') return vendorWords().activation.movedTo(released.to)
  return vendorWords().activation.deactivatedThere(formatInstant(released.deactivatedAt))
}

/** How often seats of a key were freed; the limit in decimal, as it may be larger than a JSON number. */
export function deactivationsJson({ used, moves, limit, byHand }: Deactivations): Record<string, unknown> {
  return { used, moves, limit: `${limit ?? 'unlimited'}`, releasedByHand: byHand }
}

/** `1 of 3, 1 of them a move`, `2 (unlimited)`. */
export function deactivationsText({ used, moves, limit }: Deactivations): string {
  const say = vendorWords().activation
  const counted = say.used(used, limit)
  return moves === 0 ? counted : say.moves(counted, moves)
}

/** Names of the kinds that its license counts; null for one that no fingerprint is known of. */
function countedNames({ bound }: Activation): readonly string[] | null {
  return bound === undefined ? null : readingNames(bound.counted)
}

/** Of a copy they would be the same. */
function hasFewReadings(activation: Activation): boolean {
  return activation.workload === undefined && isFew(countedKinds(activation))
}

/** Of an activation by code, as the code said; undefined where nothing counts, or nobody has said it. */
function countedKinds({ bound, countedByCode }: Activation): number | undefined {
  return bound?.counted.length ?? countedByCode
}

export function noteOf(activation: Activation): string | undefined {
  const say = vendorWords().activation
  if (activation.workload !== undefined) return say.workload(activation.workload)
  return hasFewReadings(activation) ? say.fewReadings : undefined
}

export function stateOf({ released }: Activation): 'active' | 'released' {
  return released === undefined ? 'active' : 'released'
}

/** By the vendor, without a computer's request (checklist QG-11). Who asked by code is known by the computer's hash. */
function isOnBehalf({ computer }: Activation): boolean {
  return computer === undefined
}

/** What a terminal has room for. */
export const activationHeadings = (): readonly Column<ListedActivation>[] => [
  { heading: headingFor('activation'), cell: ({ id }) => id },
  { heading: headingFor('keyId'), cell: ({ keyId }) => keyId },
  { heading: headingFor('computer'), cell: ({ computerId }) => computerId },
  { heading: headingFor('since'), cell: ({ begunAt }) => formatInstant(begunAt) },
  { heading: headingFor('lastLicense'), cell: ({ lastAt }) => formatInstant(lastAt) },
  { heading: headingFor('endsUtc'), cell: ({ license }) => endText(license) },
  { heading: headingFor('state'), cell: stateOf },
  { heading: headingFor('note'), cell: noteOf },
]

/** Beside them, where released ones are listed too. */
export const releaseHeadings = (): readonly Column<ListedActivation>[] => [
  { heading: headingFor('released'), cell: ({ released }) => instantOrNothing(released?.at) },
  { heading: headingFor('reason'), cell: ({ released }) => shortened(released && reasonOf(released)) },
]

function instantOrNothing(at: number | undefined): string | undefined {
  return at === undefined ? undefined : formatInstant(at)
}

/** Every field, for a spreadsheet. */
export const ACTIVATION_COLUMNS: readonly Column<ListedActivation>[] = [
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
  ...LICENSE_CELLS.map(
    ({ heading, cell }): Column<ListedActivation> => ({ heading, cell: ({ license }) => cell(license) }),
  ),
  { heading: 'state', cell: stateOf },
  { heading: 'released', cell: ({ released }) => instantOrNothing(released?.at) },
  { heading: 'released by', cell: ({ released }) => released?.by },
  { heading: 'reason', cell: ({ released }) => released && reasonOf(released) },
]
