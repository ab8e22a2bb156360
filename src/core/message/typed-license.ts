/**
 * Owns which license a license code stands for: what of it a code cannot say, which is named and never left out; and the
 * license again, made on the client of what a code says (typed-terms.ts) and of its kit and its request. The signature says
 * whether it is the same bit for bit.
 */
import { MOST_GROUPED } from '../bytes/bits.ts'
import type { BeyondCode, TypedTerm } from '../problems.ts'
import type { FeatureDefinition } from './feature-table.ts'
import type { CountedFingerprint } from './fingerprint.ts'
import { type License, NO_NEWER_TERMS } from './license.ts'
import { featuresBeyond } from './typed-features.ts'
import { canSayCover, canSayEnd, canSayIssue, fitsCode, type TypedTerms } from './typed-terms.ts'

/** The activation that the installed license is of: its id is not one that the client could count up to. */
export const OF_INSTALLED = 15
/** Numbers from 0 that a code can say. */
export const TYPED_ACTIVATIONS = 15

/** The part of a license that decides whether it can be typed. */
export type TypedLicense = Omit<License, 'vendor' | 'productId' | 'keyId' | 'activationId'>

/**
 * What a code cannot say of a license; nothing when it can say all. `activation` as in TypedTerms; undefined when the
 * client could not tell which one it is. `table`: of the kit that the client has.
 */
export function untypable(
  license: TypedLicense,
  activation: number | undefined,
  table: readonly FeatureDefinition[],
): readonly BeyondCode[] {
  const things = [...thingsIn(license), ...featuresBeyond(license.features, table)]
  if (activation === undefined && license.binding.kind !== 'generic')
    things.push({ thing: 'activations', most: TYPED_ACTIVATIONS })
  if (things.length > 0) return things
  const fits = fitsCode(typedTermsOf(license, activation ?? 0), table)
  return fits ? [] : [{ thing: 'terms', terms: termsIn(license) }]
}

function thingsIn(license: TypedLicense): BeyondCode[] {
  const { binding, maintenance, majorVersion, floatingSeats, deactivationLimit, firstRun } = license
  const things: readonly (readonly [boolean, BeyondCode])[] = [
    [license.format === 1, { thing: 'format-1' }],
    [binding.kind === 'generic', { thing: 'generic' }],
    [license.userData !== undefined, { thing: 'user-data' }],
    [license.users.length > 0, { thing: 'users' }],
    [license.licensee !== undefined, { thing: 'licensee' }],
    [license.lending !== undefined, { thing: 'site-server' }],
    [
      majorVersion !== undefined && !isNumber(majorVersion),
      { thing: 'major-version', version: majorVersion ?? '' },
    ],
    [majorVersion !== undefined && maintenance !== undefined, { thing: 'version-and-maintenance' }],
    [!canSayIssue(license.issuedAt), { thing: 'issued-at' }],
    [license.expiresAt !== undefined && !canSayEnd(license, license.expiresAt), { thing: 'end' }],
    [maintenance?.until !== undefined && !canSayCover(maintenance.until), { thing: 'end-of-maintenance' }],
    [(floatingSeats ?? 0) > MOST_GROUPED, { thing: 'floating-seats', seats: floatingSeats ?? 0 }],
    [
      (deactivationLimit ?? 0n) > MOST_GROUPED,
      { thing: 'deactivation-limit', limit: `${deactivationLimit}` },
    ],
    [firstRun?.activatedAt !== undefined, { thing: 'first-run-days-again' }],
    [firstRun !== undefined && binding.kind === 'code', { thing: 'first-run-days-by-code' }],
  ]
  return things.filter(([is]) => is).map(([, thing]) => thing)
}

/** In its one spelling, and small enough. */
function isNumber(text: string): boolean {
  return /^(?:0|[1-9]\d{0,8})$/.test(text)
}

function termsIn(license: TypedLicense): readonly TypedTerm[] {
  const terms: readonly (readonly [boolean, TypedTerm])[] = [
    [license.expiresAt !== undefined, 'end'],
    [license.majorVersion !== undefined, 'major-version'],
    [license.maintenance !== undefined, 'maintenance'],
    [license.floatingSeats !== undefined, 'floating-seats'],
    [license.graceDays !== undefined, 'grace-days'],
    [license.deactivationLimit !== undefined, 'deactivation-limit'],
    [license.firstRun !== undefined, 'first-run-days'],
    [license.features.size > 0, 'features'],
  ]
  return terms.filter(([is]) => is).map(([, term]) => term)
}

/** Of a license that `untypable` has nothing to say of. */
export function typedTermsOf(license: TypedLicense, activation: number): TypedTerms {
  const { binding, issuedAt, expiresAt, majorVersion, maintenance, firstRun } = license
  const { floatingSeats, graceDays, deactivationLimit, allowVirtual, features } = license
  return {
    by: binding.kind === 'computer' ? 'fingerprint' : 'computer',
    activation,
    required: binding.kind === 'generic' ? undefined : binding.required,
    issuedAt,
    expiresAt,
    majorVersion,
    maintenance,
    floatingSeats,
    graceDays,
    deactivationLimit,
    firstRunDays: firstRun?.days,
    allowVirtual,
    features,
  }
}

/** What a client knows without the code. */
export interface TypedWorld {
  readonly vendor: string
  readonly productId: string
  readonly keyId: string
  readonly activationId: string
  /** What the request is bound to. */
  readonly bound: CountedFingerprint
  /** Its hash, 16 hexadecimal digits. */
  readonly computer: string
  /** Key id of the installation that asked, 16 hexadecimal digits. */
  readonly installation: string
}

/** The license that the terms are of, in a client's world. */
export function licenseOf(terms: TypedTerms, world: TypedWorld): License {
  const { by, activation: _, required, firstRunDays, ...rest } = terms
  const { vendor, productId, keyId, activationId, bound, computer, installation } = world
  const rule = required === undefined ? {} : { required }
  return {
    ...NO_NEWER_TERMS,
    format: 2,
    vendor,
    productId,
    keyId,
    activationId,
    binding:
      by === 'fingerprint' ? { kind: 'computer', ...bound, ...rule } : { kind: 'code', computer, ...rule },
    ...rest,
    firstRun:
      firstRunDays === undefined ? undefined : { days: firstRunDays, installation, activatedAt: undefined },
    userData: undefined,
  }
}
