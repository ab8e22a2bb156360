/** Owns how licenses, requests and kits stand in vectors: every claim by its name. */
import { encodeHex } from '../../src/core/bytes/hex.ts'
import { bytesOfCoseKey } from '../../src/core/cose/key.ts'
import type { Kit } from '../../src/core/message/kit.ts'
import type { License } from '../../src/core/message/license.ts'
import type { Request } from '../../src/core/message/request.ts'
import type { NamedUser } from '../../src/core/message/users.ts'
import { fingerprintJson } from './make/case.ts'

/** Without what is absent. */
export function present(claims: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== undefined))
}

export function numbersOf(
  numbers: ReadonlyMap<string, number>,
): Readonly<Record<string, number>> | undefined {
  return numbers.size > 0 ? Object.fromEntries(numbers) : undefined
}

export function licenseClaims(license: License): Record<string, unknown> {
  const { binding, maintenance, features, users } = license
  const bound = binding.kind !== 'generic'
  return present({
    iss: license.vendor,
    sub: license.keyId,
    aud: license.productId,
    exp: license.expiresAt,
    iat: license.issuedAt,
    cti: license.activationId,
    cnf: license.firstRun?.installation ?? license.lending?.serverKey,
    format: license.format,
    fingerprint: binding.kind === 'computer' ? fingerprintJson(binding.fingerprint) : undefined,
    counted: binding.kind === 'computer' ? binding.counted : undefined,
    computer: binding.kind === 'code' ? binding.computer : undefined,
    required: bound && binding.required ? [binding.required.k, binding.required.n] : undefined,
    generic: bound ? undefined : true,
    features: features.size > 0 ? Object.fromEntries(features) : undefined,
    version: license.majorVersion,
    maintenance: maintenance === undefined ? undefined : (maintenance.until ?? true),
    'user-data': license.userData,
    'floating-seats': license.floatingSeats,
    'first-run-days': license.firstRun?.days,
    activated: license.firstRun?.activatedAt,
    'grace-days': license.graceDays,
    users: users.length > 0 ? namesByPlatform(users) : undefined,
    'no-virtual': license.allowVirtual ? undefined : true,
    licensee: license.licensee,
    // as text: JSON's readers lose what is beyond 2^53
    'deactivation-limit': license.deactivationLimit?.toString(),
  })
}

export function requestClaims(request: Request): Record<string, unknown> {
  return present({
    sub: request.keyId,
    aud: request.productId,
    iat: request.madeAt,
    cnf: encodeHex(bytesOfCoseKey(request.installationKey)),
    fingerprint: fingerprintJson(request.fingerprint),
    counted: request.counted,
    version: request.version,
    proof: encodeHex(request.proof),
    virtual: request.virtual,
    workload: request.workload,
  })
}

function namesByPlatform(users: readonly NamedUser[]): Record<string, readonly string[]> {
  const byPlatform: Record<string, string[]> = {}
  for (const { name, platform } of users) byPlatform[platform] = [...(byPlatform[platform] ?? []), name]
  return byPlatform
}

export function kitClaims(kit: Kit): Record<string, unknown> {
  return present({
    iss: kit.vendor,
    aud: kit.productId,
    iat: kit.madeAt,
    keys: kit.keys.map(key => encodeHex(bytesOfCoseKey(key))),
    retired: numbersOf(kit.retired),
    'allow-generic': kit.allowGeneric ? true : undefined,
    'search-path': kit.searchPath.length > 0 ? kit.searchPath : undefined,
    address: kit.address,
    contact: kit.contact,
    sites: kit.sites.length > 0 ? kit.sites : undefined,
    'feature-table': kit.features.length === 0 ? undefined : kit.features.map(row => present({ ...row })),
    sequence: kit.sequence,
    'product-name': kit.productName,
  })
}
