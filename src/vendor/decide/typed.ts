/**
 * A license that is to be read aloud must be one that a code can say; what it cannot say is named, not left out. Asked
 * of requests by code, and of others whose license is wanted as a code, before anything is recorded.
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

/** As the newest kit lists them, by its payload: what the customer's computer can understand in a code. */
export function featuresInKit(kit: Uint8Array | undefined): readonly FeatureDefinition[] {
  return kit === undefined ? [] : decodeKit(kit).features
}

/** What the client would have to know and does not. */
function unknown(subject: SeatedCase): readonly BeyondCode[] {
  const { applicant, key, place } = subject
  // a code names what asks by a hash, and a workload must be told from a computer
  const asks = applicant.kind === 'computer' ? applicant.workload : undefined
  const held = place.kind === 'renewal' ? place.held.activation.workload : undefined
  if (asks !== undefined || held !== undefined) return [{ thing: 'workload' }]
  // nothing says in which installation such days would count
  if (applicant.kind === 'by-code')
    return key.entitlement.duration?.from === 'first-run' ? [{ thing: 'first-run-days-by-code' }] : []
  const binding = bindingOf(subject)
  const isOwn = binding.kind !== 'computer' || boundHash(binding) === askedHash(subject)
  return isOwn ? [] : [{ thing: 'readings-of-seat' }]
}

/** The number of the activation that is held or would be made, as a license code has it. */
function activationNumber(subject: SeatedCase): number | undefined {
  const { key, activations, former, place } = subject
  const computer = askedHash(subject)
  if (computer === undefined) return undefined
  const held = place.kind === 'renewal' ? place.held.activation : undefined
  const taken = new Set([...activations, ...former].map(({ id }) => id))
  const id = held?.id ?? nextActivationId(key.id, computer, one => taken.has(one))
  const number = id === undefined ? undefined : activationNumberOf(id, key.id, computer, TYPED_ACTIVATIONS)
  // whoever holds a seat has a license of it
  return number ?? (held === undefined ? undefined : OF_INSTALLED)
}

function askedHash({ applicant, place }: SeatedCase): string | undefined {
  if (applicant.kind !== 'on-behalf') return applicant.computer
  return place.kind === 'renewal' ? place.held.computer : undefined
}
