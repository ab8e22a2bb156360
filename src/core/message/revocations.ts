/**
 * Owns the list of revocations: all activations of a product that are no longer valid, so that only the newest list is
 * needed. Its claims and their encoding. Activation ids reveal nothing about customers.
 */

import { encodeClaims, readClaims, TEXT_LIMITS } from './claims.ts'
import { idsClaim, readIds } from './ids.ts'

/** Maximum number of activations on one list: 800 kB. */
export const MOST_REVOKED = 100_000

/** The activations of a product that are no longer valid. */
export interface Revocations {
  /** The vendor's name, for people. */
  readonly vendor: string
  /** 1 to 32 of `a-z 0-9 . _ -`. */
  readonly productId: string
  /** Seconds since 1970. */
  readonly madeAt: number
  /** Increases with each list of the product; a client never goes back to a lower one. */
  readonly sequence: number
  /** 16 hexadecimal digits each, ascending, without duplicates. */
  readonly activations: readonly string[]
}

export function encodeRevocations(list: Revocations): Uint8Array {
  return encodeClaims({
    iss: list.vendor,
    aud: list.productId,
    iat: list.madeAt,
    sequence: list.sequence,
    'revoked-activations': idsClaim(list.activations),
  })
}

/** Decodes a list of revocations. Error: claims-malformed. */
export function decodeRevocations(payload: Uint8Array): Revocations {
  const reader = readClaims('revocations', payload)
  const list: Revocations = {
    vendor: reader.text('iss', TEXT_LIMITS.name),
    productId: reader.productId(),
    madeAt: reader.time('iat'),
    sequence: reader.integer('sequence', 1),
    activations: readIds(reader, 'revoked-activations', MOST_REVOKED),
  }
  reader.finish()
  return list
}
