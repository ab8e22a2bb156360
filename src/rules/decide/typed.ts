/**
 * A license that is to be read aloud must be one that a code can say; what it cannot say is named, not left out. Asked
 * of requests by code, and of others whose license is wanted as a code, before anything is recorded.
 */
import { computerHash } from '../../computer/computer-id.ts'
import { activationNumberOf, nextActivationId } from '../../message/activation-id.ts'
import { OF_INSTALLED, TYPED_ACTIVATIONS, untypable } from '../../message/typed-license.ts'
import type { Judged } from '../decide.ts'
import { pass, type Rule, refuse } from '../rule.ts'
import { termsOf } from './granted.ts'

export const typed: Rule<Judged> = {
  name: 'typed',
  judge(subject) {
    const { applicant, key, now } = subject
    const things = untypable({ issuedAt: now, ...termsOf(subject) }, activationNumber(subject))
    // a code says nothing of the installation in which such days would count
    const firstRun = applicant.kind === 'by-code' && key.entitlement.duration?.from === 'first-run'
    const all = firstRun ? [...things, 'days from the first run, for a request by code'] : things
    if (all.length === 0) return pass('a code can say it')
    return refuse(`a code cannot say ${all.join(', ')}`, 'typed-cannot-carry', { things: all })
  },
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
