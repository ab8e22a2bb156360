/** Owns the license: its claims and their encoding. Whether it is good here and now is rules/check.ts's business. */
import type { CborMap, CborValue } from '../bytes/cbor.ts'
import { decodeHex, encodeHex } from '../bytes/hex.ts'
import { AirlatchError } from '../errors.ts'
import { type ClaimReader, encodeClaims, readClaims, safeInteger, TEXT_LIMITS, utf8Length } from './claims.ts'
import { type FingerprintClaim, readFingerprint } from './fingerprint.ts'
import { isFeatureName } from './names.ts'

/** The license format version that we write, and the newest that we read (checklist QC-30). */
export const LICENSE_FORMAT = 1
export const ACTIVATION_ID_BYTES = 8
/** A feature's text is at most 255 bytes of UTF-8; a license carries at most 256 features. */
export const FEATURE_LIMITS = { text: 255, features: 256, least: -0x8000_0000 } as const

/** A feature is on (`true`), or has a number or a text. One that is off is not in the license. */
export type FeatureValue = true | number | string

/** A license is bound to one computer or to none. */
export type Binding =
  | { readonly kind: 'computer'; readonly fingerprint: FingerprintClaim; readonly required: number }
  | { readonly kind: 'generic' }

/** Versions *released* before `until` (seconds since 1970) are covered; without `until`, all are (checklist QC-22). */
export interface Maintenance {
  readonly until: number | undefined
}

export interface License {
  readonly vendor: string
  readonly productId: string
  readonly keyId: string
  /** 16 hexadecimal digits. */
  readonly activationId: string
  /** Seconds since 1970. */
  readonly issuedAt: number
  /** Seconds since 1970: the first second in which the license is no longer valid. Undefined: never expires. */
  readonly expiresAt: number | undefined
  readonly binding: Binding
  readonly features: ReadonlyMap<string, FeatureValue>
  /** The major version that the license is good for, when there is no maintenance plan (checklist QC-04). */
  readonly majorVersion: string | undefined
  readonly maintenance: Maintenance | undefined
  readonly floatingSeats: number | undefined
  readonly userData: string | undefined
}

export function encodeLicense(license: License): Uint8Array {
  const { binding, maintenance } = license
  return encodeClaims({
    iss: license.vendor,
    sub: license.keyId,
    aud: license.productId,
    exp: license.expiresAt,
    iat: license.issuedAt,
    cti: decodeHex(license.activationId),
    format: LICENSE_FORMAT,
    fingerprint: binding.kind === 'computer' ? binding.fingerprint : undefined,
    required: binding.kind === 'computer' ? binding.required : undefined,
    generic: binding.kind === 'generic' ? true : undefined,
    features: license.features.size > 0 ? license.features : undefined,
    version: license.majorVersion,
    maintenance: maintenance === undefined ? undefined : (maintenance.until ?? true),
    'floating-seats': license.floatingSeats,
    'user-data': license.userData,
  })
}

/** Errors: license-format-newer {got, newest} before anything else is read; claims-malformed. */
export function decodeLicense(payload: Uint8Array): License {
  const reader = readClaims('license', payload)
  const format = reader.integer('format', 1)
  if (format > LICENSE_FORMAT)
    throw new AirlatchError('license-format-newer', { got: format, newest: LICENSE_FORMAT })
  const license: License = {
    vendor: reader.text('iss', TEXT_LIMITS.name),
    productId: reader.productId(),
    keyId: reader.text('sub', TEXT_LIMITS.name),
    activationId: encodeHex(reader.bytes('cti', ACTIVATION_ID_BYTES)),
    issuedAt: reader.time('iat'),
    expiresAt: reader.optionalTime('exp'),
    binding: readBinding(reader),
    features: readFeatures(reader),
    majorVersion: reader.optionalText('version', TEXT_LIMITS.name),
    maintenance: readMaintenance(reader),
    floatingSeats: reader.optionalInteger('floating-seats', 1),
    userData: reader.optionalText('user-data', TEXT_LIMITS.userData),
  }
  reader.finish()
  return license
}

/** Exactly one of the two: bound to a computer, or generic. A bad one of them is no reason to complain of the other. */
function readBinding(reader: ClaimReader): Binding {
  const bound = reader.raw('fingerprint') !== undefined
  const generic = reader.raw('generic') !== undefined
  const fingerprint = readFingerprint(reader)
  const required = reader.optionalInteger('required', 1)
  reader.flag('generic')
  if (bound === generic) reader.problem('generic', 'either a fingerprint or generic, not both')
  if (fingerprint === undefined) {
    if (generic && required !== undefined) reader.problem('required', 'nothing in a generic license')
    return { kind: 'generic' }
  }
  const missing = !generic && reader.raw('required') === undefined
  if (missing || (required !== undefined && required > fingerprint.size))
    reader.problem('required', 'how many of the kinds must match')
  return { kind: 'computer', fingerprint, required: required ?? fingerprint.size }
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
  reader.problem(
    'features',
    `a map of 1 to ${FEATURE_LIMITS.features} feature names to true, integers or texts of at most ${FEATURE_LIMITS.text} bytes`,
  )
  return new Map()
}

function featureValue(item: CborValue): FeatureValue | undefined {
  if (typeof item === 'string') return utf8Length(item) <= FEATURE_LIMITS.text ? item : undefined
  return item === true ? true : safeInteger(item)
}

function readMaintenance(reader: ClaimReader): Maintenance | undefined {
  const value = reader.raw('maintenance')
  if (value === undefined) return undefined
  if (value === true) return { until: undefined }
  return { until: reader.time('maintenance') }
}
