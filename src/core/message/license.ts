/**
 * Owns the license: its claims and their encoding, in both formats. Whether it is valid here and now is decided in
 * check/check.ts. Claims that format 1 does not have are refused when read, and never written in that format.
 */
import type { CborMap, CborValue } from '../bytes/cbor.ts'
import { decodeHex, encodeHex } from '../bytes/hex.ts'
import { COMPUTER_BYTES } from '../computer/computer-id.ts'
import { KID_BYTES } from '../cose/key.ts'
import { AirlatchError } from '../errors.ts'
import {
  type ClaimReader,
  type ClaimValues,
  encodeClaims,
  readClaims,
  safeInteger,
  TEXT_LIMITS,
  utf8Length,
} from './claims.ts'
import {
  type CountedFingerprint,
  readCounted,
  readFingerprint,
  readShareRule,
  type ShareRule,
} from './fingerprint.ts'
import { CONFIRMATION } from './labels.ts'
import { type LendingTerms, lendingClaims, readLending } from './lending.ts'
import { isFeatureName } from './names.ts'
import { type NamedUser, readUsers, usersClaim } from './users.ts'

/** The versions of the license format that can be written and read (checklist QC-30), the newest last. */
export const LICENSE_FORMATS = [1, 2] as const
/** The version of the license format. @useDeclaredType */
export type LicenseFormat = (typeof LICENSE_FORMATS)[number]
export const NEWEST_FORMAT = 2
/** Maximum days of grace, or from the first run: a hundred years. */
export const MOST_DAYS = 36_500
/** The largest limit on deactivations, 2^63 - 1 (checklist LP-08). */
export const MOST_DEACTIVATIONS = 0x7fff_ffff_ffff_ffffn
/** Maximum UTF-8 bytes of a licensee's name. */
export const LICENSEE_BYTES = 255
export const ACTIVATION_ID_BYTES = 8
/** A feature's text is at most 255 bytes of UTF-8; a license carries at most 256 features. */
export const FEATURE_LIMITS = { text: 255, features: 256, least: -0x8000_0000 } as const

/** The value of a feature: on (`true`), a number or a text. Features that are off are not in the license. */
export type FeatureValue = true | number | string

/**
 * A license is bound to one computer or to none. It names the computer by a fingerprint and its counted kinds; or, if
 * it was requested by code, by the hash of both (16 hexadecimal digits), while the computer keeps the fingerprint.
 * `required` is present only if the product has a stricter rule than that of computer/binding.ts.
 */
export type Binding = BoundToComputer | BoundByHash | BoundToNothing

/** Bound to the computer with this fingerprint. */
export interface BoundToComputer extends CountedFingerprint {
  /** Distinguishes the three bindings. */
  readonly kind: 'computer'
  /** A stricter rule of the product. */
  readonly required?: ShareRule | undefined
}

/** Bound to the computer whose request, which that computer keeps, has this hash. */
export interface BoundByHash {
  /** Distinguishes the three bindings. */
  readonly kind: 'code'
  /** The hash, 16 hexadecimal digits. */
  readonly computer: string
  /** A stricter rule of the product. */
  readonly required?: ShareRule | undefined
}

/** Bound to no computer. */
export interface BoundToNothing {
  /** Distinguishes the three bindings. */
  readonly kind: 'generic'
}

/** Covers versions *released* before `until`, or all versions without it (checklist QC-22). */
export interface Maintenance {
  /** Seconds since 1970; undefined: forever. */
  readonly until: number | undefined
}

/** A number of days from the program's first run on one installation. */
export interface FirstRunTerm {
  /** 1 to 36,500. */
  readonly days: number
  /** Key id of the installation's key, 16 hexadecimal digits. Only its record of the first run is used. */
  readonly installation: string
  /**
   * Seconds since 1970: when the computer was first activated, if that was before this license. Without the record, the
   * days start there, or else at `issuedAt`, so that requesting again and deleting the record gains nothing.
   */
  readonly activatedAt: number | undefined
}

