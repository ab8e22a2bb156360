/**
 * Owns the hash chain: what an entry's hash is made of. Text only, so that sqlite3 and sha256sum can check it:
 * SHA-256 over previous hash, seq, at, kind, body and, when there is one, operator, with a line feed between two of
 * them and none at the end. A body is JSON on one line, so nothing of it can be taken for an operator.
 */
import { hash } from 'node:crypto'

/** The hash before the first entry. */
export const GENESIS = '0'.repeat(64)

/** 64 hexadecimal digits. `seq` counts from 1 without gaps; `at` is in seconds since 1970. */
export function entryHash(
  previous: string,
  seq: number,
  at: number,
  kind: string,
  body: string,
  operator: string | null = null,
): string {
  const text = `${previous}\n${seq}\n${at}\n${kind}\n${body}`
  return hash('sha256', operator === null ? text : `${text}\n${operator}`, 'hex')
}
