/** Owns the kits of one product in a row, signed at once by keys in memory: for tests of which kit is believed. */
import { coseKey, type SecretKey } from '../../src/core/cose/key.ts'
import type { Kit } from '../../src/core/message/kit.ts'
import { sealKit } from './seal.ts'

/** When the kits are made: a second later for each number. */
export const KITS_SINCE = 1_800_000_000

export function kitBy(
  signer: SecretKey,
  sequence: number,
  keys: readonly SecretKey[],
  change: Partial<Kit> = {},
): Uint8Array {
  const kit: Kit = {
    vendor: 'Acme',
    productId: 'scope',
    productName: 'Scope',
    madeAt: KITS_SINCE + sequence,
    sequence,
    keys: keys.map(key => coseKey(key.public.bytes)),
    retired: new Map(),
    allowGeneric: false,
    searchPath: [],
    address: undefined,
    contact: undefined,
    sites: [],
    features: [],
    ...change,
  }
  return sealKit(kit, signer)
}
