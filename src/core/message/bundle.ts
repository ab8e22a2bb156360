/**
 * Owns the bundle: licenses of one product for many computers in one message, from which each computer takes its own.
 * Its claims and their encoding. It contains the signed messages of the licenses, and each is verified by itself as
 * well.
 */
import { CBOR_LIMITS, type CborValue } from '../bytes/cbor.ts'
import { AirlatchError } from '../errors.ts'
import { encodeClaims, readClaims, TEXT_LIMITS } from './claims.ts'

/** Maximum number of licenses in one bundle; a message has room for about 2,000 of usual size. */
const MOST_LICENSES = 10_000

/** A vendor's signed collection of licenses for one product. */
export interface Bundle {
  /** The vendor's name, for people. */
  readonly vendor: string
  /** 1 to 32 of `a-z 0-9 . _ -`. */
  readonly productId: string
  /** Seconds since 1970. */
  readonly madeAt: number
  /** Signed messages, one or more. */
  readonly licenses: readonly Uint8Array[]
}

/** Encodes a bundle. Error: bundle-too-large {licenses, bytes, most}. */
export function encodeBundle({ vendor, productId, madeAt, licenses }: Bundle): Uint8Array {
  const bytes = licenses.reduce((sum, { length }) => sum + length, 0)
  if (bytes > MOST_BYTES || licenses.length > MOST_LICENSES)
    throw new AirlatchError('bundle-too-large', { licenses: licenses.length, bytes, most: MOST_BYTES })
  return encodeClaims({ iss: vendor, aud: productId, iat: madeAt, licenses })
}

/** Maximum size of the licenses together. The rest of 1 MiB is for their heads, up to 5 bytes each, and the message. */
const MOST_BYTES = CBOR_LIMITS.bytes - 5 * MOST_LICENSES - 1024

/** Decodes a bundle. Error: claims-malformed. */
export function decodeBundle(payload: Uint8Array): Bundle {
  const reader = readClaims('bundle', payload)
  const licenses = licensesIn(reader.raw('licenses'))
  if (licenses === undefined) reader.problem('licenses', { expected: 'messages', most: MOST_LICENSES })
  const bundle: Bundle = {
    vendor: reader.text('iss', TEXT_LIMITS.name),
    productId: reader.productId(),
    madeAt: reader.time('iat'),
    licenses: licenses ?? [],
  }
  reader.finish()
  return bundle
}

function licensesIn(claim: CborValue | undefined): readonly Uint8Array[] | undefined {
  if (!Array.isArray(claim) || claim.length === 0 || claim.length > MOST_LICENSES) return undefined
  const licenses = claim as readonly CborValue[]
  return licenses.every(one => one instanceof Uint8Array) ? licenses : undefined
}
