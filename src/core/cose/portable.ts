/**
 * Owns Ed25519 where node:crypto is missing (in a page), using the points of @noble/ed25519. The equation is
 * implemented here because noble's own `verify` multiplies by the cofactor: it accepts signatures that OpenSSL refuses,
 * and a message must not be valid in one place and invalid in another.
 */
import { getPublicKey, hashes, Point, sign } from '@noble/ed25519'
import { sha512 } from '@noble/hashes/sha2.js'
import type { Ed25519, Verify } from './ed25519.ts'
import { SIGNATURE_BYTES } from './ed25519.ts'

hashes.sha512 = sha512

/** The order of the base point, 2^252 + 27742317777372353535851937790883648493 (RFC 8032 section 5.1). */
const ORDER = Point.CURVE().n

export const portableEd25519: Ed25519 = {
  verifier: verifierOf,
  signer(seed) {
    return { publicKey: getPublicKey(seed), sign: data => sign(data, seed) }
  },
}

/** RFC 8032 section 5.1.7, without the cofactor: R must be the encoding of S*B - k*A, byte for byte. */
function verifierOf(publicKey: Uint8Array): Verify {
  const point = pointOf(publicKey)
  if (point === undefined) return () => false
  return (data, signature) => {
    if (signature.length !== SIGNATURE_BYTES) return false
    const r = signature.subarray(0, 32)
    const s = littleEndian(signature.subarray(32))
    if (s >= ORDER) return false
    const k = littleEndian(sha512.create().update(r).update(publicKey).update(data).digest()) % ORDER
    const expected = Point.BASE.multiplyUnsafe(s).subtract(point.multiplyUnsafe(k)).toBytes()
    return expected.every((byte, i) => byte === r[i])
  }
}

function pointOf(publicKey: Uint8Array): Point | undefined {
  try {
    return Point.fromBytes(publicKey)
  } catch {
    return undefined
  }
}

function littleEndian(bytes: Uint8Array): bigint {
  return bytes.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n)
}
