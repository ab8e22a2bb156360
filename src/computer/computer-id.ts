/**
 * Owns the computer ID: 15 symbols by which people name a computer on the telephone (`XXXXX-XXXXX-XXXXX`, each group
 * with its own check symbol). For people only: it knows no tolerance and changes with every reading, so no program
 * ever compares it; the fingerprint is what is matched.
 */
import { sha256 } from '@noble/hashes/sha2.js'
import { encodeGroups } from '../bytes/base32.ts'
import type { Fingerprint } from './fingerprint.ts'

/** 60 bits: two of a million computers share an ID with a chance of one in two million. */
const GROUPS = 3

/** From the SHA-256 over each kind in ascending order: its number, its count of bytes (one byte each), its hashes. */
export function computerId(fingerprint: Fingerprint): string {
  const kinds = [...fingerprint].sort(([a], [b]) => a - b)
  const bytes = kinds.flatMap(([kind, hashes]) => [kind, hashes.length, ...hashes])
  return encodeGroups(sha256(Uint8Array.from(bytes)), GROUPS)
}
