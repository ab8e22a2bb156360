/**
 * Owns counting how often the seats of a key were handed on. Moves and receipts share one limit, because a receipt
 * proves nothing beyond what a move does: a customer who can read the installation's key can sign one and keep running.
 */
import type { KeyRecord, Product } from '../../core/terms/entitlement.ts'
import { deactivationLimitOf } from '../../core/terms/terms.ts'
import type { Deactivations, KeySeats } from './case.ts'

export function countDeactivations(
  { entitlement }: KeyRecord,
  product: Product,
  { ended: { move, receipt, hand } }: Pick<KeySeats, 'ended'>,
): Deactivations {
  return {
    used: move + receipt,
    moves: move,
    limit: deactivationLimitOf(entitlement, product),
    byHand: hand,
  }
}

export function isUsedUp({ used, limit }: Deactivations): boolean {
  return limit !== undefined && BigInt(used) >= limit
}
