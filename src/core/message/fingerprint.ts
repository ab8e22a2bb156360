/**
 * Owns the encoding of fingerprints in requests and licenses: a map from kind of reading to its hashes, the kinds that
 * are counted, and a product's stricter rule. Their meaning is defined in computer/binding.ts.
 */
import { type CborMap, compareWithin } from '../bytes/cbor.ts'
import type { ClaimReader } from './claims.ts'

/**
 * Bytes of one hashed reading (two values match by chance once in 10^19), the maximum number of hashes of one kind in a
 * message (a server with fifty disks must not overflow a QR code), and the maximum number of kinds.
 */
export const HASH_BYTES = 8
export const MOST_HASHES = 8
export const MOST_KINDS = 16
/** The largest `n` of a stricter rule. */
export const MOST_SHARES = 16

/** By kind of reading (see computer/), its 8-byte hashes, concatenated in strictly ascending order. */
export type FingerprintClaim = ReadonlyMap<number, Uint8Array>

/** A binding: a fingerprint, and which of its kinds are counted. */
export interface CountedFingerprint {
  /** The hashes of at most 16 kinds. */
  readonly fingerprint: FingerprintClaim
  /** The numbers of the kinds that are counted, strictly ascending. */
  readonly counted: readonly number[]
}

/** A product's stricter rule: k of n of what is counted must be the same, where 1 <= k <= n <= 16 and 2k > n. */
export interface ShareRule {
  /** How many of `n` equal parts must be the same. */
  readonly k: number
  /** The number of parts; at most 16. */
  readonly n: number
}

/** Returns whether the rule is valid: two computers without a common reading can never both fulfill it. */
export function isShareRule({ k, n }: ShareRule): boolean {
  return (
    Number.isSafeInteger(k) && Number.isSafeInteger(n) && k <= n && n <= MOST_SHARES && 2 * k > n && n >= 1
  )
}

export function readFingerprint(reader: ClaimReader): FingerprintClaim | undefined {
  const value = reader.raw('fingerprint')
  if (value === undefined) return undefined
  if (value instanceof Map && value.size > 0 && value.size <= MOST_KINDS) {
    const map = value as CborMap
    if ([...map].every(([kind, hashes]) => isKind(kind) && hashes instanceof Uint8Array && isHashes(hashes)))
      return map as FingerprintClaim
  }
  reader.problem('fingerprint', 'fingerprint')
  return undefined
}

/** Reads the counted kinds; undefined if absent or bad. The caller checks that the fingerprint has them. */
export function readCounted(reader: ClaimReader): readonly number[] | undefined {
  const value = reader.raw('counted')
  if (value === undefined) return undefined
  if (Array.isArray(value) && value.length > 0 && value.length <= MOST_KINDS) {
    const kinds = value as readonly (number | string)[]
    if (
      kinds.every(isKind) &&
      kinds.every((kind, i) => i === 0 || (kinds[i - 1] as number) < (kind as number))
    )
      return kinds as readonly number[]
  }
  reader.problem('counted', 'kinds')
  return undefined
}

/** Reads `[k, n]`; undefined if the claim is absent or bad. */
export function readShareRule(reader: ClaimReader): ShareRule | undefined {
  const value = reader.raw('required')
  if (value === undefined) return undefined
  const [k, n] = Array.isArray(value) && value.length === 2 ? (value as readonly unknown[]) : []
  if (typeof k === 'number' && typeof n === 'number' && isShareRule({ k, n })) return { k, n }
  reader.problem('required', 'share')
  return undefined
}

function isKind(kind: number | string): boolean {
  return typeof kind === 'number' && kind >= 1 && kind <= 255
}

/** Returns whether the bytes can be the hashes of one kind: 1 to 8 of 8 bytes, strictly ascending. */
export function isHashes(bytes: Uint8Array): boolean {
  return (
    bytes.length > 0 &&
    bytes.length % HASH_BYTES === 0 &&
    bytes.length <= HASH_BYTES * MOST_HASHES &&
    isAscending(bytes)
  )
}

/** Strictly ascending, so that a set of hashes has only one encoding. */
function isAscending(hashes: Uint8Array): boolean {
  for (let at = HASH_BYTES; at < hashes.length; at += HASH_BYTES)
    if (compareWithin(hashes, at, at + HASH_BYTES, at - HASH_BYTES) <= 0) return false
  return true
}
