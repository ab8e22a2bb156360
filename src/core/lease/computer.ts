/**
 * A lease is for one computer or workload, as a license is: otherwise all copies of one installation would share a
 * seat. It names none only if that computer has no readings that distinguish it; such a lease is refused on any that
 * has.
 */
import { binding } from '../check/binding.ts'
import { boundOf, COUNTED_KINDS } from '../computer/binding.ts'
import { readingsFault } from '../computer/readings.ts'
import type { CountedFingerprint } from '../message/fingerprint.ts'
import type { Binding } from '../message/license.ts'
import { pass, type Rule, refuse } from '../rule.ts'
import type { LeaseCase } from './case.ts'

export const computer: Rule<LeaseCase> = {
  name: binding.name,
  judge({ lease, license, terms, here }) {
    if (lease.computer === undefined) {
      const hasReadings = readingsFault(boundOf(here.fingerprint, COUNTED_KINDS)) === undefined
      return hasReadings ? refuse('wrong-computer', { hash: undefined }) : pass('nothing-read')
    }
    const bound = { binding: boundBy(lease.computer, license.binding) }
    return binding.judge({ license: bound, terms, here, asked: undefined })
  },
}

/** Adds the product's stricter rule, which only the license of the server has. */
function boundBy(own: CountedFingerprint, serverBinding: Binding): Binding {
  const required = serverBinding.kind === 'generic' ? undefined : serverBinding.required
  return { kind: 'computer', ...own, ...(required === undefined ? {} : { required }) }
}
