/**
 * Owns the two short names of a computer. The computer ID: 15 symbols by which people name it on the telephone
 * (`XXXXX-XXXXX-XXXXX`, each group with its own check symbol). For people only: it knows no tolerance and changes with
 * every reading, so nothing is ever decided by it; the fingerprint is what is matched. And the computer hash: 64 bits
 * that stand in a typed code for a fingerprint and what of it counts. The ID is its beginning.
 */
import { sha256 } from '@noble/hashes/sha2.js'
import { decodeGroups, encodeGroups } from '../bytes/base32.ts'
import { decodeHex, encodeHex } from '../bytes/hex.ts'
import { joined } from '../bytes/joined.ts'
import type { CountedFingerprint } from '../message/fingerprint.ts'

/** 60 bits: two of a million computers share an ID with a chance of one in two million. */
const GROUPS = 3
const HASH_BYTES = 8

const LABEL = new TextEncoder().encode('airlatch computer\0')

/**
 * 16 hexadecimal digits: the first 8 bytes of the SHA-256 over `airlatch computer` and a zero byte, the number of counted
 * kinds, these kinds, and then each kind of the fingerprint in ascending order: its number, its count of bytes (one byte
 * each), its hashes. What counts is in the hash, so that a license by code cannot be read in two ways.
 */
export function boundHash({ fingerprint, counted }: CountedFingerprint): string {
  const kinds = [...fingerprint].sort(([a], [b]) => a - b)
  const bytes = kinds.flatMap(([kind, hashes]) => [[kind, hashes.length], hashes])
  return encodeHex(sha256(joined([LABEL, [counted.length], counted, ...bytes])).subarray(0, HASH_BYTES))
}

/** The computer ID of the computer with this hash. */
export function computerIdOf(hash: string): string {
  return encodeGroups(decodeHex(hash) ?? new Uint8Array(HASH_BYTES), GROUPS)
}

export function computerId(bound: CountedFingerprint): string {
  return computerIdOf(boundHash(bound))
}

/** The computer ID in its one spelling, as a person types it; undefined when the text is none. */
export function parseComputerId(text: string): string | undefined {
  const read = decodeGroups(text, GROUPS)
  return read instanceof Uint8Array ? encodeGroups(read, GROUPS) : undefined
}

/**
 * Whether a person who typed `text` means this computer ID: case, dashes and spaces do not matter, O is 0, I and L are
 * 1. For a clerk who was told it beside a request that has the fingerprint.
 */
export function isSameComputerId(text: string, id: string): boolean {
  return parseComputerId(text) === id
}
