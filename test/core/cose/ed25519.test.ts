/**
 * Both Ed25519s against RFC 8032, and against each other wherever implementations differ. There is no package of Wycheproof's
 * cases on the registry (looked up 2026-11-22), so its classes are built here: see also test/vectors/make/points.ts.
 */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { assertSoundPoint } from '../../../src/core/cose/ed25519.ts'
import { publicKey } from '../../../src/core/cose/key.ts'
import { portableEd25519 } from '../../../src/core/cose/portable.ts'
import { AirlatchError, detailOf } from '../../../src/core/errors.ts'
import { nativeEd25519 } from '../../../src/crypto/native.ts'
import { runs } from '../../effort.ts'
import {
  forgedUnderNeutralKey,
  littleEndian,
  mixedOrderKey,
  mixedOrderSignature,
  NOT_CANONICAL,
  ORDER,
  SMALL_ORDER,
  scalarBytes,
  smallOrderRSignature,
  withSPlusOrder,
} from '../../vectors/make/points.ts'
import { hex, join, toHex } from '../../vectors/make/raw.ts'

const BOTH = [
  ['native', nativeEd25519],
  ['portable', portableEd25519],
] as const
const seed = fc.uint8Array({ minLength: 32, maxLength: 32 })
const data = fc.uint8Array({ maxLength: 200 })

/** Both answers through the door that everybody uses, which must be the same. */
function verdict(bytes: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  const [native, portable] = BOTH.map(([, ed25519]) => publicKey(ed25519, bytes).verify(message, signature))
  expect(native, `key ${toHex(bytes)} signature ${toHex(signature)} data ${toHex(message)}`).toBe(portable)
  return native as boolean
}

function problemOf(publicKey: Uint8Array): unknown {
  try {
    assertSoundPoint(publicKey)
  } catch (error) {
    expect(error).toBeInstanceOf(AirlatchError)
    expect((error as AirlatchError).code).toBe('public-key-invalid')
    return detailOf((error as AirlatchError).details, 'problem')
  }
  return undefined
}

// RFC 8032 section 7.1: seed, public key, message, signature
const RFC_8032 = [
  [
    '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60',
    'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
    '',
    'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
  ],
  [
    '4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb',
    '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
    '72',
    '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
  ],
  [
    'c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7',
    'fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025',
    'af82',
    '6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a',
  ],
  [
    '833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42',
    'ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf',
    'ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f',
    'dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704',
  ],
] as const

describe.each(BOTH)('%s', (_name, ed25519) => {
  test.each(RFC_8032)('RFC 8032 section 7.1, seed %s', (secret, publicKey, message, signature) => {
    const signer = ed25519.signer(hex(secret))
    expect(toHex(signer.publicKey)).toBe(publicKey)
    expect(toHex(signer.sign(hex(message)))).toBe(signature)
    expect(ed25519.verifier(hex(publicKey))(hex(message), hex(signature))).toBe(true)
  })

  test('a signature of any other length does not hold', () => {
    const [, publicKey, message, signature] = RFC_8032[1]
    const verify = ed25519.verifier(hex(publicKey))
    for (const length of [0, 1, 32, 63])
      expect(verify(hex(message), hex(signature).slice(0, length))).toBe(false)
    expect(verify(hex(message), hex(`${signature}00`))).toBe(false)
  })
})

test('both make the same keys and signatures, and take each other’s', () => {
  fc.assert(
    fc.property(seed, data, (secret, message) => {
      const [native, portable] = [nativeEd25519.signer(secret), portableEd25519.signer(secret)]
      expect(native.publicKey).toEqual(portable.publicKey)
      expect(native.sign(message)).toEqual(portable.sign(message))
      expect(verdict(native.publicKey, message, native.sign(message))).toBe(true)
    }),
    { numRuns: runs(40) },
  )
})

test('no bit of a signature, key or message can be flipped', () => {
  const signer = nativeEd25519.signer(new Uint8Array(32).fill(7))
  const message = hex('0102')
  const good = signer.sign(message)
  const flipped = (bytes: Uint8Array, bit: number) =>
    bytes.with(bit >> 3, (bytes[bit >> 3] as number) ^ (1 << (bit & 7)))
  for (let bit = 0; bit < 512; bit++)
    expect(nativeEd25519.verifier(signer.publicKey)(message, flipped(good, bit))).toBe(false)
  for (let bit = 0; bit < 512; bit += 17)
    expect(verdict(signer.publicKey, message, flipped(good, bit))).toBe(false)
  for (let bit = 0; bit < 256; bit += 5)
    expect(verdict(flipped(signer.publicKey, bit), message, good)).toBe(false)
  for (let bit = 0; bit < 16; bit++)
    expect(verdict(signer.publicKey, flipped(message, bit), good)).toBe(false)
})

test('both agree on random and on mutated signatures under random keys', () => {
  fc.assert(
    fc.property(
      seed,
      data,
      fc.uint8Array({ minLength: 64, maxLength: 64 }),
      seed,
      (secret, message, random, key) => {
        const signer = nativeEd25519.signer(secret)
        const good = signer.sign(message)
        expect(verdict(signer.publicKey, message, random)).toBe(false)
        expect(verdict(signer.publicKey, message, join(good.subarray(0, 32), random.subarray(32)))).toBe(
          false,
        )
        // a key that may be no point of the curve
        expect(verdict(key, message, good)).toBe(false)
      },
    ),
    { numRuns: runs(40) },
  )
})

