/**
 * Owns the choice among several licenses. Pure. Valid ones are ranked: without a warning before with one; bound to this
 * computer before generic; the later end first, never being the latest; later issued first; then the order in which
 * they were found. If none is valid, the most informative one is chosen: one for this vendor, product, computer and
 * user; else any that could be read; else the first. So a folder with the licenses of a hundred computers still shows
 * why this computer's own license is not valid.
 */
import type { ErrorCode } from '../errors.ts'
import type { License } from '../message/license.ts'
import type { Reason } from '../rule.ts'

/** A license that was found, and the verdict on it. */
export interface RankedLicense {
  readonly license: License | undefined
  /** Seconds since 1970; undefined: never. */
  readonly endsAt: number | undefined
  readonly valid: boolean
  readonly reasons: readonly Reason[]
  readonly warnings: readonly Reason[]
}

/** Returns the valid licenses, the best first. */
export function bestFirst<T extends RankedLicense>(found: readonly T[]): readonly T[] {
  // toSorted is stable, so ties keep the order of the search path
  return found.filter(({ valid }) => valid).toSorted(compare)
}

function compare(a: RankedLicense, b: RankedLicense): number {
  return (
    trueFirst(a.warnings.length === 0, b.warnings.length === 0) ||
    trueFirst(isBound(a), isBound(b)) ||
    higherFirst(a.endsAt ?? Number.MAX_VALUE, b.endsAt ?? Number.MAX_VALUE) ||
    higherFirst(a.license?.issuedAt ?? 0, b.license?.issuedAt ?? 0)
  )
}

function trueFirst(a: boolean, b: boolean): number {
  return Number(b) - Number(a)
}

function higherFirst(a: number, b: number): number {
  return b - a
}

function isBound({ license }: RankedLicense): boolean {
  return license !== undefined && license.binding.kind !== 'generic'
}

/** Reasons which show that a license is for another user, computer, product or vendor, or for a site server. */
const FOREIGN: readonly ErrorCode[] = [
  'wrong-vendor',
  'wrong-product',
  'for-site-server',
  'wrong-computer',
  'wrong-workload',
  'wrong-user',
]

/** Returns the license, of several invalid ones, whose reasons are shown; undefined if the list is empty. */
export function mostTelling<T extends RankedLicense>(found: readonly T[]): T | undefined {
  const isOwn = ({ license, reasons }: T) =>
    license !== undefined && !reasons.some(({ code }) => FOREIGN.includes(code))
  return found.find(isOwn) ?? found.find(({ license }) => license !== undefined) ?? found[0]
}
