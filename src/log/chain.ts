/**
 * Owns the hash chain: how the hash of an entry is computed. Its input is plain text, so that sqlite3 and sha256sum can
 * check it: SHA-256 over previous hash, seq, at, kind, body and, if there is one, operator, joined by line feeds with
 * none at the end. A body is JSON on one line, so no part of it can be mistaken for an operator.
 */
import { hash } from 'node:crypto'

/** The hash before the first entry. */
export const GENESIS = '0'.repeat(64)

/** Returns the hash of an entry as 64 hexadecimal digits. `seq` counts from 1 without gaps; `at` is in Unix seconds. */
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
