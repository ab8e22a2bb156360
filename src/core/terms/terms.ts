/**
 * Owns what an entitlement grants in effect, including what it inherits from its product, and which license format can
 * express it. Creating and changing keys share this with the decision, so that they cannot differ.
 */
import type { LendingTerms } from '../message/lending.ts'
import { type LicenseFormat, NEWEST_FORMAT } from '../message/license.ts'
import type { BeyondFormat } from '../problems.ts'
import { ENTITLEMENT, type Entitlement, fieldOf } from './fields.ts'
import { orInherited, type Product } from './product.ts'
import { DAY_SECONDS } from './term.ts'

/** Returns the moves and receipts that a key may have in all; undefined: no limit (checklist LP-06). */
export function deactivationLimitOf(entitlement: Entitlement, product: Product): bigint | undefined {
  const limit = orInherited(entitlement.deactivationLimit, product.deactivationLimit)
  if (limit === '3 per seat') return 3n * BigInt(computersOf(entitlement))
  return limit === 'unlimited' ? undefined : limit
}

/** Returns the limit that a license contains: only a number that the vendor has set, and not the usual limits. */
export function statedLimitOf(entitlement: Entitlement, product: Product): bigint | undefined {
  const limit = orInherited(entitlement.deactivationLimit, product.deactivationLimit)
  return typeof limit === 'bigint' ? limit : undefined
}

/** Returns whether licenses are valid on virtual machines (checklist LP-23). */
export function allowsVirtual(entitlement: Entitlement, product: Product): boolean {
  return orInherited(entitlement.allowVirtual, product.allowVirtual)
}

/** Returns whether licenses may be bound to workloads (checklist DY-16). */
export function allowsWorkloads(entitlement: Entitlement, product: Product): boolean {
  return orInherited(entitlement.allowWorkloads, product.allowWorkloads)
}

/**
 * Returns the number of computers that may be active at once: the key's seats. The activations of a floating key are
 * connections of its one server (LP-03); all copies of a generic license are one activation (QG-09).
 */
export function computersOf({ activations, forFloating, generic }: Entitlement): number {
  return forFloating || generic ? 1 : activations
}

/** Returns the concurrent seats in a license (checklist QC-10, LP-04). */
export function floatingSeatsOf({
  activations,
  forFloating,
  floatingSeats,
}: Entitlement): number | undefined {
  return forFloating ? activations : floatingSeats
}

/** Defaults of a floating key (SPEC.md section 17.1 has the reasons): by session, a day, 30 days. */
const LENDING_AT_FIRST = { seatUnit: 'session', longestLease: DAY_SECONDS, longestBorrow: 30 } as const

/** Returns how the site server of a floating key may lend its seats; undefined if the key is not floating. */
export function lendingOf(
  entitlement: Entitlement,
  product: Product,
): Omit<LendingTerms, 'serverKey'> | undefined {
  const { forFloating, mostBorrowed: most, pools } = entitlement
  if (!forFloating) return undefined
  const days = entitlement.longestBorrow ?? LENDING_AT_FIRST.longestBorrow
  return {
    seatUnit: entitlement.seatUnit ?? LENDING_AT_FIRST.seatUnit,
    longestLease: entitlement.longestLease ?? LENDING_AT_FIRST.longestLease,
    borrowing: most === undefined ? undefined : { days, most },
    pools,
    allowWorkloads: allowsWorkloads(entitlement, product),
  }
}

interface FormatChoice {
  readonly format: LicenseFormat
  /** What the format cannot express; empty if it can express everything. */
  readonly unsaid: readonly BeyondFormat[]
}

/** Returns the format of the key's licenses. A key that is pinned to an older one never gets a newer one (QC-30). */
export function formatOf(entitlement: Entitlement, product: Product): FormatChoice {
  const format = entitlement.engineVersion ?? NEWEST_FORMAT
  if (format !== 1) return { format, unsaid: [] }
  const unsaid = ENTITLEMENT.flatMap(name => {
    const { newer } = fieldOf(name)
    const value = entitlement[name]
    return newer && value !== undefined && (newer.when?.(value, product) ?? true) ? [newer.code] : []
  })
  return { format, unsaid }
}
