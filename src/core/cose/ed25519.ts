/**
 * Owns Ed25519 (RFC 8032) as Airlatch uses it, independent of the implementation: native.ts in Node, portable.ts in a
 * page. Both are strict and, when used through key.ts, agree on every input: canonical S, canonical points, no point of
 * small order as public key or as R (OpenSSL refuses such an R since 3.5, and accepted it before), and the equation
 * without the cofactor (section 5.1.7 allows either; OpenSSL uses this one).
 */
import { decodeHex } from '../bytes/hex.ts'
import { AirlatchError } from '../errors.ts'

export const PUBLIC_KEY_BYTES = 32
export const SEED_BYTES = 32
export const SIGNATURE_BYTES = 64

/** Verifies a signature. `later` does the same on another thread; only Node has it. */
export interface Verify {
  (data: Uint8Array, signature: Uint8Array): boolean
  readonly later?: (data: Uint8Array, signature: Uint8Array) => Promise<boolean>
}

/** Signs. `later` does the same on another thread; only Node has it. */
export interface Sign {
  (data: Uint8Array): Uint8Array
  readonly later?: (data: Uint8Array) => Promise<Uint8Array>
}

/** One implementation of Ed25519. Callers go through `publicKey` and `secretKey` in key.ts. */
export interface Ed25519 {
  /** Prepares a public key of 32 bytes that passed `assertSoundPoint`. */
  verifier(publicKey: Uint8Array): Verify
  /** Prepares a secret key from its seed of 32 bytes (RFC 8032 section 5.1.5). */
  signer(seed: Uint8Array): { readonly publicKey: Uint8Array; readonly sign: Sign }
}

/**
 * The y coordinates of the eight points of small order, without the sign bit. Canonical encodings only: encodings of y
 * >= p are refused before. A signature under such a key proves nothing.
 */
const SMALL_ORDER_Y = [
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0100000000000000000000000000000000000000000000000000000000000000',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
].map(hex => decodeHex(hex) as Uint8Array)

/** Checks a public key. Error: public-key-invalid, for a wrong length, y >= p (2^255 - 19), or small order. */
export function assertSoundPoint(publicKey: Uint8Array): void {
  if (publicKey.length !== PUBLIC_KEY_BYTES)
    throw new AirlatchError('public-key-invalid', { problem: 'length' })
  if (isBeyondField(publicKey)) throw new AirlatchError('public-key-invalid', { problem: 'not-canonical' })
  if (isSmallOrder(publicKey)) throw new AirlatchError('public-key-invalid', { problem: 'small-order' })
}

/** Returns whether 32 bytes are the canonical encoding of a point of small order (with any sign bit). */
export function isSmallOrder(point: Uint8Array): boolean {
  return SMALL_ORDER_Y.some(y => hasY(point, y))
}

function hasY(point: Uint8Array, y: Uint8Array): boolean {
  for (let i = 0; i < 31; i++) if (point[i] !== y[i]) return false
  return ((point[31] as number) & 0x7f) === y[31]
}

/** p in little endian is ed ff .. ff 7f. */
function isBeyondField(point: Uint8Array): boolean {
  const last = (point[31] as number) & 0x7f
  return last === 0x7f && point.subarray(1, 31).every(byte => byte === 0xff) && (point[0] as number) >= 0xed
}
