/**
 * A license is bound to this computer, or to the workload whose name the site has set here (checklist DY-16); or it is
 * generic, which the kit must allow (QG-01, QG-13).
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

/** The part of a case that the rule reads. Its subject is a license, or anything else that is bound to a computer. */
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
 * Returns what the license is bound to. If the license names only a hash, returns the known request or the readings of
 * this computer that have this hash, else undefined. As the vendor has not seen them and they may be forged, they must
 * satisfy the vendor's own rules for requests.
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
    // a code is bound to hardware: the vendor could not see from it whether a workload had made the request
    one => boundHash(one) === computer && readingsFault(one) === undefined && !isWorkload(one.fingerprint),
  )
  return found && { ...found, required }
}

/** Returns every binding that a request of this computer may have had: two kinds may each be counted or not. */
function everyBound(here: FingerprintClaim): readonly CountedFingerprint[] {
  const [uuid, board] = [KINDS['system-uuid'], KINDS['board-serial']]
  return [[], [uuid], [board], [uuid, board]].map(counted => boundOf(here, counted))
}

function fragileIn(bound: Bound, { fingerprint, virtual }: PresentedComputer): readonly string[] {
  const remaining = new Map(fingerprint)
  const isFragile = (kind: number) => {
    const hashes = remaining.get(kind)
    if (hashes === undefined) return false
    remaining.delete(kind)
    const isHeld = holds(bound, { fingerprint: remaining, virtual })
    remaining.set(kind, hashes)
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
