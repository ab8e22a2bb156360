/**
 * Owns what ends the use of an activation key: it is revoked, for good; or suspended or archived, until it is reinstated
 * (checklist DY-10). Computers that have a license keep it: only a list of revocations, which names the activations of
 * revoked keys, reaches them.
 */
import { AirlatchError } from '../../core/errors.ts'
import type { KeyRecord } from '../../core/terms/entitlement.ts'
import { formatInstant } from '../../core/terms/term.ts'
import { untilRecorded } from '../../log/attempts.ts'
import type { Change } from '../ledger/change.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { IN_USE } from './key-state.ts'
import { requireListing } from './known-key.ts'
import { LIMITS, requireText } from './limits.ts'

/** Revoked twice is revoked once, and the first reason stays. Errors: key-not-found, invalid-value, ledger-busy. */
export function revokeKey(
  ledger: Ledger,
  id: string,
  reason: string | undefined,
  now: number,
): Promise<KeyRecord> {
  const revocation = { at: now, reason: reasonOf(reason) }
  return changing(ledger, id, now, key => {
    if (key.revoked !== undefined) return undefined
    return { key: { revoked: revocation }, change: { kind: 'key.revoked', keyId: id, revocation } }
  })
}

/** Suspended twice is suspended once. Errors: key-not-found, key-revoked, invalid-value, ledger-busy. */
export function suspendKey(
  ledger: Ledger,
  id: string,
  reason: string | undefined,
  now: number,
): Promise<KeyRecord> {
  const suspension = { at: now, reason: reasonOf(reason) }
  return changing(ledger, id, now, key => {
    requireNotRevoked(key)
    if (key.suspended !== undefined) return undefined
    return { key: { suspended: suspension }, change: { kind: 'key.suspended', keyId: id, suspension } }
  })
}

/** Also one that was revoked or suspended. Archived twice is archived once. Errors: key-not-found, ledger-busy. */
export function archiveKey(ledger: Ledger, id: string, now: number): Promise<KeyRecord> {
  return changing(ledger, id, now, key => {
    if (key.archivedAt !== undefined) return undefined
    return { key: { archivedAt: now }, change: { kind: 'key.archived', keyId: id, archivedAt: now } }
  })
}

/**
 * It is neither suspended nor archived after this; one that was revoked stays revoked. Nothing is recorded for a key in
 * use. Errors: key-not-found, key-revoked when there is nothing else to take back, invalid-value, ledger-busy.
 */
export function reinstateKey(
  ledger: Ledger,
  id: string,
  reason: string | undefined,
  now: number,
): Promise<KeyRecord> {
  const why = reasonOf(reason)
  return changing(ledger, id, now, key => {
    const { revoked, suspended, archivedAt } = key
    if (suspended === undefined && archivedAt === undefined) {
      requireNotRevoked(key)
      return undefined
    }
    return { key: { ...IN_USE, revoked }, change: { kind: 'key.reinstated', keyId: id, reason: why } }
  })
}

/** Error: key-revoked. */
export function requireNotRevoked({ id, revoked }: KeyRecord): void {
  if (revoked !== undefined)
    throw new AirlatchError('key-revoked', { key: id, since: formatInstant(revoked.at) })
}

interface Step {
  /** What is new in the key. */
  readonly key: Partial<KeyRecord>
  readonly change: Change
}

/** The key as it is then. `step` gives undefined when there is nothing to change. */
function changing(
  ledger: Ledger,
  id: string,
  now: number,
  step: (key: KeyRecord) => Step | undefined,
): Promise<KeyRecord> {
  return untilRecorded(ledger, async ledger => {
    const { key, revision } = await requireListing(ledger, id)
    const next = step(key)
    if (next === undefined) return key
    const seen = { keys: new Map([[id, revision]]) }
    return (await ledger.append([next.change], now, seen)) === 'conflict'
      ? undefined
      : { ...key, ...next.key }
  })
}

function reasonOf(reason: string | undefined): string | undefined {
  return reason === undefined ? undefined : requireText('reason', reason, LIMITS.reasonBytes)
}
