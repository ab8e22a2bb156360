/** Owns what the benches measure on: one vendor, one simulated computer with all six readings, licenses of any size. */

import { makeRequest } from '../../src/client/request.ts'
import { type Fingerprint, fingerprintOf } from '../../src/core/computer/fingerprint.ts'
import { keyringOf, type SecretKey, secretKey } from '../../src/core/cose/key.ts'
import { activationKeyOf } from '../../src/core/message/activation-key.ts'
import { HASH_BYTES } from '../../src/core/message/fingerprint.ts'
import {
  encodeLicense,
  type FeatureValue,
  type License,
  NO_NEWER_TERMS,
} from '../../src/core/message/license.ts'
import type { VerifyInput } from '../../src/core/verify.ts'
import { nativeEd25519 } from '../../src/crypto/native.ts'
import { simulatedComputer } from '../client/probe/simulated.ts'
import { bound } from '../world/nouns.ts'
import { sealLicense } from '../world/seal.ts'

const PRODUCT = 'scope'
const VENDOR = 'Acme Instruments'
const KEY = activationKeyOf(new Uint8Array(15).fill(7))
/** 2026-11-22T00:00:00Z. */
const NOW = 1_795_305_600

export const signingSeed = new Uint8Array(32).fill(1)
export const signingKey: SecretKey = secretKey(nativeEd25519, signingSeed)
const installationKey = secretKey(nativeEd25519, new Uint8Array(32).fill(2))

/** Six kinds of readings, two adapters among them. */
const fingerprint: Fingerprint = fingerprintOf(PRODUCT, simulatedComputer('bench').readings)

/** In turn a flag, a number and a text, as products have them. */
function features(count: number): ReadonlyMap<string, FeatureValue> {
  const values: readonly FeatureValue[] = [true, 25, 'standard']
  return new Map(
    Array.from({ length: count }, (_, i) => [`feature-${i + 1}`, values[i % values.length] as FeatureValue]),
  )
}

/** Bound to the computer, with an end, and good for one major version: every rule has something to do. */
export function license(featureCount: number): License {
  return {
    ...NO_NEWER_TERMS,
    format: 2,
    vendor: VENDOR,
    productId: PRODUCT,
    keyId: KEY.id,
    activationId: '00112233445566ff',
    issuedAt: NOW,
    expiresAt: NOW + 365 * 86_400,
    binding: { kind: 'computer', ...bound(fingerprint) },
    features: features(featureCount),
    majorVersion: '2',
    maintenance: undefined,
    floatingSeats: undefined,
    userData: undefined,
  }
}

export function licenseMessage(featureCount: number): Uint8Array {
  return sealLicense(encodeLicense(license(featureCount)), signingKey)
}

/** With six features, for so many named users of eight letters. */
export function usersMessage(count: number): Uint8Array {
  const users = Array.from({ length: count }, (_, i) => ({
    name: `user${String(i + 1).padStart(4, '0')}`,
    platform: 0,
  }))
  return sealLicense(encodeLicense({ ...license(6), users }), signingKey)
}

/** The least that a license can say: for any computer, for ever, no feature. */
export function leastLicenseMessage(): Uint8Array {
  return sealLicense(
    encodeLicense({
      ...license(0),
      expiresAt: undefined,
      majorVersion: undefined,
      binding: { kind: 'generic' },
    }),
    signingKey,
  )
}

export function requestMessage(): Uint8Array {
  return makeRequest({
    key: KEY,
    productId: PRODUCT,
    bound: bound(fingerprint),
    installationKey,
    version: '2.1',
    virtual: undefined,
    now: NOW,
  })
}

/** One reading of each kind, and no word of the program's version. */
export function plainRequestMessage(): Uint8Array {
  const single = new Map([...fingerprint].map(([kind, hashes]) => [kind, hashes.subarray(0, HASH_BYTES)]))
  return makeRequest({
    key: KEY,
    productId: PRODUCT,
    bound: bound(single),
    installationKey,
    version: undefined,
    virtual: undefined,
    now: NOW,
  })
}

/** What a program that runs for long has prepared: keys, terms, its own computer, who runs it, and which times have been. */
export const host: VerifyInput = {
  keyring: keyringOf([signingKey.public]),
  terms: { vendor: VENDOR, productId: PRODUCT, allowGeneric: false, madeAt: NOW, retired: new Map() },
  here: { fingerprint, platform: 'linux', user: 'bench', virtual: undefined },
  program: { version: '2.1', releasedAt: NOW, features: ['feature-1'] },
  firstRunAt: () => undefined,
  // the three sources that a client has, each with something to compare
  seen: [
    { at: NOW + 86_400, by: 'record' },
    { at: NOW, by: 'kit' },
    { at: NOW + 3600, by: 'files' },
  ],
  recordDamage: undefined,
  withdrawal: () => undefined,
  now: NOW + 86_400,
}
