import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeBase45, encodeBase45 } from '../../../src/core/bytes/base45.ts'
import { AirlatchError, detailOf } from '../../../src/core/errors.ts'
import { runs } from '../../effort.ts'

const utf8 = (text: string) => new TextEncoder().encode(text)

function problemOf(text: string): unknown {
  try {
    decodeBase45(text)
  } catch (error) {
    expect(error).toBeInstanceOf(AirlatchError)
    expect((error as AirlatchError).code).toBe('base45-malformed')
    return detailOf((error as AirlatchError).details, 'at')
  }
  throw new Error('nothing was refused')
}

// RFC 9285 section 4.3 and 4.4
test.each([
  ['AB', 'BB8'],
  ['Hello!!', '%69 VD92EX0'],
  ['base-45', 'UJCLQE7W581'],
  ['ietf!', 'QED8WEX0'],
])('%s is %s', (plain, encoded) => {
  expect(encodeBase45(utf8(plain))).toBe(encoded)
  expect(decodeBase45(encoded)).toEqual(utf8(plain))
})

test('what is encoded decodes to the same bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), bytes => {
      const text = encodeBase45(bytes)
      expect(text).toHaveLength(Math.floor(bytes.length / 2) * 3 + (bytes.length % 2) * 2)
      expect(text).toMatch(/^[0-9A-Z $%*+./:-]*$/)
      expect(decodeBase45(text)).toEqual(bytes)
    }),
  )
})

test('what decodes is the one encoding of its bytes', () => {
  const symbols = fc.constantFrom(...'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:')
  fc.assert(
    fc.property(fc.string({ unit: symbols, maxLength: 12 }), text => {
      let bytes: Uint8Array
      try {
        bytes = decodeBase45(text)
      } catch (error) {
        expect(error).toBeInstanceOf(AirlatchError)
        return
      }
      expect(encodeBase45(bytes)).toBe(text)
    }),
    { numRuns: runs(2000) },
  )
})

test('encoded text never ends in a space, so that trimming it takes nothing away', () => {
  for (let last = 0; last < 65_536; last++)
    expect(encodeBase45(Uint8Array.of(last >> 8, last & 255)).endsWith(' ')).toBe(false)
  for (let last = 0; last < 256; last++) expect(encodeBase45(Uint8Array.of(last)).endsWith(' ')).toBe(false)
})

test.each([
  ['one character', '0'],
  ['a dangling character', 'BB80'],
  ['lower case', 'bb8'],
  ['a foreign character', 'BB8B#8'],
  ['a letter beyond ASCII', 'BBÖ'],
  ['three characters of 0x10000', 'GGW'], // 16 + 16 * 45 + 32 * 2025 = 65,536
  ['the largest three characters', ':::'],
  ['two characters of 256', 'V5'], // 31 + 5 * 45 = 256
  ['the largest two characters', '::'],
])('refused: %s', (_name, text) => {
  expect(problemOf(text)).toBeTypeOf('number')
})

test('a refusal says where', () => {
  expect(problemOf('BB80')).toBe(3)
  expect(problemOf('BB8B#8')).toBe(4)
  expect(problemOf('BB8GGW')).toBe(3)
})

test('the largest groups that fit pass', () => {
  expect(decodeBase45('FGW')).toEqual(Uint8Array.of(255, 255))
  expect(decodeBase45('U5')).toEqual(Uint8Array.of(255))
  expect(decodeBase45('')).toEqual(new Uint8Array())
})
