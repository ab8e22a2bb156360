/** Owns the claim cnf (RFC 8747) with a complete public key, which messages signed by a client or site server carry. */
import type { CborMap } from '../bytes/cbor.ts'
import type { ClaimReader } from './claims.ts'
import { CONFIRMATION } from './labels.ts'

/** Returns the claim. `installationKey`: the public key, as a COSE_Key. */
export function confirmationClaim(installationKey: CborMap): CborMap {
  return new Map([[CONFIRMATION.coseKey, installationKey]])
}

/** Returns the map in the claim. Whether it is a valid COSE_Key is checked later, by bytesOfCoseKey. */
export function readConfirmation(reader: ClaimReader): CborMap {
  const cnf = reader.raw('cnf')
  const coseKey = cnf instanceof Map && cnf.size === 1 ? cnf.get(CONFIRMATION.coseKey) : undefined
  if (coseKey instanceof Map) return coseKey as CborMap
  reader.problem('cnf', 'cose-key')
  return new Map()
}
