/** Owns what state an activation key is in, for lists: the first that holds of revoked, expired, active and unused. */
import type { KeyRecord } from '../../core/terms/entitlement.ts'
import { endOfTerm } from '../../core/terms/term.ts'

/** Every state that a key can be in. */
export const KEY_STATES = ['unused', 'active', 'expired', 'revoked'] as const
/** What a key can still do. */
export type KeyState = (typeof KEY_STATES)[number]

/**
 * `used`: its activations. Expired: no license of it can be valid any more, by its date or its days from creation; days
 * from activation or from the first run end for each computer by itself. `now`: seconds since 1970.
 */
export function keyState(
  { createdAt, entitlement, revoked }: KeyRecord,
  used: number,
  now: number,
): KeyState {
  if (revoked !== undefined) return 'revoked'
  const { expiresAt, duration } = entitlement
  const fromCreation = duration?.from === 'creation' ? duration : undefined
  const end = endOfTerm(expiresAt, fromCreation, { createdAt, activatedAt: createdAt })
  if (end !== undefined && end <= now) return 'expired'
  return used > 0 ? 'active' : 'unused'
}
