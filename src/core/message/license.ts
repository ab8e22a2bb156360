/**
 * Owns the license: its claims and their encoding, in both formats. Whether it is good here and now is
 * rules/check.ts's business. What format 1 cannot say is refused by its reader and never written into it.
 */
import type { CborMap, CborValue } from '../bytes/cbor.ts'
import { decodeHex, encodeHex } from '../bytes/hex.ts'
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
import { CONFIRMATION, KID_BYTES } from './labels.ts'
import { type LendingTerms, lendingClaims, readLending } from './lending.ts'
import { isFeatureName } from './names.ts'
import { type NamedUser, readUsers, usersClaim } from './users.ts'

/** The license format versions that we write and read (checklist QC-30), the newest last. */
export const LICENSE_FORMATS = [1, 2] as const
/** The version of what a license can say. @useDeclaredType */
export type LicenseFormat = (typeof LICENSE_FORMATS)[number]
export const NEWEST_FORMAT = 2
/** Days of grace or from the first run: a hundred years. */
export const MOST_DAYS = 36_500
/** The largest limit on deactivations, 2^63 - 1 (checklist LP-08). */
export const MOST_DEACTIVATIONS = 0x7fff_ffff_ffff_ffffn
/** Bytes of a licensee's name. */
export const LICENSEE_BYTES = 255
export const ACTIVATION_ID_BYTES = 8
/** A feature's text is at most 255 bytes of UTF-8; a license carries at most 256 features. */
export const FEATURE_LIMITS = { text: 255, features: 256, least: -0x8000_0000 } as const

/** A feature is on (`true`), or has a number or a text. One that is off is not in the license. */
export type FeatureValue = true | number | string

/** Bytes of the hash that stands for a fingerprint and what of it counts (computer/computer-id.ts). */
export const COMPUTER_BYTES = 8

/**
 * A license is bound to one computer or to none: to one by a fingerprint and what of it counts; or, when it was asked for
 * by code, by the hash of both, 16 hexadecimal digits: the computer has the fingerprint itself. `required` is there only
 * where the product has a stricter rule than that of computer/binding.ts.
 */
export type Binding = BoundToComputer | BoundByHash | BoundToNothing

/** To the computer with this fingerprint. */
export interface BoundToComputer extends CountedFingerprint {
  /** Tells the three bindings apart. */
  readonly kind: 'computer'
  /** A stricter rule of the product. */
  readonly required?: ShareRule | undefined
}

/** To the computer whose request, which it keeps itself, has this hash. */
export interface BoundByHash {
  /** Tells the three bindings apart. */
  readonly kind: 'code'
  /** The hash, 16 hexadecimal digits. */
  readonly computer: string
  /** A stricter rule of the product. */
  readonly required?: ShareRule | undefined
}

/** To no computer. */
export interface BoundToNothing {
  /** Tells the three bindings apart. */
  readonly kind: 'generic'
}

/** Versions *released* before `until` (seconds since 1970) are covered; without `until`, all are (checklist QC-22). */
export interface Maintenance {
  /** Seconds since 1970; undefined: for ever. */
  readonly until: number | undefined
}

/** So many days from the first run of the program in this installation. */
export interface FirstRunTerm {
  /** 1 to 36,500. */
  readonly days: number
  /** Key id of the installation's key, 16 hexadecimal digits: whose record of the first run counts. */
  readonly installation: string
  /**
   * Seconds since 1970: when the computer was first activated, if that was before this license. Without the record the
   * days count from there, else from `issuedAt`, so that asking again and deleting the record gains nothing.
   */
  readonly activatedAt: number | undefined
}

/** What format 2 can say and format 1 cannot. */
export interface NewerTerms {
  /** Undefined: no days from the first run. */
  readonly firstRun: FirstRunTerm | undefined
  /** Days behind the expiry in which the program still runs, with a warning. */
  readonly graceDays: number | undefined
  /** Nobody named: everybody may run it. */
  readonly users: readonly NamedUser[]
  /** Whether it runs in virtual machines and containers. */
  readonly allowVirtual: boolean
  /** For people: whose license this is. A watermark; nothing is decided by it. */
  readonly licensee: string | undefined
  /** How often its key may move and be deactivated in all, where the vendor has set a number; undefined: not said. */
  readonly deactivationLimit: bigint | undefined
  /** Of a site server, which lends the floating seats (checklist SS-01); undefined: it runs the program. */
  readonly lending: LendingTerms | undefined
}

/** What a license of format 1 means by saying nothing of all that. */
export const NO_NEWER_TERMS: NewerTerms = {
  firstRun: undefined,
  graceDays: undefined,
  users: [],
  allowVirtual: true,
  licensee: undefined,
  deactivationLimit: undefined,
  lending: undefined,
}

