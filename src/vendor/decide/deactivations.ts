/**
 * Owns counting how often the seats of a key were handed on. Moves and receipts count against one limit, because a
 * receipt proves no more than a move does: a customer who reads the installation's key can sign one and run on.
 */
import type { Activation, KeyRecord, Product, SeatRelease } from '../../core/terms/entitlement.ts'
import { deactivationLimitOf } from '../../core/terms/terms.ts'
import type { Deactivations } from './case.ts'

/** `former`: every activation of the key that ended. */
export function countDeactivations(
  { entitlement }: KeyRecord,
  product: Product,
  former: readonly Activation[],
): Deactivations {
  const count = (by: SeatRelease['by']) => former.filter(({ released }) => released?.by === by).length
  const moves = count('move')
  return {
    used: moves + count('receipt'),
    moves,
    limit: deactivationLimitOf(entitlement, product),
    byHand: count('hand'),
  }
}

export function isUsedUp({ used, limit }: Deactivations): boolean {
  return limit !== undefined && BigInt(used) >= limit
}
