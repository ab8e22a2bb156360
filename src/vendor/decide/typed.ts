/**
 * A license that is to be read aloud must be one that a code can say; what it cannot say is named, not left out. Asked
 * of requests by code, and of others whose license is wanted as a code, before anything is recorded.
 */
import { computerHash } from '../../core/computer/computer-id.ts'
import { activationNumberOf, nextActivationId } from '../../core/message/activation-id.ts'
import { OF_INSTALLED, TYPED_ACTIVATIONS, untypable } from '../../core/message/typed-license.ts'
import { pass, type Rule, refuse } from '../../core/rule.ts'
import type { Judged } from './case.ts'
import { termsOf } from './granted.ts'

export const typed: Rule<Judged> = {
  name: 'typed',
  judge(subject) {
    const terms = { issuedAt: subject.now, ...termsOf(subject) }
    const things = [...untypable(terms, activationNumber(subject)), ...unknownDays(subject)]
    if (things.length === 0) return pass('a code can say it')
    return refuse(`a code cannot say ${things.join(', ')}`, 'typed-cannot-carry', { things })
  },
}

/** Days of which a request by code says too little to count them. */
function unknownDays({ applicant, key, held, had, former }: Judged): readonly string[] {
  if (applicant.kind !== 'by-code') return []
  const from = key.entitlement.duration?.from
  // nothing of the installation in which such days would count
  if (from === 'first-run') return ['days from the first run, for a request by code']
  // a hash knows no tolerance: one that is new here may be that of a computer whose days have begun, with one reading less
  if (from === 'activation' && held === undefined && had === undefined && former.length > 0)
    return [
      'days that count from the activation, as a computer was given back before and a code cannot say whether it is this one',
    ]
  return []
}

/** The number of the activation that is held or would be made, as a license code has it. */
function activationNumber({ applicant, key, activations, former, held }: Judged): number | undefined {
  if (applicant.kind === 'on-behalf') return undefined
  const computer = applicant.kind === 'by-code' ? applicant.computer : computerHash(applicant.fingerprint)
  const taken = new Set([...activations, ...former].map(({ id }) => id))
  const id = held?.id ?? nextActivationId(key.id, computer, one => taken.has(one))
  const number = id === undefined ? undefined : activationNumberOf(id, key.id, computer, TYPED_ACTIVATIONS)
  // whoever holds a seat has a license of it
  return number ?? (held === undefined ? undefined : OF_INSTALLED)
}
