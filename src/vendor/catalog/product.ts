/** Owns making and changing products: what a vendor sells, with its features, releases and rules. */
import { AirlatchError } from '../../core/errors.ts'
import { TABLE_LIMITS } from '../../core/message/feature-table.ts'
import { isShareRule, type ShareRule } from '../../core/message/fingerprint.ts'
import { type FeatureValue, MOST_DAYS } from '../../core/message/license.ts'
import { isFeatureName, isProductId } from '../../core/message/names.ts'
import type {
  DeactivationLimit,
  FeatureDefinition,
  FeatureType,
  Product,
  Release,
} from '../../core/terms/entitlement.ts'
import { fitsType, refuseFeature, requireListed } from '../../core/terms/features.ts'
import { checkField } from '../../core/terms/fields.ts'
import { formatInstant } from '../../core/terms/term.ts'
import { isVersion } from '../../core/terms/version.ts'
import { untilRecorded } from '../../log/attempts.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { invalid, LIMITS, requireName, requireWhole } from './limits.ts'

/** What may be changed: absent keeps, present replaces; a release is added, or its day corrected. */
export interface ProductChange {
  readonly name?: string | undefined
  readonly features?: readonly FeatureDefinition[] | undefined
  readonly release?: Release | undefined
  /** A stricter rule than more than half, or half with the first reading; `default` is that rule. */
  readonly match?: ShareRule | 'default' | undefined
  readonly deactivationLimit?: DeactivationLimit | undefined
  readonly allowVirtual?: boolean | undefined
  readonly allowWorkloads?: boolean | undefined
  readonly startByDays?: number | undefined
}

export interface NewProduct extends ProductChange {
  readonly id: string
  readonly name: string
}

/** Days within which a program is to run for the first time, unless the product says another number. */
const START_BY_DAYS = 30

/** Errors: invalid-value, product-exists. */
export async function createProduct(ledger: Ledger, input: NewProduct, now: number): Promise<Product> {
  if (!isProductId(input.id)) throw invalid('id', { is: 'product-id' }, input.id)
  const blank: Product = {
    id: input.id,
    name: input.name,
    features: [],
    releases: [],
    match: undefined,
    deactivationLimit: '3 per seat',
    allowVirtual: true,
    allowWorkloads: false,
    startByDays: START_BY_DAYS,
    archivedAt: undefined,
  }
  const product = changed(blank, input)
  if ((await ledger.append([{ kind: 'product.created', product }], now)) === 'conflict')
    throw new AirlatchError('product-exists', { product: product.id })
  return product
}

/** Errors: product-not-found, invalid-value, ledger-busy when another process changes it all the time. */
export async function changeProduct(
  ledger: Ledger,
  id: string,
  change: ProductChange,
  now: number,
): Promise<Product> {
  return changing(ledger, id, now, before => changed(before, change))
}

/**
 * No keys are made for it from now on; those that there are go on. Archived twice is archived once. Errors:
 * product-not-found, ledger-busy.
 */
export async function archiveProduct(ledger: Ledger, id: string, now: number): Promise<Product> {
  return changing(ledger, id, now, before =>
    before.archivedAt === undefined ? { ...before, archivedAt: now } : before,
  )
}

/** It is no longer archived. Errors: product-not-found, ledger-busy. */
export async function reinstateProduct(ledger: Ledger, id: string, now: number): Promise<Product> {
  return changing(ledger, id, now, before =>
    before.archivedAt === undefined ? before : { ...before, archivedAt: undefined },
  )
}

/** Error: product-archived. */
export function requireSold({ id, archivedAt }: Product): void {
  if (archivedAt !== undefined)
    throw new AirlatchError('product-archived', { product: id, since: formatInstant(archivedAt) })
}

/** Nothing is recorded when `step` gives back the product that it was given. */
async function changing(
  ledger: Ledger,
  id: string,
  now: number,
  step: (before: Product) => Product,
): Promise<Product> {
  return untilRecorded(ledger, async ledger => {
    const { product: before, revision } = await requireProduct(ledger, id)
    const product = step(before)
    if (product === before) return product
    const seen = { products: new Map([[id, revision]]) }
    const outcome = await ledger.append([{ kind: 'product.changed', product }], now, seen)
    return outcome === 'recorded' ? product : undefined
  })
}

/** Error: product-not-found, with the ids that exist. */
export async function requireProduct(
  ledger: Ledger,
  id: string,
): Promise<{ readonly product: Product; readonly revision: number }> {
  const found = await ledger.product(id)
  if (found !== undefined) return found
  const known = (await ledger.products()).map(product => product.id)
  throw new AirlatchError('product-not-found', { product: id, known })
}

function changed(before: Product, change: ProductChange): Product {
  const deactivationLimit = change.deactivationLimit ?? before.deactivationLimit
  checkField('deactivationLimit', deactivationLimit)
  return {
    id: before.id,
    name: requireName('name', change.name ?? before.name),
    features: change.features === undefined ? before.features : requireFeatures(change.features),
    releases: change.release === undefined ? before.releases : withRelease(before.releases, change.release),
    match: change.match === undefined ? before.match : requireMatch(change.match),
    deactivationLimit,
    allowVirtual: change.allowVirtual ?? before.allowVirtual,
    allowWorkloads: change.allowWorkloads ?? before.allowWorkloads,
    startByDays: requireWhole('startByDays', change.startByDays ?? before.startByDays, 1, MOST_DAYS),
    archivedAt: before.archivedAt,
  }
}

function requireFeatures(features: readonly FeatureDefinition[]): readonly FeatureDefinition[] {
  if (features.length > LIMITS.features)
    throw invalid('features', { is: 'at-most', most: LIMITS.features }, features.length)
  const names = new Set<string>()
  for (const { name, type, default: fallback, values } of features) {
    if (!isFeatureName(name)) throw invalid('features', { is: 'feature-names' }, name)
    if (names.has(name)) throw invalid('features', { is: 'each-once' }, name)
    names.add(name)
    if (fallback !== undefined && !fitsType(type, fallback))
      refuseFeature(`default of feature ${name}`, type, fallback)
    requireValues(`values of feature ${name}`, type, values)
    if (fallback !== undefined) requireListed(`default of feature ${name}`, values, fallback)
  }
  return features
}

/** Each once. Error: invalid-value. */
function requireValues(field: string, type: FeatureType, values: readonly FeatureValue[]): void {
  const most = type === 'flag' ? 0 : TABLE_LIMITS.values
  if (values.length > most) throw invalid(field, { is: 'at-most', most }, values.length)
  const wrong = values.find(value => !fitsType(type, value))
  if (wrong !== undefined) refuseFeature(field, type, wrong)
  const twice = values.find((value, i) => values.indexOf(value) !== i)
  if (twice !== undefined) throw invalid(field, { is: 'each-once' }, twice)
}

function withRelease(releases: readonly Release[], release: Release): readonly Release[] {
  if (!isVersion(release.version)) throw invalid('release', { is: 'version' }, release.version)
  const others = releases.filter(({ version }) => version !== release.version)
  if (others.length >= LIMITS.releases)
    throw invalid('release', { is: 'at-most', most: LIMITS.releases }, releases.length + 1)
  return [...others, release].sort((a, b) => a.releasedAt - b.releasedAt)
}

/** 2k <= n would let two different computers hold one license. */
function requireMatch(match: ShareRule | 'default'): ShareRule | undefined {
  if (match === 'default') return undefined
  if (isShareRule(match)) return { k: match.k, n: match.n }
  throw invalid('match', { is: 'share-rule' }, `${match.k}/${match.n}`)
}
