/** Owns how a fingerprint stands in a request and in a license: a map from kind of reading to its hashes. */
import { type CborMap, compareBytes } from '../bytes/cbor.ts'
import type { ClaimReader } from './claims.ts'

/**
 * Bytes of one hashed reading (a chance match of two values is one in 10^19), how many of one kind a message may carry
 * (a server of fifty disks must not burst a QR code), and how many kinds.
 */
export const HASH_BYTES = 8
export const MOST_HASHES = 8
export const MOST_KINDS = 16
/** Kinds of reading that a request code can count, and so a license that answers one. */
export const MOST_TYPED_KINDS = 8

/** Kind of reading to its 8-byte hashes, one behind the other, strictly ascending. What the kinds mean is computer/'s business. */
export type FingerprintClaim = ReadonlyMap<number, Uint8Array>

export function readFingerprint(reader: ClaimReader): FingerprintClaim | undefined {
  const value = reader.raw('fingerprint')
  if (value === undefined) return undefined
  if (value instanceof Map && value.size > 0 && value.size <= MOST_KINDS) {
    const map = value as CborMap
    if ([...map].every(([kind, hashes]) => isKind(kind) && hashes instanceof Uint8Array && isHashes(hashes)))
      return map as FingerprintClaim
  }
  reader.problem(
    'fingerprint',
    `a map of 1 to ${MOST_KINDS} kinds to 1 to ${MOST_HASHES} ascending hashes of 8 bytes each`,
  )
  return undefined
}

function isKind(kind: number | string): boolean {
  return typeof kind === 'number' && kind >= 1 && kind <= 255
}

/** Whether the bytes can be the hashes of one kind: 1 to 8 of 8 bytes, strictly ascending. */
export function isHashes(bytes: Uint8Array): boolean {
  return (
    bytes.length > 0 &&
    bytes.length % HASH_BYTES === 0 &&
    bytes.length <= HASH_BYTES * MOST_HASHES &&
    isAscending(bytes)
  )
}

/** Strictly, so that one set of hashes has one encoding. */
function isAscending(hashes: Uint8Array): boolean {
  for (let at = HASH_BYTES; at < hashes.length; at += HASH_BYTES) {
    const before = hashes.subarray(at - HASH_BYTES, at)
    if (compareBytes(before, hashes.subarray(at, at + HASH_BYTES)) >= 0) return false
  }
  return true
}
