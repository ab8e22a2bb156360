/**
 * Owns the two short names of a computer. The computer ID has 15 symbols, for people on the telephone
 * (`XXXXX-XXXXX-XXXXX`, each group with its own check symbol). It changes whenever a reading changes, so no program
 * ever decides by it; fingerprints are compared instead. The computer hash has 64 bits, and in a typed code it replaces
 * a fingerprint and its counted kinds. The ID is the beginning of the hash.
 */
import { sha256 } from '@noble/hashes/sha2.js'
import { decodeGroups, encodeGroups } from '../bytes/base32.ts'
import { decodeHex, encodeHex } from '../bytes/hex.ts'
import { joined } from '../bytes/joined.ts'
import type { CountedFingerprint } from '../message/fingerprint.ts'

/** Bytes of the computer hash. */
export const COMPUTER_BYTES = 8
/** 60 bits: the chance that any two of a million computers share an ID is about one in two million. */
const GROUPS = 3

const LABEL = new TextEncoder().encode('airlatch computer\0')

/**
 * Returns 16 hexadecimal digits: the first 8 bytes of the SHA-256 over `airlatch computer` and a zero byte, the number
 * of counted kinds, these kinds, and each kind of the fingerprint in ascending order: its number, the length of its
 * hashes in bytes (one byte each), and its hashes. Hashing the counted kinds too leaves only one way to read a license
 * by code.
 */
export function boundHash({ fingerprint, counted }: CountedFingerprint): string {
  const kinds = [...fingerprint].sort(([a], [b]) => a - b)
  const bytes = kinds.flatMap(([kind, hashes]) => [[kind, hashes.length], hashes])
  return encodeHex(sha256(joined([LABEL, [counted.length], counted, ...bytes])).subarray(0, COMPUTER_BYTES))
}

/** Returns the computer ID for a computer hash. */
export function computerIdOf(hash: string): string {
  return encodeGroups(decodeHex(hash) ?? new Uint8Array(COMPUTER_BYTES), GROUPS)
}

export function computerId(bound: CountedFingerprint): string {
  return computerIdOf(boundHash(bound))
}

/** Returns a typed computer ID in its canonical spelling; undefined if the text is not a computer ID. */
export function parseComputerId(text: string): string | undefined {
  const read = decodeGroups(text, GROUPS)
  return read instanceof Uint8Array ? encodeGroups(read, GROUPS) : undefined
}

/**
 * Returns whether the typed `text` is this computer ID: case, dashes and spaces do not matter, O is 0, I and L are 1.
 * For staff who were given the ID along with a request, which has the fingerprint.
 */
export function isSameComputerId(text: string, id: string): boolean {
  return parseComputerId(text) === id
}
