/**
 * Owns the list of revocations: which activations of a product count no more, all that there are, so that the newest
 * list alone is needed. Its claims and their encoding. An activation id is random: it tells nothing about a customer.
 */

import { encodeClaims, readClaims, TEXT_LIMITS } from './claims.ts'
import { idsClaim, readIds } from './ids.ts'

/** Activations on one list: 800 kB. */
export const MOST_REVOKED = 100_000

/** The activations of a product that are no longer valid. */
export interface Revocations {
  /** The name that people read. */
  readonly vendor: string
  /** 1 to 32 of `a-z 0-9 . _ -`. */
  readonly productId: string
  /** Seconds since 1970. */
  readonly madeAt: number
  /** Counts up with each list of the product; a client never goes back. */
  readonly sequence: number
  /** 16 hexadecimal digits each, ascending, each once. */
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

/** Error: claims-malformed. */
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
