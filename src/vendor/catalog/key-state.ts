/**
 * Owns what state an activation key is in, for lists: the first that holds of revoked, archived, suspended, expired,
 * active and unused.
 */
import type { KeyRecord } from '../../core/terms/entitlement.ts'
import { endOfTerm } from '../../core/terms/term.ts'

/** A key that licenses are issued for. */
export const IN_USE = { revoked: undefined, suspended: undefined, archivedAt: undefined } as const

/** Every state that a key can be in. */
export const KEY_STATES = ['unused', 'active', 'expired', 'suspended', 'archived', 'revoked'] as const
/** What a key can still do. */
export type KeyState = (typeof KEY_STATES)[number]

/**
 * When the last license of the key ends, by its date or its days from creation; undefined: never, or for each computer
 * by itself, as days from activation or from the first run do.
 */
export function keyEnd({ createdAt, entitlement }: KeyRecord): number | undefined {
  const { expiresAt, duration } = entitlement
  const fromCreation = duration?.from === 'creation' ? duration : undefined
  return endOfTerm(expiresAt, fromCreation, { createdAt, activatedAt: createdAt })
}

/** `used`: its activations. Expired: no license of it can be valid any more. `now`: seconds since 1970. */
export function keyState(key: KeyRecord, used: number, now: number): KeyState {
  if (key.revoked !== undefined) return 'revoked'
  if (key.archivedAt !== undefined) return 'archived'
  if (key.suspended !== undefined) return 'suspended'
  const end = keyEnd(key)
  if (end !== undefined && end <= now) return 'expired'
  return used > 0 ? 'active' : 'unused'
}
