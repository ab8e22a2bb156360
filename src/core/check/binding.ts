/**
 * A license is bound to this computer or to the workload that the site names here (checklist DY-16), or generic where the
 * kit allows that (QG-01, QG-13).
 */
import {
  type Bound,
  boundOf,
  type ComparedKind,
  holds,
  type Match,
  matchBinding,
  type PresentedComputer,
} from '../computer/binding.ts'
import type { Unreadable } from '../computer/computer.ts'
import { boundHash } from '../computer/computer-id.ts'
import { carriedFingerprint } from '../computer/fingerprint.ts'
import { KINDS } from '../computer/reading.ts'
import { readingsFault } from '../computer/readings.ts'
import { isWorkload, nameOfKind, WORKLOAD } from '../computer/workload.ts'
import type { Comparison } from '../error-details.ts'
import type { CountedFingerprint, FingerprintClaim } from '../message/fingerprint.ts'
import type { Binding, License } from '../message/license.ts'
import { pass, type Rule, refuse } from '../rule.ts'
import type { CheckCase } from './case.ts'

/** What the rule is asked of: a license, or what else is bound to a computer. */
type BoundCase = Pick<CheckCase, 'terms' | 'here' | 'asked'> & { readonly license: Pick<License, 'binding'> }

export const binding: Rule<BoundCase> = {
  name: 'computer',
  judge({ license, terms, here: { fingerprint, virtual, unreadable = [] }, asked }) {
    if (license.binding.kind === 'generic') {
      if (terms.allowGeneric) return pass('generic')
      return refuse('generic-not-allowed', { side: 'client' })
    }
    const bound = boundBy(license.binding, asked, fingerprint)
    if (bound === undefined)
      return refuse('wrong-computer', {
        hash: license.binding.kind === 'code' ? license.binding.computer : undefined,
      })
    const here = { fingerprint, virtual: virtual !== undefined }
    if (isWorkload(bound.fingerprint))
      return holds(bound, here)
        ? pass('same-workload')
        : refuse('wrong-workload', { named: fingerprint.has(WORKLOAD) })
    const match = matchBinding(bound, here)
    const comparison = comparisonOf(match, bound, unreadable, match.ok ? fragileIn(bound, here) : [])
    if (match.ok) return pass('same-computer', comparison)
    if (match.fault === 'not-read') return refuse('readings-missing', comparison)
    return refuse('wrong-computer', comparison)
  },
}

/**
 * What the license says, or, where that is a hash, what has it. Undefined: nothing that is known. The vendor has not seen
 * it, and it may be forged: it must be what the vendor would have taken.
 */
function boundBy(
  binding: Exclude<Binding, { kind: 'generic' }>,
  asked: CountedFingerprint | undefined,
  here: FingerprintClaim,
): Bound | undefined {
  if (binding.kind === 'computer') return binding
  const { computer, required } = binding
  const known = asked === undefined ? [] : [asked]
  const found = [...known, ...everyBound(carriedFingerprint(here))].find(
    // a code is of hardware: its vendor did not see that a workload asks
    one => boundHash(one) === computer && readingsFault(one) === undefined && !isWorkload(one.fingerprint),
  )
  return found && { ...found, required }
}

/** What this computer may have asked with: of two kinds a request says whether they count. */
function everyBound(here: FingerprintClaim): readonly CountedFingerprint[] {
  const [uuid, board] = [KINDS['system-uuid'], KINDS['board-serial']]
  return [[], [uuid], [board], [uuid, board]].map(counted => boundOf(here, counted))
}

function fragileIn(bound: Bound, { fingerprint, virtual }: PresentedComputer): readonly string[] {
  const others = new Map(fingerprint)
  const isFragile = (kind: number) => {
    const hashes = others.get(kind)
    if (hashes === undefined) return false
    others.delete(kind)
    const isHeld = holds(bound, { fingerprint: others, virtual })
    others.set(kind, hashes)
    return !isHeld
  }
  return bound.counted.filter(isFragile).map(nameOfKind)
}

function comparisonOf(
  { kinds, score, whole, fault }: Match,
  { counted, required }: Bound,
  unreadable: readonly Unreadable[],
  fragile: readonly string[],
): Comparison {
  const whyOf = ({ kind, outcome }: ComparedKind) =>
    outcome === 'missing' ? unreadable.find(one => KINDS[one.kind] === kind)?.why : undefined
  return {
    same: (score / whole) * counted.length,
    counted: counted.length,
    ...(required === undefined ? {} : { required: { k: required.k, n: required.n } }),
    ...(fault === undefined ? {} : { fault }),
    readings: kinds.map(one => {
      const why = whyOf(one)
      return { ...one, kind: nameOfKind(one.kind), ...(why === undefined ? {} : { why }) }
    }),
    fragile,
  }
}
