/** Shape, signing and verifying: what is refused first, and that only what was signed passes. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { keyringOf, type PublicKey, secretKey } from '../../../src/core/cose/key.ts'
import { MESSAGE_TYPE, type MessageName, messageName } from '../../../src/core/cose/labels.ts'
import { portableEd25519 } from '../../../src/core/cose/portable.ts'
import { signMessage } from '../../../src/core/cose/sign.ts'
import { parseSign1 } from '../../../src/core/cose/sign1.ts'
import { fromKeyring, verifyMessage } from '../../../src/core/cose/verify.ts'
import { AirlatchError, type ErrorCode } from '../../../src/core/errors.ts'
import { nativeEd25519 } from '../../../src/crypto/native.ts'
import { runs } from '../../effort.ts'
import {
  bstr,
  hex,
  int,
  map,
  pairs,
  rawKey,
  type Sign1Parts,
  sign1,
  text,
  toHex,
} from '../../vectors/make/raw.ts'

const SEED = new Uint8Array(32).fill(42)
const key = secretKey(nativeEd25519, SEED)
const raw = rawKey(SEED)
const stranger = rawKey(new Uint8Array(32).fill(43))
const keyring = keyringOf([key.public])
const payload = hex('a10101')

const build = (parts: Partial<Sign1Parts> = {}) =>
  sign1({ key: raw, type: MESSAGE_TYPE.license, payload, ...parts })
const verify = (message: Uint8Array, type: number = MESSAGE_TYPE.license) =>
  verifyMessage(message, type, fromKeyring(keyring))

function codeOf(run: () => unknown): ErrorCode {
  try {
    run()
  } catch (error) {
    if (error instanceof AirlatchError) return error.code
    throw error
  }
  throw new Error('nothing was refused')
}

test('a message is signed exactly as another hand writes it, by both Ed25519s', () => {
  expect(toHex(signMessage(MESSAGE_TYPE.license, payload, key))).toBe(toHex(build()))
  expect(toHex(signMessage(MESSAGE_TYPE.license, payload, secretKey(portableEd25519, SEED)))).toBe(
    toHex(build()),
  )
})

test('what was signed verifies, and gives payload and signer', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 500 }),
      fc.constantFrom(...Object.values(MESSAGE_TYPE)),
      (any, type) => {
        const verified = verify(signMessage(type, any, key), type)
        expect(verified.payload).toEqual(any)
        expect(verified).toMatchObject({ type, signer: { kid: key.public.kid } })
      },
    ),
    { numRuns: runs(50) },
  )
})

test('no bit of a message can be flipped', () => {
  const message = build()
  for (let bit = 0; bit < message.length * 8; bit++) {
    const flipped = message.with(bit >> 3, (message[bit >> 3] as number) ^ (1 << (bit & 7)))
    expect(() => verify(flipped)).toThrow(AirlatchError)
  }
})

test('no message can be cut or lengthened', () => {
  const message = build()
  for (let length = 0; length < message.length; length++)
    expect(() => verify(message.slice(0, length))).toThrow(AirlatchError)
  expect(codeOf(() => verify(Uint8Array.of(...message, 0)))).toBe('cbor-malformed')
})

test('every message type is refused where another one is expected, with both names', () => {
  const names = Object.keys(MESSAGE_TYPE) as MessageName[]
  for (const got of names)
    for (const expected of names.filter(name => name !== got)) {
      const run = () => verify(signMessage(MESSAGE_TYPE[got], payload, key), MESSAGE_TYPE[expected])
      expect(run).toThrow(expect.objectContaining({ code: 'wrong-message-type', details: { expected, got } }))
    }
  expect(messageName(61)).toBeUndefined()
})

describe('order of the checks: of two mistakes the lower one is told', () => {
  const wrong = {
    shape: { more: [int(0)] },
    header: { header: map([int(1), int(-7)], [int(4), bstr(stranger.kid)]) },
    algorithm: { alg: int(-7) },
    type: { type: MESSAGE_TYPE.request },
    key: { key: stranger },
    signature: { signature: () => new Uint8Array(64) },
  } satisfies Record<string, Partial<Sign1Parts>>

  test.each<[keyof typeof wrong, ErrorCode]>([
    ['shape', 'cose-malformed'],
    ['header', 'cose-malformed'],
    ['algorithm', 'algorithm-unsupported'],
    ['type', 'wrong-message-type'],
    ['key', 'signing-key-unknown'],
    ['signature', 'signature-invalid'],
  ])('%s and all behind it: %s', (first, code) => {
    const names = Object.keys(wrong) as (keyof typeof wrong)[]
    const parts: Partial<Sign1Parts> = Object.assign(
      {},
      ...names.slice(names.indexOf(first)).map(name => wrong[name]),
    )
    // a header that is written out hides alg, which the mistakes behind it need
    expect(codeOf(() => verify(build(parts)))).toBe(code)
  })

  test('a payload is not looked at before the signature holds', () => {
    expect(codeOf(() => verify(build({ payload: hex('ff'), signature: () => new Uint8Array(64) })))).toBe(
      'signature-invalid',
    )
    expect(verify(build({ payload: hex('ff') })).payload).toEqual(hex('ff'))
  })

  test('a keyring that gives another key than kid says is not believed', () => {
    const other = secretKey(nativeEd25519, new Uint8Array(32).fill(1)).public
    const run = (pick: () => PublicKey | undefined) =>
      codeOf(() => verifyMessage(build(), MESSAGE_TYPE.license, pick))
    expect(run(() => other)).toBe('signing-key-unknown')
    expect(run(() => undefined)).toBe('signing-key-unknown')
  })
})

test.each<[string, Partial<Sign1Parts>]>([
  ['another tag', { tag: hex('d1') }],
  ['a tag in two bytes', { tag: hex('d812') }],
  ['unprotected kid', { unprotected: pairs([int(4), bstr(raw.kid)]) }],
  ['a text as payload', { payloadItem: text('x') }],
  ['a short signature', { signature: good => good.slice(1) }],
  ['a kid of 9 bytes', { kid: bstr(new Uint8Array(9)) }],
  [
    'a message type as text',
    { header: map([int(1), int(-19)], [int(4), bstr(raw.kid)], [int(-65537), text('license')]) },
  ],
  ['a message type in typ', { header: map([int(1), int(-19)], [int(4), bstr(raw.kid)], [int(16), int(2)]) }],
])('refused as COSE_Sign1: %s', (_name, parts) => {
  expect(codeOf(() => parseSign1(build(parts)))).toBe('cose-malformed')
})

test.each([-8n, -7n, 2n ** 64n - 1n])('alg %s is refused: one meaning has one encoding', alg => {
  expect(codeOf(() => verify(build({ alg: int(alg) })))).toBe('algorithm-unsupported')
})

test('nothing but an AirlatchError comes of random and of mutated bytes', () => {
  const message = build()
  const edit = fc.tuple(fc.nat(message.length - 1), fc.nat(255))
  fc.assert(
    fc.property(
      fc.oneof(
        fc.uint8Array({ maxLength: 100 }),
        fc
          .array(edit, { minLength: 1, maxLength: 5 })
          .map(edits => edits.reduce((bytes, [at, byte]) => bytes.with(at, byte), message)),
      ),
      bytes => {
        try {
          verify(bytes)
          expect(toHex(bytes)).toBe(toHex(message))
        } catch (error) {
          expect(error).toBeInstanceOf(AirlatchError)
        }
      },
    ),
    { numRuns: runs(2000) },
  )
})

test('a machine that signs wrongly is noticed before a message leaves', () => {
  const broken = { ...key, sign: (bytes: Uint8Array) => key.sign(bytes).with(3, 0) }
  expect(codeOf(() => signMessage(MESSAGE_TYPE.license, payload, broken))).toBe('bug')
})
