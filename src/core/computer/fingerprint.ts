/**
 * Owns the fingerprint: the hashes of a computer's readings by kind. Knows no operating system and no node:*, so that a
 * page in a browser can make one as well. What two of them have in common is binding.ts's business.
 *
 * A hash is the first 8 bytes of HMAC-SHA-256 (RFC 2104) with the product's id as the key, over the kind as one byte,
 * a zero byte and the value in UTF-8. Serials do not leave the site, and two products cannot compare notes. It is no
 * secret, though: who knows a product id and a MAC address can compute its hash, so a short space can be searched.
 */
import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { compareBytes } from '../bytes/cbor.ts'
import { type FingerprintClaim, HASH_BYTES, MOST_HASHES } from '../message/fingerprint.ts'
import { KINDS, type Reading } from './reading.ts'

/** By the number of the kind: its hashes, 8 bytes each, concatenated in bytewise order, all different. */
export type Fingerprint = FingerprintClaim

/** The fingerprint of (normalised) readings for one product, with every value; their order and repetitions do not matter. */
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

/** The hash of one value, for one product; `kind` by its number. */
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
 * What a message carries of it. Of more than eight values of a kind these are the eight with the smallest hashes, so that
 * one added disk displaces one of them at most. A computer that checks its license looks among all that it has.
 */
export function carriedFingerprint(fingerprint: Fingerprint): Fingerprint {
  return new Map(
    [...fingerprint].map(([kind, hashes]) => [kind, hashes.subarray(0, HASH_BYTES * MOST_HASHES)]),
  )
}
