/** Owns how licenses, kits, requests and products stand in JSON and text, the same in both tools. */
import { encodeHex } from '../bytes/hex.ts'
import { kindOf } from '../computer/reading.ts'
import type { Inspection } from '../inspect.ts'
import type { Kit } from '../message/kit.ts'
import type { FeatureValue, License, Maintenance } from '../message/license.ts'
import type { Request } from '../message/request.ts'
import { formatEnd, formatInstant } from '../rules/term.ts'
import { fields } from './output.ts'

export function maintenanceText(maintenance: Maintenance | undefined): string | undefined {
  if (maintenance === undefined) return undefined
  return maintenance.until === undefined ? 'unlimited' : formatEnd(maintenance.until)
}

/** `name` for a flag that is on, `name=value` for the others. */
export function featuresText(features: ReadonlyMap<string, FeatureValue>): string | undefined {
  if (features.size === 0) return undefined
  return [...features].map(([name, value]) => (value === true ? name : `${name}=${value}`)).join(', ')
}

export function licenseJson(license: License): Record<string, unknown> {
  const { binding, features, maintenance } = license
  return {
    vendor: license.vendor,
    product: license.productId,
    key: license.keyId,
    activation: license.activationId,
    issuedAt: formatInstant(license.issuedAt),
    expires: license.expiresAt === undefined ? null : formatEnd(license.expiresAt),
    generic: binding.kind === 'generic',
    ...(binding.kind === 'computer'
      ? { binding: { readings: readingNames(binding.fingerprint), required: binding.required } }
      : {}),
    features: Object.fromEntries(features),
    majorVersion: license.majorVersion ?? null,
    maintenance: maintenanceText(maintenance) ?? null,
    floatingSeats: license.floatingSeats ?? null,
    userData: license.userData ?? null,
  }
}

export function licenseText(license: License): string {
  const { binding } = license
  return fields([
    ['vendor', license.vendor],
    ['product', license.productId],
    ['key', license.keyId],
    ['activation', license.activationId],
    ['issued', formatInstant(license.issuedAt)],
    ['expires', license.expiresAt === undefined ? 'never' : formatEnd(license.expiresAt)],
    [
      'computer',
      binding.kind === 'generic'
        ? 'any (generic)'
        : `${binding.required} of ${bound(binding.fingerprint)} must match`,
    ],
    ['features', featuresText(license.features)],
    ['version', license.majorVersion],
    ['maintenance', maintenanceText(license.maintenance)],
    ['floating seats', license.floatingSeats],
    ['user data', license.userData],
  ])
}

function bound(fingerprint: ReadonlyMap<number, Uint8Array>): string {
  return `${fingerprint.size} readings (${readingNames(fingerprint).join(', ')})`
}

function readingNames(fingerprint: ReadonlyMap<number, Uint8Array>): readonly string[] {
  return [...fingerprint.keys()].map(kind => kindOf(kind) ?? `kind ${kind}`)
}

function requestJson(request: Request): Record<string, unknown> {
  return {
    key: request.keyId,
    product: request.productId,
    madeAt: formatInstant(request.madeAt),
    version: request.version ?? null,
    readings: readingNames(request.fingerprint),
  }
}

function requestText(request: Request): string {
  return fields([
    ['key', `${request.keyId} (its id; the key itself is not in the request)`],
    ['product', request.productId],
    ['made', formatInstant(request.madeAt)],
    ['version', request.version],
    ['readings', `${readingNames(request.fingerprint).join(', ')} (hashes of 8 bytes, no serial in clear)`],
  ])
}

export function kitJson(kit: Kit): Record<string, unknown> {
  return {
    vendor: kit.vendor,
    product: kit.productId,
    productName: kit.productName,
    madeAt: formatInstant(kit.madeAt),
    sequence: kit.sequence,
    keys: kit.keys.length,
    allowGeneric: kit.allowGeneric,
    searchPath: kit.searchPath,
  }
}

export function kitText(kit: Kit): string {
  return fields([
    ['vendor', kit.vendor],
    ['product', `${kit.productId} (${kit.productName})`],
    ['made', formatInstant(kit.madeAt)],
    ['sequence', kit.sequence],
    ['trusted keys', kit.keys.length],
    ['generic', kit.allowGeneric ? 'allowed' : 'not allowed'],
    ...kit.searchPath.map((path, i): readonly [string, string] => [i === 0 ? 'search path' : '', path]),
  ])
}

const TRUST: Readonly<Record<Inspection['signature'], string>> = {
  'by-trusted-key': 'good, by a key that is trusted here',
  'by-own-key': 'good, by the key inside the message',
  'not-checked': 'NOT CHECKED: the key is not known here, so everything below may be forged',
}

export function inspectionJson(inspection: Inspection): Record<string, unknown> {
  const { type, bytes, hash, kid, signature, computerId } = inspection
  return {
    type,
    bytes,
    hash,
    kid,
    signature,
    ...(computerId === undefined ? {} : { computerId }),
    claims: claimsJson(inspection),
  }
}

function claimsJson(inspection: Inspection): Record<string, unknown> {
  if (inspection.type === 'request') return requestJson(inspection.claims)
  return inspection.type === 'license' ? licenseJson(inspection.claims) : kitJson(inspection.claims)
}

export function inspectionText(inspection: Inspection): string {
  const head = fields([
    ['type', inspection.type],
    ['size', `${inspection.bytes} bytes`],
    ['sha-256', inspection.hash],
    ['signed by', inspection.kid],
    ['signature', TRUST[inspection.signature]],
    ['computer id', inspection.computerId],
  ])
  return `${head}\n\n${claimsText(inspection)}`
}

function claimsText(inspection: Inspection): string {
  if (inspection.type === 'request') return requestText(inspection.claims)
  return inspection.type === 'license' ? licenseText(inspection.claims) : kitText(inspection.claims)
}

export function fingerprintJson(fingerprint: ReadonlyMap<number, Uint8Array>): Record<string, string> {
  return Object.fromEntries(
    [...fingerprint].map(([kind, hashes]) => [kindOf(kind) ?? `kind ${kind}`, encodeHex(hashes)]),
  )
}
