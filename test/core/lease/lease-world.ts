/** Owns a site for unit tests of leases: a plain lease that is good, with what a test is about put on top. */
import { coseKey, type SecretKey, secretKey } from '../../../src/core/cose/key.ts'
import { messageHash, openKit, sealLease } from '../../../src/core/envelope.ts'
import { type VerifiedLease, type VerifyLeaseInput, verifyLease } from '../../../src/core/lease/verify.ts'
import type { Lease } from '../../../src/core/message/lease.ts'
import type { LendingTerms } from '../../../src/core/message/lending.ts'
import { encodeLicense, type License, NO_NEWER_TERMS } from '../../../src/core/message/license.ts'
import { nativeEd25519 } from '../../../src/crypto/native.ts'
import { toHex } from '../../vectors/make/raw.ts'
import * as site from '../../vectors/make/site.ts'
import * as world from '../../vectors/make/world.ts'
import { sealLicense } from '../../world/seal.ts'

export const vendorKey = secretKey(nativeEd25519, world.seedOf('vendor'))
export const serverKey = secretKey(nativeEd25519, world.seedOf('site server'))
export const clientKey = secretKey(nativeEd25519, world.seedOf('installation'))
export const strangerKey = secretKey(nativeEd25519, world.seedOf('stranger'))
const { kit, keyring } = openKit(world.kit(), nativeEd25519)

export const LENDING: LendingTerms = {
  serverKey: toHex(serverKey.public.bytes),
  seatUnit: 'session',
  longestLease: 86_400,
  borrowing: { days: 30, most: 10 },
  pools: new Map([['export', 5]]),
  allowWorkloads: false,
}

export const LICENSE: License = {
  ...NO_NEWER_TERMS,
  format: 2,
  vendor: world.VENDOR,
  productId: world.PRODUCT,
  keyId: world.KEY_ID,
  activationId: toHex(world.ACTIVATION_ID),
  issuedAt: world.ISSUED_AT,
  expiresAt: undefined,
  binding: { kind: 'computer', fingerprint: world.OTHER_COMPUTER, counted: world.COUNTED_KINDS },
  features: new Map<string, true | number>([['export', true], ['projects', 25]]), // biome-ignore format: a row
  majorVersion: '2',
  maintenance: undefined,
  floatingSeats: 50,
  userData: undefined,
  lending: LENDING,
}

export const LEASE: Lease = {
  productId: world.PRODUCT,
  leaseId: toHex(site.LEASE_ID),
  serverLicense: '',
  sequence: 41,
  boot: toHex(site.BOOT),
  issuedAt: site.LEASED_AT,
  expiresAt: site.LEASE_ENDS,
  seatUnit: 'session',
  holder: { account: site.USER, host: site.HOST, workload: undefined, instance: undefined },
  clientKey: coseKey(clientKey.public.bytes),
  pools: new Map(),
  computer: { fingerprint: world.COMPUTER, counted: world.COUNTED_KINDS },
  borrowed: false,
}

/** The lease and its license as they are signed. */
export function sealed(
  lease: Partial<Lease> = {},
  license: License = LICENSE,
  key: SecretKey = serverKey,
): { readonly lease: Uint8Array; readonly license: Uint8Array } {
  const message = sealLicense(encodeLicense(license), vendorKey)
  return {
    license: message,
    lease: sealLease({ ...LEASE, serverLicense: messageHash(message), ...lease }, key),
  }
}

export const INPUT: VerifyLeaseInput = {
  keyring,
  ed25519: nativeEd25519,
  terms: kit,
  here: { fingerprint: world.COMPUTER, platform: 'linux', user: site.USER, virtual: undefined },
  program: { version: '2.3.1', releasedAt: undefined, features: [] },
  client: { key: toHex(clientKey.public.bytes), instance: undefined },
  heldFor: undefined,
  returnedAt: () => undefined,
  last: undefined,
  seen: [],
  recordDamage: undefined,
  withdrawal: () => undefined,
  now: world.NOW,
}

export function verified(
  pair: ReturnType<typeof sealed> = sealed(),
  input: Partial<VerifyLeaseInput> = {},
): VerifiedLease {
  return verifyLease(pair, { ...INPUT, ...input })
}

/** The codes of the reasons alone. */
export function codes(...args: Parameters<typeof verified>): readonly string[] {
  return verified(...args).reasons.map(({ code }) => code)
}