/** The terms that format 2 has and format 1 has not. */
export interface NewerTerms {
  /** Undefined: the license has no days from the first run. */
  readonly firstRun: FirstRunTerm | undefined
  /** Days after the expiry in which the program still runs, with a warning. */
  readonly graceDays: number | undefined
  /** The users who may run the program; empty: all users. */
  readonly users: readonly NamedUser[]
  /** Whether the license is valid in virtual machines and containers. */
  readonly allowVirtual: boolean
  /** The name of the licensee, for people. A watermark; no decision depends on it. */
  readonly licensee: string | undefined
  /** How often the key may move and be deactivated in all, if the vendor has set a number. */
  readonly deactivationLimit: bigint | undefined
  /** For a site server, which lends the floating seats (checklist SS-01); undefined: the license runs the program. */
  readonly lending: LendingTerms | undefined
}

/** The meaning of a license of format 1, which has none of these terms. */
export const NO_NEWER_TERMS: NewerTerms = {
  firstRun: undefined,
  graceDays: undefined,
  users: [],
  allowVirtual: true,
  licensee: undefined,
  deactivationLimit: undefined,
  lending: undefined,
}

/** A license that a vendor signed for one computer, or for any. */
export interface License extends NewerTerms {
  /** Clients refuse a format that is newer than they know. */
  readonly format: LicenseFormat
  /** The vendor's name, for people. */
  readonly vendor: string
  /** 1 to 32 of `a-z 0-9 . _ -`. */
  readonly productId: string
  /** The first two groups of the activation key, such as `P789V-BDH50`. */
  readonly keyId: string
  /** 16 hexadecimal digits. */
  readonly activationId: string
  /** Seconds since 1970. */
  readonly issuedAt: number
  /** Seconds since 1970: the first second in which the license is no longer valid. Undefined: it never expires. */
  readonly expiresAt: number | undefined
  /** The computer that the license is for. */
  readonly binding: Binding
  /** By name; at most 256. Features that are off are not included. */
  readonly features: ReadonlyMap<string, FeatureValue>
  /** The major version that the license covers if there is no maintenance plan (checklist QC-04). */
  readonly majorVersion: string | undefined
  /** Undefined: no maintenance plan. */
  readonly maintenance: Maintenance | undefined
  /** Concurrent seats, 1 or more; undefined: not specified. */
  readonly floatingSeats: number | undefined
  /** A text from the vendor for the program; undefined: none. */
  readonly userData: string | undefined
}

/** Returns the payload. Error: bug, for a license of format 1 with terms of format 2. */
export function encodeLicense(license: License): Uint8Array {
  const { binding, maintenance } = license
  return encodeClaims({
    iss: license.vendor,
    sub: license.keyId,
    aud: license.productId,
    exp: license.expiresAt,
    iat: license.issuedAt,
    cti: decodeHex(license.activationId),
    format: license.format,
    fingerprint: binding.kind === 'computer' ? binding.fingerprint : undefined,
    counted: binding.kind === 'computer' ? binding.counted : undefined,
    required: binding.kind === 'generic' ? undefined : requiredClaim(binding.required),
    generic: binding.kind === 'generic' ? true : undefined,
    features: license.features.size > 0 ? license.features : undefined,
    version: license.majorVersion,
    maintenance: maintenance === undefined ? undefined : (maintenance.until ?? true),
    'floating-seats': license.floatingSeats,
    'user-data': license.userData,
    ...newerClaims(license),
  })
}

