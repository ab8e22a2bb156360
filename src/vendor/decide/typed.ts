/**
 * A license that is to be read aloud must be one that a code can express; what it cannot express is named, not left
 * out. Applies to requests by code, and to others whose license is wanted as a code, before anything is recorded.
 */
import { boundHash } from '../../core/computer/computer-id.ts'
import { activationNumberOf, nextActivationId } from '../../core/message/activation-id.ts'
import type { FeatureDefinition } from '../../core/message/feature-table.ts'
import { decodeKit } from '../../core/message/kit.ts'
import { OF_INSTALLED, TYPED_ACTIVATIONS, untypable } from '../../core/message/typed-license.ts'
import type { BeyondCode } from '../../core/problems.ts'
import { pass, type Rule, refuse } from '../../core/rule.ts'
import type { SeatedCase } from './case.ts'
import { bindingOf, termsOf } from './granted.ts'

export const typed: Rule<SeatedCase> = {
  name: 'typed',
  judge(subject) {
    const terms = { issuedAt: subject.now, ...termsOf(subject) }
    const table = featuresInKit(subject.kit)
    const things = [...untypable(terms, activationNumber(subject), table), ...unknown(subject)]
    if (things.length === 0) return pass('typable')
    return refuse('typed-cannot-carry', { things })
  },
}

/** The features in the newest kit, by its payload: what the customer's computer can understand in a code. */
export function featuresInKit(kit: Uint8Array | undefined): readonly FeatureDefinition[] {
  return kit === undefined ? [] : decodeKit(kit).features
}

/** Returns what the client would have to know and does not. */
function unknown(subject: SeatedCase): readonly BeyondCode[] {
  const { applicant, key, place } = subject
  // a code identifies the computer by a hash, where a workload could not be distinguished from a computer
  const asks = applicant.kind === 'computer' ? applicant.workload : undefined
  const held = place.kind === 'renewal' ? place.held.activation.workload : undefined
  if (asks !== undefined || held !== undefined) return [{ thing: 'workload' }]
  // a code does not say in which installation such days count
  if (applicant.kind === 'by-code')
    return key.entitlement.duration?.from === 'first-run' ? [{ thing: 'first-run-days-by-code' }] : []
  const binding = bindingOf(subject)
  const isOwn = binding.kind !== 'computer' || boundHash(binding) === askedHash(subject)
  return isOwn ? [] : [{ thing: 'readings-of-seat' }]
}

/** Returns the number of the activation that is held or would be made, as a license code has it. */
function activationNumber(subject: SeatedCase): number | undefined {
  const { key, activations, former, place } = subject
  const computer = askedHash(subject)
  if (computer === undefined) return undefined
  const held = place.kind === 'renewal' ? place.held.activation : undefined
  const taken = new Set([...activations, ...former].map(({ id }) => id))
  const id = held?.id ?? nextActivationId(key.id, computer, one => taken.has(one))
  const number = id === undefined ? undefined : activationNumberOf(id, key.id, computer, TYPED_ACTIVATIONS)
  // a holder of a seat has a license of it
  return number ?? (held === undefined ? undefined : OF_INSTALLED)
}

function askedHash({ applicant, place }: SeatedCase): string | undefined {
  if (applicant.kind !== 'on-behalf') return applicant.computer
  return place.kind === 'renewal' ? place.held.computer : undefined
}