/** What a vendor signed for one computer, or for any. */
export interface License extends NewerTerms {
  /** A client refuses a newer one than it knows. */
  readonly format: LicenseFormat
  /** The name that people read. */
  readonly vendor: string
  /** 1 to 32 of `a-z 0-9 . _ -`. */
  readonly productId: string
  /** The first two groups of the activation key, such as `P789V-BDH50`. */
  readonly keyId: string
  /** 16 hexadecimal digits. */
  readonly activationId: string
  /** Seconds since 1970. */
  readonly issuedAt: number
  /** Seconds since 1970: the first second in which the license is no longer valid. Undefined: never expires. */
  readonly expiresAt: number | undefined
  /** The computer that it is for. */
  readonly binding: Binding
  /** By name; at most 256. A feature that is off is not among them. */
  readonly features: ReadonlyMap<string, FeatureValue>
  /** The major version that the license is good for, when there is no maintenance plan (checklist QC-04). */
  readonly majorVersion: string | undefined
  /** Undefined: no maintenance plan. */
  readonly maintenance: Maintenance | undefined
  /** Concurrent seats, 1 or more; undefined: not said. */
  readonly floatingSeats: number | undefined
  /** Text of the vendor for the program; undefined: none. */
  readonly userData: string | undefined
}

/** The payload. Error: bug, for a license of format 1 that should say what format 1 cannot. */
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

/** Error: bug, when format 1 should say what it cannot. The rules refuse that (QC-30): it is never dropped. */
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
  const unsaid = Object.entries(claims).flatMap(([name, value]) => (value === undefined ? [] : [name]))
  if (format === 1 && unsaid.length > 0)
    throw new AirlatchError('bug', { problem: `license format 1 cannot say ${unsaid.join(', ')}` })
  return claims
}

function requiredClaim(required: ShareRule | undefined): readonly number[] | undefined {
  return required === undefined ? undefined : [required.k, required.n]
}

function installationClaim(kid: string): CborMap {
  return new Map([[CONFIRMATION.kid, decodeHex(kid) ?? new Uint8Array()]])
}

/** Errors: license-format-newer {got, newest} before anything else is read; claims-malformed. */
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

/** Exactly one: bound to a computer in one of the two ways, or generic. A bad one is no reason to complain of the others. */
function readBinding(reader: ClaimReader, format: number): Binding {
  // of format 1 the hash is a claim that it does not define
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
  if (computer !== undefined) return { kind: 'code', computer, ...stricter(required) }
  if (fingerprint === undefined) return { kind: 'generic' }
  if (counted?.some(kind => !fingerprint.has(kind))) reader.problem('counted', 'kinds-of-fingerprint')
  return { kind: 'computer', fingerprint, counted: counted ?? [], ...stricter(required) }
}

function stricter(required: ShareRule | undefined): { readonly required?: ShareRule } {
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

/** Days from the first run and the installation that knows of it: both or neither, and only when bound to a computer. */
function readFirstRun(reader: ClaimReader, lends: boolean): FirstRunTerm | undefined {
  const counted = reader.raw('first-run-days') !== undefined
  const days = readDays(reader, 'first-run-days')
  if (lends) {
    // its cnf has the key of the server, which runs nothing
    for (const name of ['first-run-days', 'activated'] as const)
      if (reader.raw(name) !== undefined) reader.problem(name, 'absent-when-lending')
    return undefined
  }
  const named = reader.raw('cnf') !== undefined
  const installation = readInstallation(reader)
  const activatedAt = readActivated(reader)
  if (counted && !named) reader.problem('cnf', 'with-first-run-days')
  if (named && !counted) reader.problem('first-run-days', 'with-cnf')
  if (activatedAt !== undefined && !counted) reader.problem('activated', 'absent-without-first-run-days')
  if (counted && reader.raw('generic') !== undefined) reader.problem('first-run-days', 'absent-when-generic')
  return days === undefined || installation === undefined ? undefined : { days, installation, activatedAt }
}

function readInstallation(reader: ClaimReader): string | undefined {
  const cnf = reader.raw('cnf')
  const kid = cnf instanceof Map && cnf.size === 1 ? cnf.get(CONFIRMATION.kid) : undefined
  if (kid instanceof Uint8Array && kid.length === KID_BYTES) return encodeHex(kid)
  if (cnf !== undefined) reader.problem('cnf', 'key-id')
  return undefined
}

/** Before the license: a first license leaves it out, and none may move its own days back. */
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

/** A value of a feature as a message has it; undefined for anything else. */
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