/** Error: bug, for format 1 with such terms. They are never dropped: the vendor's rules refuse them before (QC-30). */
function newerClaims({ format, binding, firstRun, ...terms }: License): ClaimValues {
  const claims: ClaimValues = {
    computer: binding.kind === 'code' ? decodeHex(binding.computer) : undefined,
    cnf: firstRun === undefined ? undefined : installationClaim(firstRun.installation),
    ...(terms.lending === undefined ? {} : lendingClaims(terms.lending)),
    'first-run-days': firstRun?.days,
    activated: firstRun?.activatedAt,
    'grace-days': terms.graceDays,
    users: usersClaim(terms.users),
    'no-virtual': terms.allowVirtual ? undefined : true,
    licensee: terms.licensee,
    'deactivation-limit': terms.deactivationLimit,
  }
  const newerNames = Object.entries(claims).flatMap(([name, value]) => (value === undefined ? [] : [name]))
  if (format === 1 && newerNames.length > 0)
    throw new AirlatchError('bug', { problem: `license format 1 cannot express ${newerNames.join(', ')}` })
  return claims
}

function requiredClaim(required: ShareRule | undefined): readonly number[] | undefined {
  return required === undefined ? undefined : [required.k, required.n]
}

function installationClaim(kid: string): CborMap {
  return new Map([[CONFIRMATION.kid, decodeHex(kid) ?? new Uint8Array()]])
}

/** Decodes a license. Errors: license-format-newer {got, newest}, before any other claim is read; claims-malformed. */
export function decodeLicense(payload: Uint8Array): License {
  const reader = readClaims('license', payload)
  const format = reader.integer('format', 1)
  if (format > NEWEST_FORMAT)
    throw new AirlatchError('license-format-newer', { got: format, newest: NEWEST_FORMAT })
  const license: License = {
    format: format === 1 ? 1 : 2,
    vendor: reader.text('iss', TEXT_LIMITS.name),
    productId: reader.productId(),
    keyId: reader.text('sub', TEXT_LIMITS.name),
    activationId: encodeHex(reader.bytes('cti', ACTIVATION_ID_BYTES)),
    issuedAt: reader.time('iat'),
    expiresAt: reader.optionalTime('exp'),
    binding: readBinding(reader, format),
    features: readFeatures(reader),
    majorVersion: reader.optionalText('version', TEXT_LIMITS.name),
    maintenance: readMaintenance(reader),
    floatingSeats: reader.optionalInteger('floating-seats', 1),
    userData: reader.optionalText('user-data', TEXT_LIMITS.userData),
    ...(format === 1 ? NO_NEWER_TERMS : readNewer(reader)),
  }
  reader.finish()
  return license
}

/** Reads the binding: exactly one of the three. A bad claim by itself causes no complaint about the others. */
function readBinding(reader: ClaimReader, format: number): Binding {
  // format 1 does not define the hash, so it is left as an unknown claim
  const hashed = format > 1 && reader.raw('computer') !== undefined
  const bound = reader.raw('fingerprint') !== undefined
  const generic = reader.raw('generic') !== undefined
  const fingerprint = readFingerprint(reader)
  const counted = readCounted(reader)
  const computer = hashed ? encodeHex(reader.bytes('computer', COMPUTER_BYTES)) : undefined
  const required = readShareRule(reader)
  reader.flag('generic')
  if (Number(bound) + Number(hashed) + Number(generic) !== 1) reader.problem('generic', 'one-binding')
  if (generic && reader.raw('required') !== undefined) reader.problem('required', 'absent-when-generic')
  if (!bound && reader.raw('counted') !== undefined) reader.problem('counted', 'absent-without-fingerprint')
  if (bound && reader.raw('counted') === undefined) reader.problem('counted', 'present')
  if (computer !== undefined) return { kind: 'code', computer, ...optionalRule(required) }
  if (fingerprint === undefined) return { kind: 'generic' }
  if (counted?.some(kind => !fingerprint.has(kind))) reader.problem('counted', 'kinds-of-fingerprint')
  return { kind: 'computer', fingerprint, counted: counted ?? [], ...optionalRule(required) }
}

function optionalRule(required: ShareRule | undefined): { readonly required?: ShareRule } {
  return required === undefined ? {} : { required }
}

function readNewer(reader: ClaimReader): NewerTerms {
  const lending = readLending(reader)
  return {
    firstRun: readFirstRun(reader, lending !== undefined),
    graceDays: readDays(reader, 'grace-days'),
    users: readUsers(reader),
    allowVirtual: !reader.flag('no-virtual'),
    licensee: reader.optionalText('licensee', LICENSEE_BYTES),
    deactivationLimit: readDeactivationLimit(reader),
    lending,
  }
}

