/** Owns cnf (RFC 8747) with the whole key of the installation in it, as messages have it that the client signs. */
import type { CborMap } from '../bytes/cbor.ts'
import type { ClaimReader } from './claims.ts'
import { CONFIRMATION } from './labels.ts'

/** `installationKey`: its public half, as a COSE_Key. */
export function confirmationClaim(installationKey: CborMap): CborMap {
  return new Map([[CONFIRMATION.coseKey, installationKey]])
}

/** Whether it is a key at all is cose's to say (bytesOfCoseKey). */
export function readConfirmation(reader: ClaimReader): CborMap {
  const cnf = reader.raw('cnf')
  const coseKey = cnf instanceof Map && cnf.size === 1 ? cnf.get(CONFIRMATION.coseKey) : undefined
  if (coseKey instanceof Map) return coseKey as CborMap
  reader.problem('cnf', 'cose-key')
  return new Map()
}
