/**
 * Owns what is read of a payload before its signature is verified: the keys that the message itself carries. Nothing
 * else is read, believed or reported until the signature was verified with one of these keys (SPEC.md section 9.6).
 */
import { type CborMap, type CborValue, decodeCbor } from '../bytes/cbor.ts'
import { AIRLATCH_CLAIMS, CLAIM, CONFIRMATION, OWN } from './labels.ts'

/** Returns the COSE_Key in `cnf`, if there is one. Errors: those of decodeCbor. */
export function keyInConfirmation(payload: Uint8Array): readonly CborValue[] {
  const cnf = mapIn(decodeCbor(payload), CLAIM.cnf)
  const key = cnf?.size === 1 ? cnf.get(CONFIRMATION.coseKey) : undefined
  return key === undefined ? [] : [key]
}

/** Returns the `keys` of a kit, if there are any. Errors: those of decodeCbor. */
export function keysInKit(payload: Uint8Array): readonly CborValue[] {
  const keys = mapIn(decodeCbor(payload), AIRLATCH_CLAIMS)?.get(OWN.keys)
  return Array.isArray(keys) ? keys : []
}

function mapIn(payload: CborValue, claim: number): CborMap | undefined {
  const value = payload instanceof Map ? (payload as CborMap).get(claim) : undefined
  return value instanceof Map ? (value as CborMap) : undefined
}