describe('S must be below the order', () => {
  const signer = nativeEd25519.signer(new Uint8Array(32).fill(9))
  const message = hex('c0ffee')
  const good = signer.sign(message)
  const s = littleEndian(good.subarray(32))
  const withS = (value: bigint) => join(good.subarray(0, 32), scalarBytes(value))

  test('S + L, S + 2L, S with its top bits set', () => {
    expect(verdict(signer.publicKey, message, withS(s))).toBe(true)
    expect(verdict(signer.publicKey, message, withSPlusOrder(good))).toBe(false)
    for (let times = 2n; s + times * ORDER < 2n ** 256n; times++)
      expect(verdict(signer.publicKey, message, withS(s + times * ORDER))).toBe(false)
    for (const bit of [253n, 254n, 255n])
      expect(verdict(signer.publicKey, message, withS(s | (1n << bit)))).toBe(false)
  })

  test('0, L - 1, L, L + 1, 2^256 - 1', () => {
    for (const value of [0n, ORDER - 1n, ORDER, ORDER + 1n, 2n ** 256n - 1n])
      expect(verdict(signer.publicKey, message, withS(value))).toBe(false)
  })
})

describe('points of small order', () => {
  test('are eight, and all refused as public keys', () => {
    expect(new Set(SMALL_ORDER.map(toHex)).size).toBe(8)
    for (const point of SMALL_ORDER) expect(problemOf(point)).toBe('small-order')
  })

  test('a signature under the neutral key needs no secret: that is why they are refused', () => {
    const neutral = SMALL_ORDER[0] as Uint8Array
    const verify = portableEd25519.verifier(neutral)
    expect(verify(hex('01'), forgedUnderNeutralKey())).toBe(true)
    expect(verify(hex('02'), forgedUnderNeutralKey())).toBe(true)
    expect(() => publicKey(portableEd25519, neutral)).toThrow(AirlatchError)
  })

  test('as R they never hold, not even under a key of mixed order where the equation does', () => {
    const seed = new Uint8Array(32).fill(11)
    const key = mixedOrderKey(seed)
    const messages = Array.from({ length: 40 }, (_, i) => Uint8Array.of(i))
    const tricks = messages.flatMap(message => {
      const signature = smallOrderRSignature(seed, message)
      return signature === undefined ? [] : [{ message, signature }]
    })
    expect(tricks.length).toBeGreaterThan(0)
    for (const { message, signature } of tricks) {
      expect(portableEd25519.verifier(key)(message, signature)).toBe(true)
      expect(verdict(key, message, signature)).toBe(false)
    }
  })
})

describe('encodings that are not canonical', () => {
  test('are refused as public keys', () => {
    for (const point of NOT_CANONICAL) expect(['not-canonical', 'small-order']).toContain(problemOf(point))
    for (let low = 0xed; low <= 0xff; low++)
      for (const top of [0x7f, 0xff])
        expect(problemOf(Uint8Array.of(low, ...new Uint8Array(30).fill(0xff), top))).toBe('not-canonical')
  })

  test('y = p - 2 is the largest that passes', () => {
    expect(problemOf(Uint8Array.of(0xeb, ...new Uint8Array(30).fill(0xff), 0x7f))).toBeUndefined()
  })

  test('as R they never hold under a sound key', () => {
    const signer = nativeEd25519.signer(new Uint8Array(32).fill(3))
    for (const r of [...NOT_CANONICAL, ...SMALL_ORDER])
      for (const s of [0n, 1n, 12345n])
        expect(verdict(signer.publicKey, hex('00'), join(r, scalarBytes(s)))).toBe(false)
  })
})

test.each([0, 1, 31, 33, 64])('a public key of %i bytes is refused', length => {
  expect(problemOf(new Uint8Array(length).fill(5))).toBe('length')
})

describe('points of mixed order: the equation has no cofactor', () => {
  test('a signature with a point of small order added to R never holds', () => {
    for (let added = 1; added < 8; added++) {
      const { publicKey, signature } = mixedOrderSignature(new Uint8Array(32).fill(added), hex('01'), {
        toR: added,
      })
      expect(problemOf(publicKey)).toBeUndefined()
      expect(verdict(publicKey, hex('01'), signature)).toBe(false)
    }
    const honest = mixedOrderSignature(new Uint8Array(32).fill(1), hex('01'), {})
    expect(verdict(honest.publicKey, hex('01'), honest.signature)).toBe(true)
  })

  test('under a key of mixed order both agree, whether it happens to hold or not', () => {
    const answers = new Set<boolean>()
    for (let i = 0; i < 60; i++) {
      const message = Uint8Array.of(i)
      const { publicKey, signature } = mixedOrderSignature(new Uint8Array(32).fill(i), message, {
        toKey: 1 + (i % 7),
      })
      answers.add(verdict(publicKey, message, signature))
      const both = mixedOrderSignature(new Uint8Array(32).fill(i), message, { toKey: 4, toR: 4 })
      answers.add(verdict(both.publicKey, message, both.signature))
    }
    // it holds when k is a multiple of the order that was added: both answers must have been seen
    expect([...answers].sort()).toEqual([false, true])
  })
})
