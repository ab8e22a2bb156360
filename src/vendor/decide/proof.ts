/**
 * The requester must know the whole activation key, although a request shows only its id. A key whose codes are being
 * guessed accepts no further codes.
 *
 * The proof in a code has 30 bits (core/message/typed-request.ts). Ten wrong codes find it with a chance of 1 in 100
 * million; someone who knows the ids of 10,000 keys has a chance of 1 in 10,000, once. Honest people need fewer: a
 * code that was misheard fails its check symbols and is not a wrong code, and repeating the same wrong code is not
 * counted.
 *
 * Beyond the limit the proof is not checked: if the answer distinguished a right code from a wrong one, there would be
 * no limit. The refusal ends when a license is recorded for a proof that holds, or when the desk allows codes ("key
 * allow-codes"). Repeating a code that was answered before does not end it: a person who overheard one could otherwise
 * go on guessing forever.
 *
 * A signed request is never refused for the number of wrong proofs: 64 bits cannot be guessed, and so a stranger who
 * knows the id of a key cannot keep its customer away.
 */

import { pass, type Rule, refuse } from '../../core/rule.ts'
import type { WrongProofs } from '../../core/terms/entitlement.ts'
import type { Applicant, IssueCase } from './case.ts'

/** Wrong codes in a row after which a key takes no codes. */
export const MOST_WRONG_CODES = 10

export const proof: Rule<Pick<IssueCase, 'applicant' | 'key' | 'wrongProofs' | 'now'>> = {
  name: 'key-proof',
  judge({ applicant, key, wrongProofs, now }) {
    if (applicant.kind === 'on-behalf') return pass('asked-by-vendor')
    const { codesInARow } = wrongProofs
    if (applicant.kind === 'by-code' && areCodesRefused(wrongProofs))
      return refuse('too-many-wrong-codes', {
        key: key.id,
        wrong: codesInARow,
      })
    if (applicant.proofHolds) return pass('key-proved')
    const { codes, requests } = wrongProofsAfter(wrongProofs, applicant, now)
    return refuse('key-proof-invalid', {
      key: key.id,
      wrongCodes: codes,
      wrongRequests: requests,
    })
  },
}

/** Whether the proof was checked, and holds. */
export function isProved(applicant: Applicant, wrongProofs: WrongProofs): boolean {
  if (applicant.kind === 'on-behalf') return true
  return applicant.proofHolds && !(applicant.kind === 'by-code' && areCodesRefused(wrongProofs))
}

/** Whether a key accepts no request codes, after too many wrong ones in a row. */
export function areCodesRefused({ codesInARow }: WrongProofs): boolean {
  return codesInARow >= MOST_WRONG_CODES
}

/** Returns the count of the key after this request: one more if its proof was checked and does not hold. */
export function wrongProofsAfter(before: WrongProofs, applicant: Applicant, now: number): WrongProofs {
  if (applicant.kind === 'on-behalf' || applicant.proofHolds) return before
  const { kind, requestHash: hash } = applicant
  if (hash === before.last?.hash) return before
  const last = { hash, at: now }
  if (kind === 'computer') return { ...before, requests: before.requests + 1, last }
  if (areCodesRefused(before)) return before
  return { ...before, codesInARow: before.codesInARow + 1, codes: before.codes + 1, last }
}
