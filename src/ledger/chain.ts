/**
 * Owns the hash chain: what an entry's hash is made of. Text only, so that sqlite3 and sha256sum can check it:
 * SHA-256 over previous hash, seq, at, kind and body, with a line feed between two of them and none at the end.
 */
import { hash } from 'node:crypto'

/** The hash before the first entry. */
export const GENESIS = '0'.repeat(64)

/** 64 hexadecimal digits. `seq` counts from 1 without gaps; `at` is in seconds since 1970. */
export function entryHash(previous: string, seq: number, at: number, kind: string, body: string): string {
  return hash('sha256', `${previous}\n${seq}\n${at}\n${kind}\n${body}`, 'hex')
}
