/**
 * Owns the correspondence between licenses and license codes. It lists what a code cannot express, which is never
 * dropped silently; and the client recreates the license from the code (typed-terms.ts), its kit and its request. The
 * signature shows whether the result is identical bit for bit.
 */
import { MOST_GROUPED } from '../bytes/bits.ts'
import type { BeyondCode, TypedTerm } from '../problems.ts'
import type { FeatureDefinition } from './feature-table.ts'
import type { CountedFingerprint } from './fingerprint.ts'
import { type License, NO_NEWER_TERMS } from './license.ts'
import { featuresBeyond } from './typed-features.ts'
import { canEncodeCover, canEncodeEnd, canEncodeIssue, fitsCode, type TypedTerms } from './typed-terms.ts'

/** The code is for the activation of the installed license, whose number the client could not count up to. */
export const OF_INSTALLED = 15
/** Activation numbers, from 0, that a code can express. */
export const TYPED_ACTIVATIONS = 15

/** The part of a license that determines whether it can be typed. */
export type TypedLicense = Omit<License, 'vendor' | 'productId' | 'keyId' | 'activationId'>

/**
 * Returns what a code cannot express of a license; empty if it can express everything. `activation`: as in TypedTerms,
 * or undefined if the client could not determine it. `table`: from the client's kit.
 */
export function untypable(
  license: TypedLicense,
  activation: number | undefined,
  table: readonly FeatureDefinition[],
): readonly BeyondCode[] {
  const things = [...inexpressibleIn(license), ...featuresBeyond(license.features, table)]
  if (activation === undefined && license.binding.kind !== 'generic')
    things.push({ thing: 'activations', most: TYPED_ACTIVATIONS })
  if (things.length > 0) return things
  const fits = fitsCode(typedTermsOf(license, activation ?? 0), table)
  return fits ? [] : [{ thing: 'terms', terms: termsIn(license) }]
}

function inexpressibleIn(license: TypedLicense): BeyondCode[] {
  const { binding, maintenance, majorVersion, floatingSeats, deactivationLimit, firstRun } = license
  const things: readonly (readonly [boolean, BeyondCode])[] = [
    [license.format === 1, { thing: 'format-1' }],
    [binding.kind === 'generic', { thing: 'generic' }],
    [license.userData !== undefined, { thing: 'user-data' }],
    [license.users.length > 0, { thing: 'users' }],
    [license.licensee !== undefined, { thing: 'licensee' }],
    [license.lending !== undefined, { thing: 'site-server' }],
    [
      majorVersion !== undefined && !isSmallNumber(majorVersion),
      { thing: 'major-version', version: majorVersion ?? '' },
    ],
    [majorVersion !== undefined && maintenance !== undefined, { thing: 'version-and-maintenance' }],
    [!canEncodeIssue(license.issuedAt), { thing: 'issued-at' }],
    [license.expiresAt !== undefined && !canEncodeEnd(license, license.expiresAt), { thing: 'end' }],
    [maintenance?.until !== undefined && !canEncodeCover(maintenance.until), { thing: 'end-of-maintenance' }],
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

/** Returns whether the number has its canonical spelling, and is small enough. */
function isSmallNumber(text: string): boolean {
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

/** Returns the terms of a license, for which `untypable` must be empty. */
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
  /** The binding of the request. */
  readonly bound: CountedFingerprint
  /** The hash of `bound`, 16 hexadecimal digits. */
  readonly computer: string
  /** Key id of the requesting installation, 16 hexadecimal digits. */
  readonly installation: string
}

/** Recreates the license from its terms and what the client knows. */
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
