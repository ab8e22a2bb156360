/**
 * The requester must know the whole activation key, of which a request shows the id alone; and a key whose codes are
 * guessed at takes no more of them.
 *
 * The proof in a code has 30 bits (core/message/typed-request.ts). Ten wrong codes find it with a chance of 1 in 100
 * million; who knows the ids of 10,000 keys has one of 1 in 10,000, once. Honest people need fewer: a code that was misheard
 * fails its check symbols and is no wrong code, and the same wrong one said again is not counted again.
 *
 * Past the limit the proof is not looked at: an answer that told a right code from a wrong one would be no limit. What
 * ends the refusal is a license that is recorded for a proof that holds, or the desk ("key allow-codes"). A code that was
 * answered before, said again, does not: whoever overheard one could go on guessing for ever.
 *
 * A signed request is never refused for the number of wrong ones: 64 bits are not guessed, and so no stranger who
 * knows the id of a key keeps its customer away.
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

/** Whether the proof was looked at, and holds. */
export function isProved(applicant: Applicant, wrongProofs: WrongProofs): boolean {
  if (applicant.kind === 'on-behalf') return true
  return applicant.proofHolds && !(applicant.kind === 'by-code' && areCodesRefused(wrongProofs))
}

/** Whether a key takes no request codes, after too many wrong ones in a row. */
export function areCodesRefused({ codesInARow }: WrongProofs): boolean {
  return codesInARow >= MOST_WRONG_CODES
}

/** Of the key, once this applicant has asked: with one more when its proof was looked at and does not hold. */
export function wrongProofsAfter(before: WrongProofs, applicant: Applicant, now: number): WrongProofs {
  if (applicant.kind === 'on-behalf' || applicant.proofHolds) return before
  const { kind, requestHash: hash } = applicant
  if (hash === before.last?.hash) return before
  const last = { hash, at: now }
  if (kind === 'computer') return { ...before, requests: before.requests + 1, last }
  if (areCodesRefused(before)) return before
  return { ...before, codesInARow: before.codesInARow + 1, codes: before.codes + 1, last }
}
