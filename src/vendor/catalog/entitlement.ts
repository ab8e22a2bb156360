/**
 * Owns what a key may grant: the fields that can be given, how they change an entitlement (absent keeps, present
 * replaces), and whether the whole makes sense. One place for making and for changing keys, so that they cannot differ.
 */
import { AirlatchError } from '../../core/errors.ts'
import { LATEST_TIME, TEXT_LIMITS, utf8Length } from '../../core/message/claims.ts'
import {
  LICENSE_FORMATS,
  LICENSEE_BYTES,
  type LicenseFormat,
  type Maintenance,
  MOST_DAYS,
  MOST_DEACTIVATIONS,
} from '../../core/message/license.ts'
import { type NamedUser, USER_LIMITS, USER_PLATFORMS } from '../../core/message/users.ts'
import type { Duration, Entitlement, Product } from '../../core/terms/entitlement.ts'
import { completeFeatures, type GivenValue } from '../../core/terms/features.ts'
import { formatEnd } from '../../core/terms/term.ts'
import { formatOf } from '../../core/terms/terms.ts'
import { requireFittingText } from '../../core/terms/text.ts'
import { invalid, LIMITS, requireLine, requireText, requireWhole } from './limits.ts'

/** Each field absent: as it is, or as saved defaults say. `none`, `never`, `newest`, 0 and '' take a field away. */
export interface EntitlementFields {
  readonly activations?: number
  readonly floatingSeats?: number | 'none'
  /** All of them: what is not named gets the product's default. */
  readonly features?: ReadonlyMap<string, GivenValue>
  readonly maintenance?: Maintenance | 'none'
  /** The first second that is no longer covered. */
  readonly expiresAt?: number | 'never'
  readonly duration?: Duration | 'none'
  readonly userData?: string
  readonly forFloating?: boolean
  readonly deactivationLimit?: Entitlement['deactivationLimit']
  /** None, or a single empty name: everybody (checklist LP-17). */
  readonly users?: readonly NamedUser[]
  readonly allowVirtual?: Entitlement['allowVirtual']
  readonly graceDays?: number
  readonly licensee?: string
  readonly engineVersion?: LicenseFormat | 'newest'
}

/** Errors: feature-unknown, feature-missing, invalid-value. */
export function changedEntitlement(
  before: Entitlement,
  fields: EntitlementFields,
  product: Product,
): Entitlement {
  const { features, users } = fields
  return {
    ...before,
    activations: fields.activations ?? before.activations,
    floatingSeats: changed(before.floatingSeats, fields.floatingSeats, 'none'),
    features: features === undefined ? before.features : completeFeatures(product.features, features),
    maintenance: changed(before.maintenance, fields.maintenance, 'none'),
    expiresAt: changed(before.expiresAt, fields.expiresAt, 'never'),
    duration: changed(before.duration, fields.duration, 'none'),
    userData: changed(before.userData, fields.userData, ''),
    forFloating: fields.forFloating ?? before.forFloating,
    deactivationLimit: fields.deactivationLimit ?? before.deactivationLimit,
    users: users === undefined ? before.users : isNobody(users) ? [] : users,
    allowVirtual: fields.allowVirtual ?? before.allowVirtual,
    graceDays: changed(before.graceDays, fields.graceDays, 0),
    licensee: changed(before.licensee, fields.licensee, ''),
    engineVersion: changed(before.engineVersion, fields.engineVersion, 'newest'),
  }
}

/** Absent keeps, `none` takes away, anything else replaces. */
export function changed<T, None extends string | number>(
  before: T | undefined,
  field: T | None | undefined,
  none: None,
): T | undefined {
  if (field === undefined) return before
  return field === none ? undefined : (field as T)
}

function isNobody(users: readonly NamedUser[]): boolean {
  return users.length === 1 && users[0]?.name === ''
}

