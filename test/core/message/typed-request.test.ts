/** A request code says what it is made of, bit for bit, and proves all of it. */
import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { activationKeyOf } from '../../../src/core/message/activation-key.ts'
import {
  decodeTypedRequest,
  encodeTypedRequest,
  type TypedRequest,
  typedProofOf,
  typedRequestOf,
} from '../../../src/core/message/typed-request.ts'

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length })
const key = bytes(15).map(activationKeyOf)
const claimed = fc.record({
  keyId: key.map(({ id }) => id),
  computer: bytes(8).map(one => Buffer.from(one).toString('hex')),
  counted: fc.integer({ min: 1, max: 8 }),
  virtual: fc.boolean(),
})

const KEY = activationKeyOf(Uint8Array.from({ length: 15 }, (_, i) => i * 17))
const ASKED = { keyId: KEY.id, computer: '0123456789abcdef', counted: 6, virtual: true }

describe('a request code', () => {
  test('comes out as it went in, in 140 bits', () => {
    fc.assert(
      fc.property(claimed, bytes(10), (one, secret) => {
        const request = typedRequestOf(one, secret, 'scope') as TypedRequest
        const code = encodeTypedRequest(request)
        expect(code).toHaveLength(18)
        expect((code[17] as number) & 15).toBe(0)
        expect(decodeTypedRequest(code)).toEqual(request)
      }),
    )
  })

  test('of any bits is what they say, or refused: one code, one meaning', () => {
    fc.assert(
      fc.property(bytes(18), code => {
        try {
          expect(encodeTypedRequest(decodeTypedRequest(code))).toEqual(code)
        } catch (error) {
          expect(error).toMatchObject({ code: 'typed-code-malformed', details: { code: 'request' } })
          expect((code[0] as number) >= 64 || ((code[17] as number) & 15) !== 0).toBe(true)
        }
      }),
    )
  })

  test('proves all that it says, for one product and one key', () => {
    const proof = (change: object, product = 'scope', secret = KEY.secret) =>
      Buffer.from(typedProofOf(secret, product, { ...ASKED, ...change })).toString('hex')
    const others = [
      proof({ keyId: activationKeyOf(new Uint8Array(15)).id }),
      proof({ computer: '0123456789abcdee' }),
      proof({ counted: 5 }),
      proof({ virtual: false }),
      proof({}, 'scop'),
      proof({}, 'scope', KEY.secret.slice(1)),
    ]
    expect(new Set([proof({}), ...others]).size).toBe(others.length + 1)
  })

  test('has the proof that SPEC.md tells', () => {
    // version 0, then 40 bits of key id, 64 of computer, 3 of counted kinds less one, 1 of virtual
    const bits = `00${[0, 17, 34, 51, 68].map(byte => byte.toString(2).padStart(8, '0')).join('')}${[
      ...Buffer.from(ASKED.computer, 'hex'),
    ]
      .map(byte => byte.toString(2).padStart(8, '0'))
      .join('')}1011`.padEnd(112, '0')
    const said = Buffer.from(bits.match(/.{8}/g)?.map(byte => Number.parseInt(byte, 2)) ?? [])
    const mac = createHmac('sha256', KEY.secret)
      .update('airlatch typed request\0scope\0')
      .update(said)
      .digest()
    const expected = mac.subarray(0, 4)
    expected[3] = (expected[3] as number) & 0xfc
    expect(Buffer.from(typedProofOf(KEY.secret, 'scope', ASKED))).toEqual(expected)
  })

  test('counts up to eight kinds and no more', () => {
    expect(typedRequestOf({ ...ASKED, counted: 9 }, KEY.secret, 'scope')).toBeUndefined()
    expect(typedRequestOf({ ...ASKED, counted: 0 }, KEY.secret, 'scope')).toBeUndefined()
  })
})
