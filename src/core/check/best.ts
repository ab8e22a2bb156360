/**
 * Owns which of several licenses counts. Pure. In this order: valid without a warning before valid with one; bound to
 * this computer before generic; the later end, never being the last; issued later; then the order they were found in.
 * Where none is valid, the one that says most: one that is for this vendor, product, computer and user, then any that
 * could be read, then the first. A folder with the licenses of a hundred computers so says why ours ended.
 */
import type { ErrorCode } from '../errors.ts'
import type { License } from '../message/license.ts'
import type { Reason } from '../rule.ts'

/** What one license was found to be. */
export interface RankedLicense {
  readonly license: License | undefined
  /** Seconds since 1970; undefined: never. */
  readonly endsAt: number | undefined
  readonly valid: boolean
  readonly reasons: readonly Reason[]
  readonly warnings: readonly Reason[]
}

/** The valid ones, the best first. */
export function bestFirst<T extends RankedLicense>(found: readonly T[]): readonly T[] {
  // toSorted is stable: the order of the path is the last word
  return found.filter(({ valid }) => valid).toSorted(compare)
}

function compare(a: RankedLicense, b: RankedLicense): number {
  return (
    first(a.warnings.length === 0, b.warnings.length === 0) ||
    first(isBound(a), isBound(b)) ||
    later(a.endsAt ?? Number.MAX_VALUE, b.endsAt ?? Number.MAX_VALUE) ||
    later(a.license?.issuedAt ?? 0, b.license?.issuedAt ?? 0)
  )
}

function first(a: boolean, b: boolean): number {
  return Number(b) - Number(a)
}

function later(a: number, b: number): number {
  return b - a
}

function isBound({ license }: RankedLicense): boolean {
  return license !== undefined && license.binding.kind !== 'generic'
}

/** Says that a license is somebody else's, or a site server's. */
const FOREIGN: readonly ErrorCode[] = [
  'wrong-vendor',
  'wrong-product',
  'for-site-server',
  'wrong-computer',
  'wrong-workload',
  'wrong-user',
]

/** Of licenses that are not valid, the one whose reasons are to be shown; undefined when there is none at all. */
export function mostTelling<T extends RankedLicense>(found: readonly T[]): T | undefined {
  const own = ({ license, reasons }: T) =>
    license !== undefined && !reasons.some(({ code }) => FOREIGN.includes(code))
  return found.find(own) ?? found.find(({ license }) => license !== undefined) ?? found[0]
}