/** Reads the days and their installation: both or neither, and only in a license that is bound to a computer. */
function readFirstRun(reader: ClaimReader, lends: boolean): FirstRunTerm | undefined {
  const hasDays = reader.raw('first-run-days') !== undefined
  const days = readDays(reader, 'first-run-days')
  if (lends) {
    // for a site server, cnf has the server's key; a server does not run the program
    for (const name of ['first-run-days', 'activated'] as const)
      if (reader.raw(name) !== undefined) reader.problem(name, 'absent-when-lending')
    return undefined
  }
  const hasInstallation = reader.raw('cnf') !== undefined
  const installation = readInstallation(reader)
  const activatedAt = readActivated(reader)
  if (hasDays && !hasInstallation) reader.problem('cnf', 'with-first-run-days')
  if (hasInstallation && !hasDays) reader.problem('first-run-days', 'with-cnf')
  if (activatedAt !== undefined && !hasDays) reader.problem('activated', 'absent-without-first-run-days')
  if (hasDays && reader.raw('generic') !== undefined) reader.problem('first-run-days', 'absent-when-generic')
  return days === undefined || installation === undefined ? undefined : { days, installation, activatedAt }
}

function readInstallation(reader: ClaimReader): string | undefined {
  const cnf = reader.raw('cnf')
  const kid = cnf instanceof Map && cnf.size === 1 ? cnf.get(CONFIRMATION.kid) : undefined
  if (kid instanceof Uint8Array && kid.length === KID_BYTES) return encodeHex(kid)
  if (cnf !== undefined) reader.problem('cnf', 'key-id')
  return undefined
}

/** Must be earlier than the license: a first license omits it, and no license may postpone its own days. */
function readActivated(reader: ClaimReader): number | undefined {
  const at = reader.optionalTime('activated')
  const issuedAt = safeInteger(reader.raw('iat'))
  if (at !== undefined && issuedAt !== undefined && at >= issuedAt) reader.problem('activated', 'before-iat')
  return at
}

function readDays(reader: ClaimReader, name: 'first-run-days' | 'grace-days'): number | undefined {
  const days = reader.optionalInteger(name, 1)
  if (days === undefined || days <= MOST_DAYS) return days
  reader.problem(name, 'days')
  return undefined
}

function readDeactivationLimit(reader: ClaimReader): bigint | undefined {
  const value = reader.raw('deactivation-limit')
  if (value === undefined) return undefined
  const limit = typeof value === 'number' || typeof value === 'bigint' ? BigInt(value) : -1n
  if (limit >= 0n && limit <= MOST_DEACTIVATIONS) return limit
  reader.problem('deactivation-limit', 'deactivations')
  return undefined
}

function readFeatures(reader: ClaimReader): ReadonlyMap<string, FeatureValue> {
  const value = reader.raw('features')
  if (value === undefined) return new Map()
  if (value instanceof Map && value.size > 0 && value.size <= FEATURE_LIMITS.features) {
    const features = new Map<string, FeatureValue>()
    for (const [name, item] of value as CborMap) {
      const feature = featureValue(item)
      if (typeof name === 'string' && isFeatureName(name) && feature !== undefined)
        features.set(name, feature)
    }
    if (features.size === value.size) return features
  }
  reader.problem('features', 'features')
  return new Map()
}

/** Returns a feature's value from a message; undefined if it is none. */
export function featureValue(item: CborValue): FeatureValue | undefined {
  if (typeof item === 'string') return utf8Length(item) <= FEATURE_LIMITS.text ? item : undefined
  return item === true ? true : safeInteger(item)
}

function readMaintenance(reader: ClaimReader): Maintenance | undefined {
  const value = reader.raw('maintenance')
  if (value === undefined) return undefined
  if (value === true) return { until: undefined }
  return { until: reader.time('maintenance') }
}
