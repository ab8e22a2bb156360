/** Owns that an activation key must exist, and the error of one that does not. */
import { AirlatchError } from '../../core/errors.ts'
import type { KeyRecord } from '../../core/terms/entitlement.ts'
import type { Ledger } from '../ledger/ledger.ts'

/** By its id. Error: key-not-found. */
export async function requireKey(ledger: Ledger, id: string): Promise<KeyRecord> {
  const key = await ledger.key(id)
  if (key === undefined) throw keyNotFound(id)
  return key
}

export function keyNotFound(id: string): AirlatchError {
  return new AirlatchError('key-not-found', { key: id, limelm: 1 })
}
