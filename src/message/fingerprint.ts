/** Owns how a fingerprint stands in a request and in a license: a map from kind of reading to its hashes. */
import { type CborMap, type CborValue, compareBytes } from '../bytes/cbor.ts'
import type { ClaimReader } from './claims.ts'

/** Bytes of one hashed reading, and how many of one kind and how many kinds a message may carry. */
const HASH_BYTES = 8
const MOST_HASHES = 8
const MOST_KINDS = 16

/** Kind of reading to its 8-byte hashes, one behind the other, strictly ascending. What the kinds mean is computer/'s business. */
export type FingerprintClaim = ReadonlyMap<number, Uint8Array>

export function readFingerprint(reader: ClaimReader): FingerprintClaim | undefined {
  const value = reader.raw('fingerprint')
  if (value === undefined) return undefined
  if (value instanceof Map && value.size > 0 && value.size <= MOST_KINDS) {
    const map = value as CborMap
    if ([...map].every(([kind, hashes]) => isKind(kind) && isHashes(hashes))) return map as FingerprintClaim
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

function isHashes(value: CborValue): boolean {
  return (
    value instanceof Uint8Array &&
    value.length > 0 &&
    value.length % HASH_BYTES === 0 &&
    value.length <= HASH_BYTES * MOST_HASHES &&
    isAscending(value)
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
