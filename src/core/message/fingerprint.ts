/**
 * Owns how a fingerprint stands in a request and in a license: a map from kind of reading to its hashes, which of the
 * kinds count, and a product's stricter rule. What they mean is computer/binding.ts's business.
 */
import { type CborMap, compareWithin } from '../bytes/cbor.ts'
import type { ClaimReader } from './claims.ts'

/**
 * Bytes of one hashed reading (a chance match of two values is one in 10^19), how many of one kind a message may carry
 * (a server of fifty disks must not burst a QR code), and how many kinds.
 */
export const HASH_BYTES = 8
export const MOST_HASHES = 8
export const MOST_KINDS = 16
/** The largest `n` of a stricter rule. */
export const MOST_SHARES = 16

/** Kind of reading to its 8-byte hashes, one behind the other, strictly ascending. What the kinds mean is computer/'s business. */
export type FingerprintClaim = ReadonlyMap<number, Uint8Array>

/** What a license is bound to: a fingerprint, and the numbers of its kinds that count, strictly ascending. */
export interface CountedFingerprint {
  /** Every value, of at most 16 kinds. */
  readonly fingerprint: FingerprintClaim
  /** Kinds that count, strictly ascending. */
  readonly counted: readonly number[]
}

/** A stricter rule of a product: k of n of what counts, where 1 <= k <= n <= 16 and 2k > n. */
export interface ShareRule {
  /** How many of what counts have to be the same. */
  readonly k: number
  /** Of how many; at most 16. */
  readonly n: number
}

/** Whether two computers without a common reading can never both have so much of one binding. */
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

/** Kinds that count; undefined when the claim is not there. Kinds that the message has no reading of are the caller's business. */
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

/** `[k, n]`; undefined when the claim is not there, or is bad. */
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
  for (let at = HASH_BYTES; at < hashes.length; at += HASH_BYTES)
    if (compareWithin(hashes, at, at + HASH_BYTES, at - HASH_BYTES) <= 0) return false
  return true
}
