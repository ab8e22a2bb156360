/**
 * Owns the fingerprint: the hashes of a computer's readings by kind. Independent of the operating system and of Node,
 * so that a page in a browser can compute one too. Comparing fingerprints is the task of binding.ts.
 *
 * A hash is the first 8 bytes of HMAC-SHA-256 (RFC 2104) with the product's id as the key, over the kind as one byte, a
 * zero byte and the value in UTF-8. So serial numbers do not leave the site, and the hashes of two products cannot be
 * correlated. They are not secret, though: anyone who knows the product id can search a small space of values.
 */
import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { compareBytes } from '../bytes/cbor.ts'
import { type FingerprintClaim, HASH_BYTES, MOST_HASHES } from '../message/fingerprint.ts'
import { KINDS, type Reading } from './reading.ts'

/** By kind number: the kind's hashes of 8 bytes each, concatenated in bytewise order, without duplicates. */
export type Fingerprint = FingerprintClaim

/** Returns the fingerprint of normalized readings for one product. Their order and duplicates do not matter. */
export function fingerprintOf(productId: string, readings: Iterable<Reading>): Fingerprint {
  const hash = hasherOf(productId)
  const hashes = new Map<number, Uint8Array[]>()
  for (const { kind, value } of readings) {
    const number = KINDS[kind]
    hashes.set(number, [...(hashes.get(number) ?? []), hash(number, value)])
  }
  const kinds = [...hashes.keys()].sort((a, b) => a - b)
  return new Map(kinds.map(kind => [kind, concatenated(hashes.get(kind) as Uint8Array[])]))
}

/** Returns the hash of one value for one product; `kind` is the kind's number. */
export function hashOf(productId: string, kind: number, value: string): Uint8Array {
  return hasherOf(productId)(kind, value)
}

function hasherOf(productId: string): (kind: number, value: string) => Uint8Array {
  const utf8 = new TextEncoder()
  const keyed = hmac.create(sha256, utf8.encode(productId))
  return (kind, value) =>
    keyed
      .clone()
      .update(Uint8Array.of(kind, 0, ...utf8.encode(value)))
      .digest()
      .subarray(0, HASH_BYTES)
}

function concatenated(hashes: readonly Uint8Array[]): Uint8Array {
  const sorted = hashes
    .toSorted(compareBytes)
    .filter((hash, i, all) => i === 0 || compareBytes(hash, all[i - 1] as Uint8Array) !== 0)
  return Uint8Array.from(sorted.flatMap(hash => [...hash]))
}

/**
 * Returns the part of the fingerprint that a message carries: of more than eight values of a kind, those with the eight
 * smallest hashes, so that one added disk displaces at most one. A computer that checks its license compares all its
 * values.
 */
export function carriedFingerprint(fingerprint: Fingerprint): Fingerprint {
  return new Map(
    [...fingerprint].map(([kind, hashes]) => [kind, hashes.subarray(0, HASH_BYTES * MOST_HASHES)]),
  )
}
