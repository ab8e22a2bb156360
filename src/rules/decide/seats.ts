/**
 * A key may be active on so many different computers at once (checklist QC-07, QC-08); the same computer again takes
 * no second seat (QC-09). A generic key has one activation, which seats do not limit (QG-05); of a floating key one
 * computer is active, the server (LP-03).
 */
import { matchFingerprint, requiredOf } from '../../computer/fingerprint.ts'
import type { IssueCase, Judged } from '../decide.ts'
import type { Activation } from '../entitlement.ts'
import { pass, type Rule, refuse } from '../rule.ts'
import { formatInstant } from '../term.ts'
import { computersOf } from '../terms.ts'

export const seats: Rule<Judged> = {
  name: 'seats',
  judge(subject) {
    const { key, activations, held } = subject
    if (key.entitlement.generic) return pass('generic: seats do not limit it')
    const limit = computersOf(key.entitlement)
    if (held !== undefined)
      return pass(`this computer has its seat already, since ${formatInstant(held.firstAt)}`)
    const taken = activations.length
    if (taken < limit) return pass(`${taken} of ${limit} taken`)
    const holders = activations.map(({ id, computerId, firstAt }) => ({
      activation: id,
      computer: computerId,
      since: formatInstant(firstAt),
    }))
    return refuse(`${taken} of ${limit} taken`, 'no-seats-left', { activations: limit, holders })
  },
}

/** The first that is the applicant's: matched with the product's tolerance, or the generic key's one. */
export function seatAmong(
  activations: readonly Activation[],
  { applicant, key, product }: IssueCase,
): Activation | undefined {
  if (key.entitlement.generic) return activations[0]
  if (applicant.kind === 'on-behalf') return undefined
  return activations.find(
    ({ fingerprint }) =>
      fingerprint !== undefined &&
      matchFingerprint(fingerprint, requiredOf(product.match, fingerprint.size), applicant.fingerprint).ok,
  )
}