/** The whole, as it would be kept. Errors: invalid-value, engine-version-too-old {engineVersion, needs}. */
export function requireEntitlement(entitlement: Entitlement, product: Product): Entitlement {
  const { generic, forFloating, duration, floatingSeats, graceDays, licensee, userData } = entitlement
  const { expiresAt, maintenance } = entitlement
  requireWhole('activations', entitlement.activations, 1, LIMITS.activations)
  if (generic && entitlement.activations !== 1)
    throw invalid('activations', '1 for a generic key', entitlement.activations)
  if (floatingSeats !== undefined) requireWhole('floating seats', floatingSeats, 1, LIMITS.activations)
  if (forFloating && floatingSeats !== undefined)
    throw invalid('floating seats', 'none for a floating key: its activations are the seats', floatingSeats)
  if (forFloating && generic) throw invalid('for-floating', 'no for a generic key', 'yes')
  if (expiresAt !== undefined) requireWhole('expires', expiresAt, 0, LATEST_TIME)
  if (maintenance?.until !== undefined) requireWhole('maintenance', maintenance.until, 0, LATEST_TIME)
  if (duration !== undefined) requireWhole('duration', duration.days, 1, MOST_DAYS)
  if (generic && duration?.from === 'first-run')
    throw invalid(
      'duration-from',
      'creation or activation for a generic key: no installation keeps its first run',
      'first-run',
    )
  if (graceDays !== undefined) requireWhole('grace days', graceDays, 0, MOST_DAYS)
  if (licensee !== undefined) requireLine('licensee', licensee, LICENSEE_BYTES)
  if (userData !== undefined) requireText('user data', userData, TEXT_LIMITS.userData)
  requireDeactivationLimit(entitlement.deactivationLimit)
  requireUsers(entitlement.users)
  requireFormat(entitlement, product)
  return entitlement
}

/** A key that has expired when it is made or changed would be a mistake. Error: invalid-value. */
export function requireFuture(expiresAt: number | undefined, now: number): void {
  if (expiresAt !== undefined && expiresAt <= now)
    throw invalid('expires', 'an end that is not over', formatEnd(expiresAt))
}

/** Checklist LP-06 to LP-09. Error: invalid-value. */
export function requireDeactivationLimit(limit: Entitlement['deactivationLimit']): void {
  if (limit === 'inherit' || limit === 'unlimited' || limit === '3 per seat') return
  if (typeof limit !== 'bigint' || limit < 0n || limit > MOST_DEACTIVATIONS)
    throw invalid(
      'deactivation limit',
      `inherit, unlimited, "3 per seat", or 0 to ${MOST_DEACTIVATIONS}`,
      `${limit}`,
    )
}

/** Checklist LP-19, LP-20. */
function requireUsers(users: readonly NamedUser[]): void {
  if (users.length > USER_LIMITS.users) throw invalid('users', `at most ${USER_LIMITS.users}`, users.length)
  const seen = new Set<string>()
  let bytes = 0
  for (const { name, platform } of users) {
    requireFittingText('user', name, { kind: 'name', mostBytes: USER_LIMITS.nameBytes })
    if (!Number.isSafeInteger(platform) || platform < 0 || platform >= USER_PLATFORMS)
      throw invalid('platform', '0 any, 1 windows, 2 macos, 3 linux or 4 bsd', platform)
    const identity = `${platform}:${name}`
    if (seen.has(identity)) throw invalid('users', 'each name once for a platform', name)
    seen.add(identity)
    bytes += utf8Length(name)
  }
  if (bytes > USER_LIMITS.bytes)
    throw invalid('users', `names of at most ${USER_LIMITS.bytes} bytes together`, `${bytes} bytes`)
}

function requireFormat(entitlement: Entitlement, product: Product): void {
  const { engineVersion } = entitlement
  if (engineVersion !== undefined && !LICENSE_FORMATS.includes(engineVersion))
    throw invalid('engine version', `one of ${LICENSE_FORMATS.join(', ')}`, engineVersion)
  const { format, unsaid } = formatOf(entitlement, product)
  if (unsaid.length > 0)
    throw new AirlatchError('engine-version-too-old', { engineVersion: format, needs: unsaid })
}
