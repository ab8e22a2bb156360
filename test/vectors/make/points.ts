/** Owns Ed25519 signatures that no honest signer makes: forged, or good for some verifiers only. */
import { createHash } from 'node:crypto'
import { Point } from '@noble/ed25519'
import { hex, join, type Raw } from './raw.ts'

/** The order of the base point (RFC 8032 section 5.1). */
export const ORDER = Point.CURVE().n
const ORDER_8 = Point.fromHex('c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a')

/** The eight points of small order, in canonical encoding; the first is the neutral one. */
export const SMALL_ORDER: readonly Raw[] = Array.from({ length: 8 }, (_, i) =>
  ORDER_8.multiplyUnsafe(BigInt(i)).toBytes(),
)

/** Encodings that decoders reduce instead of refusing: y is not below p, or x is 0 with a sign. */
export const NOT_CANONICAL: readonly Raw[] = [
  hex(`ed${'ff'.repeat(30)}7f`), // p, read as 0
  hex(`ee${'ff'.repeat(30)}7f`), // p + 1, read as 1, the neutral point
  hex(`f0${'ff'.repeat(30)}7f`), // p + 3
  hex(`${'ff'.repeat(31)}7f`), // 2^255 - 1
  hex(`ed${'ff'.repeat(31)}`),
  hex(`ee${'ff'.repeat(31)}`),
  hex('ff'.repeat(32)),
  hex(`01${'00'.repeat(30)}80`), // y = 1 with a sign: x = 0 has none
  hex(`ec${'ff'.repeat(31)}`), // y = -1 with a sign
]

export function littleEndian(bytes: Raw): bigint {
  return bytes.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n)
}

export function scalarBytes(scalar: bigint): Raw {
  return hex(scalar.toString(16).padStart(64, '0')).reverse()
}

/** S + L in place of S: the same signature modulo the order, which RFC 8032 section 5.1.7 refuses. */
export function withSPlusOrder(signature: Raw): Raw {
  return join(signature.subarray(0, 32), scalarBytes(littleEndian(signature.subarray(32)) + ORDER))
}

function challenge(r: Raw, publicKey: Raw, data: Raw): bigint {
  return littleEndian(sha512(r, publicKey, data)) % ORDER
}

function sha512(...parts: readonly Raw[]): Raw {
  return Uint8Array.from(
    createHash('sha512')
      .update(join(...parts))
      .digest(),
  )
}

/** The secret scalar of a seed (RFC 8032 section 5.1.5). */
export function scalarOf(seed: Raw): bigint {
  const low = sha512(seed).slice(0, 32)
  low[0] = (low[0] as number) & 248
  low[31] = ((low[31] as number) & 63) | 64
  return littleEndian(low)
}

/**
 * Signs with a point of small order added to R, or to the public key: it holds where the equation is multiplied by 8,
 * and (with one added to R) never without.
 */
export function mixedOrderSignature(
  seed: Raw,
  data: Raw,
  added: { readonly toR?: number; readonly toKey?: number },
): { readonly publicKey: Raw; readonly signature: Raw } {
  const a = scalarOf(seed) % ORDER
  const r = littleEndian(sha512(seed, data)) % ORDER
  const publicKey = Point.BASE.multiply(a).add(torsion(added.toKey)).toBytes()
  const rPoint = Point.BASE.multiply(r).add(torsion(added.toR)).toBytes()
  const s = (r + challenge(rPoint, publicKey, data) * a) % ORDER
  return { publicKey, signature: join(rPoint, scalarBytes(s)) }
}

/**
 * A signature whose R is a point of small order, under a key of mixed order; it holds in the equation without the
 * cofactor for about one message in eight. Undefined where it does not.
 */
export function smallOrderRSignature(seed: Raw, data: Raw): Raw | undefined {
  const a = scalarOf(seed) % ORDER
  const publicKey = mixedOrderKey(seed)
  for (const r of SMALL_ORDER) {
    const k = challenge(r, publicKey, data)
    const s = scalarBytes((k * a) % ORDER)
    const expected = Point.BASE.multiplyUnsafe(littleEndian(s)).subtract(
      Point.fromBytes(publicKey).multiplyUnsafe(k),
    )
    if (expected.toBytes().every((byte, i) => byte === r[i])) return join(r, s)
  }
  return undefined
}

/** The public key of a seed, with a point of order 8 added. */
export function mixedOrderKey(seed: Raw): Raw {
  return Point.BASE.multiply(scalarOf(seed) % ORDER)
    .add(ORDER_8)
    .toBytes()
}

function torsion(times = 0): Point {
  return ORDER_8.multiplyUnsafe(BigInt(times))
}

/** A signature that the neutral point as public key "makes" of any message: R = S * B. */
export function forgedUnderNeutralKey(): Raw {
  const s = 12345n
  return join(Point.BASE.multiply(s).toBytes(), scalarBytes(s))
}
