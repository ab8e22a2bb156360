/** A license is bound to this computer, or generic where the kit allows that (checklist QG-01, QG-13). */
import { computerHash } from '../computer/computer-id.ts'
import { type Match, matchFingerprint, type Outcome } from '../computer/fingerprint.ts'
import { kindOf } from '../computer/reading.ts'
import { readingsFault } from '../computer/readings.ts'
import type { ErrorDetails } from '../errors.ts'
import type { FingerprintClaim } from '../message/fingerprint.ts'
import type { Binding } from '../message/license.ts'
import { pass, type Rule, refuse } from '../rule.ts'
import type { CheckCase } from './case.ts'

export const binding: Rule<CheckCase> = {
  name: 'computer',
  judge({ license, terms, here, asked }) {
    if (license.binding.kind === 'generic') {
      if (terms.allowGeneric) return pass('generic, and the kit allows it')
      return refuse('generic, and the kit does not allow it', 'generic-not-allowed', { side: 'client' })
    }
    const { required } = license.binding
    const bound = boundTo(license.binding, [asked, here.fingerprint])
    if (bound === undefined)
      return refuse('nothing known here is what the code was asked with', 'wrong-computer', {
        hash: license.binding.kind === 'code' ? license.binding.computer : undefined,
      })
    const match = matchFingerprint(bound, required, here.fingerprint)
    if (match.ok) return pass(sawOf(match), comparisonOf(match))
    return refuse(sawOf(match), 'wrong-computer', comparisonOf(match))
  },
}

/**
 * What the license says, or, where that is a hash, what has it. Undefined: nothing that is known. The vendor has not seen
 * it, and it may be forged: it must have as many kinds as he scaled `required` by, and be what he would have taken.
 */
function boundTo(
  binding: Exclude<Binding, { kind: 'generic' }>,
  known: readonly (FingerprintClaim | undefined)[],
): FingerprintClaim | undefined {
  if (binding.kind === 'computer') return binding.fingerprint
  return known.find(
    one =>
      one?.size === binding.kinds &&
      computerHash(one) === binding.computer &&
      readingsFault(one) === undefined,
  )
}

/** What became of a kind of reading since the license was made; a kind that this version does not know is `kind 99`. */
export interface ComparedReading {
  readonly kind: string
  readonly outcome: Outcome
}

/**
 * The score against the rule, and each kind. `needed` of the `compared` kinds had to be the same; without missing ones
 * that is `required` of `bound`, as the license says.
 */
export interface Comparison extends ErrorDetails {
  readonly same: number
  readonly changed: number
  readonly missing: number
  readonly new: number
  readonly compared: number
  readonly needed: number
  readonly required: number
  readonly bound: number
  /** Why it is not enough: `too-few`, or `too-common`, as many computers share what is the same. */
  readonly fault?: string
  readonly readings: readonly ComparedReading[]
}

function comparisonOf({ counts, kinds, needed, required, bound, fault }: Match): Comparison {
  return {
    ...counts,
    compared: counts.same + counts.changed,
    needed,
    required,
    bound,
    ...(fault === undefined ? {} : { fault }),
    readings: kinds.map(({ kind, outcome }) => ({ kind: kindOf(kind) ?? `kind ${kind}`, outcome })),
  }
}

function sawOf({ counts: { same, changed, missing }, needed, fault }: Match): string {
  const score = `${same} of ${same + changed} readings the same, ${needed} needed`
  const hidden = missing === 0 ? '' : `; ${missing} not readable`
  return `${score}${fault === 'too-common' ? ', but many computers share those' : ''}${hidden}`
}
