/** Owns how the vendor's nouns stand in JSON and text: products, keys, activations. */
import { formatDay, formatEnd, formatInstant } from '../src/cli/dates.ts'
import { featuresText, maintenanceText } from '../src/cli/describe.ts'
import { fields } from '../src/cli/output.ts'
import type { Activation, FeatureDefinition, KeyRecord, Product } from '../src/vendor.ts'

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
    match: `${product.match.k}/${product.match.n}`,
  }
}

export function productText(product: Product): string {
  return fields([
    ['product', product.id],
    ['name', product.name],
    ['features', product.features.map(featureText).join(', ') || 'none'],
    [
      'releases',
      product.releases.map(({ version, releasedAt }) => `${version} (${formatDay(releasedAt)})`).join(', ') ||
        'none',
    ],
    ['match', `${product.match.k} of ${product.match.n} readings`],
  ])
}

function featureText({ name, type, default: fallback, required }: FeatureDefinition): string {
  return `${name}:${type}${fallback === undefined ? '' : `=${fallback}`}${required ? '!' : ''}`
}

/** The whole key's text is a secret: only where the clerk asks for this key. */
export function keyJson(key: KeyRecord, whole: boolean): Record<string, unknown> {
  const { entitlement } = key
  return {
    id: key.id,
    ...(whole ? { key: key.text } : {}),
    product: entitlement.productId,
    createdAt: formatInstant(key.createdAt),
    activations: entitlement.activations,
    floatingSeats: entitlement.floatingSeats ?? null,
    features: Object.fromEntries(entitlement.features),
    generic: entitlement.generic,
    maintenance: maintenanceText(entitlement.maintenance) ?? null,
    majorVersion: entitlement.majorVersion ?? null,
    expires: entitlement.expiresAt === undefined ? null : formatEnd(entitlement.expiresAt),
    duration: entitlement.duration ?? null,
    userData: entitlement.userData ?? null,
    email: key.email ?? null,
    comment: key.comment ?? null,
  }
}

export function keyText(key: KeyRecord): string {
  const { entitlement } = key
  const { duration } = entitlement
  return fields([
    ['key', key.text],
    ['id', key.id],
    ['product', entitlement.productId],
    ['created', formatInstant(key.createdAt)],
    ['activations', entitlement.generic ? 'generic: any number of computers' : entitlement.activations],
    ['floating seats', entitlement.floatingSeats],
    ['features', featuresText(entitlement.features)],
    ['version', entitlement.maintenance === undefined ? entitlement.majorVersion : undefined],
    ['maintenance', maintenanceText(entitlement.maintenance)],
    ['expires', entitlement.expiresAt === undefined ? 'never' : formatEnd(entitlement.expiresAt)],
    ['duration', duration === undefined ? undefined : `${duration.days} days from ${duration.from}`],
    ['user data', entitlement.userData],
    ['e-mail', key.email],
    ['comment', key.comment],
  ])
}

export function activationJson(activation: Activation): Record<string, unknown> {
  return {
    id: activation.id,
    key: activation.keyId,
    computerId: activation.computerId,
    onBehalf: activation.installationKey === undefined,
    firstAt: formatInstant(activation.firstAt),
    lastAt: formatInstant(activation.lastAt),
  }
}
