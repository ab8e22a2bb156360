/** Owns that an activation key must exist, and the error of one that does not. */
import { AirlatchError } from '../../core/errors.ts'
import type { KeyRecord } from '../../core/terms/entitlement.ts'
import type { KeyListing, Ledger } from '../ledger/ledger.ts'

/** By its id. Error: key-not-found. */
export async function requireKey(ledger: Ledger, id: string): Promise<KeyRecord> {
  const key = await ledger.key(id)
  if (key === undefined) throw keyNotFound(id)
  return key
}

/** By its id, with its seats counted and its revision, to be changed. Error: key-not-found. */
export async function requireListing(
  ledger: Ledger,
  id: string,
): Promise<KeyListing & { readonly revision: number }> {
  const found = await ledger.keyInUse(id)
  if (found === undefined) throw keyNotFound(id)
  return found
}

export function keyNotFound(id: string): AirlatchError {
  return new AirlatchError('key-not-found', { key: id, limelm: 1 })
}
