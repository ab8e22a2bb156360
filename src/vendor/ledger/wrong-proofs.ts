/**
 * Owns how many requests and codes of a key had a wrong proof, as the ledger keeps it: one row a key, which is replaced
 * inside the transaction that decides on the request, so that two desks at once lose none.
 *
 * It is state beside the entries, and no entry: whoever knows the id of a key can send wrong proofs, and must not be able to
 * make the ledger grow. So it is in no hash and no checkpoint, the audit cannot make it again, and an export leaves it
 * behind: a ledger that was imported counts from zero. A backup has it, as it is the same file. Nothing in it is personal.
 * That the desk allowed codes again is an entry (`key.codes-allowed`).
 */
import type { WrongProofs } from '../../core/terms/entitlement.ts'
import type { SqlRow, Statement } from '../../log/sql.ts'
import { putForm } from './forms.ts'

/** The count of a key at which nobody has guessed. */
export const NO_WRONG_PROOFS: WrongProofs = { codesInARow: 0, codes: 0, requests: 0, last: undefined }

/** Keys with their rows of this table; `FROM KEYS_WITH_WRONG_PROOFS`, whose rows `wrongProofsOf` reads. */
export const KEYS_WITH_WRONG_PROOFS =
  'activation_key LEFT JOIN wrong_proof ON wrong_proof.key_id = activation_key.id'

const PUT = putForm('wrong_proof', 'key_id', ['codes_in_a_row', 'codes', 'requests', 'last_hash', 'last_at'])

/** By the id of the key. */
export function keepWrongProofs(kept: ReadonlyMap<string, WrongProofs>): readonly Statement[] {
  return [...kept].map(([keyId, { codesInARow, codes, requests, last }]) => ({
    sql: PUT.sql,
    params: [keyId, codesInARow, codes, requests, last?.hash ?? null, last?.at ?? null],
  }))
}

export function wrongProofsOf(row: SqlRow): WrongProofs {
  if (row.codes === null) return NO_WRONG_PROOFS
  return {
    codesInARow: row.codes_in_a_row as number,
    codes: row.codes as number,
    requests: row.requests as number,
    last: row.last_hash === null ? undefined : { hash: row.last_hash as string, at: row.last_at as number },
  }
}
