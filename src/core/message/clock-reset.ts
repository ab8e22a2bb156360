/**
 * Owns the clock reset, by which a vendor tells one installation the time. It is for a computer whose clock was once
 * far ahead. Its claims and their encoding.
 */
import type { CborMap } from '../bytes/cbor.ts'
import { decodeHex, encodeHex } from '../bytes/hex.ts'
import { KID_BYTES } from '../cose/key.ts'
import { encodeClaims, readClaims, TEXT_LIMITS } from './claims.ts'
import { CONFIRMATION } from './labels.ts'

/** A vendor's statement to one installation what time it is. */
export interface ClockReset {
  /** The vendor's name, for people. */
  readonly vendor: string
  /** 1 to 32 of `a-z 0-9 . _ -`. */
  readonly productId: string
  /** Seconds since 1970, by the vendor's clock. Once used, neither this reset nor an earlier one is accepted again. */
  readonly at: number
  /** Key id of the installation's key, 16 hexadecimal digits. */
  readonly installation: string
}

export function encodeClockReset(reset: ClockReset): Uint8Array {
  return encodeClaims({
    iss: reset.vendor,
    aud: reset.productId,
    iat: reset.at,
    cnf: new Map([[CONFIRMATION.kid, decodeHex(reset.installation) ?? new Uint8Array()]]),
  })
}

/** Decodes a clock reset. Error: claims-malformed. */
export function decodeClockReset(payload: Uint8Array): ClockReset {
  const reader = readClaims('clock-reset', payload)
  const cnf = reader.raw('cnf')
  const kid = cnf instanceof Map && cnf.size === 1 ? (cnf as CborMap).get(CONFIRMATION.kid) : undefined
  const isKid = kid instanceof Uint8Array && kid.length === KID_BYTES
  if (!isKid) reader.problem('cnf', 'key-id')
  const reset: ClockReset = {
    vendor: reader.text('iss', TEXT_LIMITS.name),
    productId: reader.productId(),
    at: reader.time('iat'),
    installation: isKid ? encodeHex(kid) : '',
  }
  reader.finish()
  return reset
}
