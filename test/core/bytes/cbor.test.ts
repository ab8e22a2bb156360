import { Decoder } from 'cbor-x/index-no-eval'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  CBOR_LIMITS,
  type CborValue,
  compareBytes,
  decodeCbor,
  encodeCbor,
} from '../../../src/core/bytes/cbor.ts'
import { encodeHex } from '../../../src/core/bytes/hex.ts'
import { AirlatchError, type ErrorCode } from '../../../src/core/errors.ts'
import { runs } from '../../effort.ts'
import { processorMs } from '../../world/processor-time.ts'
import { cborValue } from './arbitrary.ts'

const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'))

/** The code and details of a refusal; a failed test for anything else. */
function refusal(run: () => unknown): { code: ErrorCode; details: Record<string, unknown> } {
  try {
    run()
  } catch (error) {
    if (error instanceof AirlatchError) return { code: error.code, details: { ...error.details } }
    throw error
  }
  throw new Error('nothing was refused')
}

// RFC 8949 appendix A, as far as the subset goes
test.each<[string, CborValue]>([
  ['00', 0],
  ['17', 23],
  ['1818', 24],
  ['1903e8', 1000],
  ['1a000f4240', 1_000_000],
  ['1affffffff', 4_294_967_295],
  ['1b0000000100000000', 4_294_967_296n],
  ['1bffffffffffffffff', 18_446_744_073_709_551_615n],
  ['20', -1],
  ['3863', -100],
  ['3903e7', -1000],
  ['3a7fffffff', -2_147_483_648],
  ['f4', false],
  ['f5', true],
  ['40', new Uint8Array()],
  ['4401020304', Uint8Array.of(1, 2, 3, 4)],
  ['60', ''],
  ['6161', 'a'],
  ['62225c', '"\\'],
  ['62c3bc', 'ü'],
  ['63e6b0b4', '水'],
  ['64f0908591', '𐅑'],
  ['80', []],
  ['8301820203820405', [1, [2, 3], [4, 5]]],
  ['a0', new Map()],
  ['a201020304', new Map([[1, 2], [3, 4]])], // biome-ignore format: one example a line
  ['a26161016162820203', new Map<string, CborValue>([['a', 1], ['b', [2, 3]]])], // biome-ignore format: one example a line
])('%s is decoded and encoded', (hex, value) => {
  expect(decodeCbor(bytes(hex))).toStrictEqual(value)
  expect(encodeHex(encodeCbor(value))).toBe(hex)
})

test('decoding what was encoded gives the same value', () => {
  fc.assert(
    fc.property(cborValue, value => {
      expect(decodeCbor(encodeCbor(value))).toStrictEqual(sorted(value))
    }),
  )
})

test('cbor-x, which writes what we read, reads it as we do', () => {
  const peer = new Decoder({ mapsAsObjects: false, useRecords: false, tagUint8Array: false })
  fc.assert(
    fc.property(cborValue, value => {
      const encoded = encodeCbor(value)
      expect(decodeCbor(encoded)).toStrictEqual(peer.decode(encoded.slice()))
    }),
  )
})

test.each(['a', 'ü', '水', '🔑', '\u0000', 'e\u0301', '\ufeff'])(
  'text of every length survives: %j',
  unit => {
    for (const times of [1, 5, 15, 16, 23, 24, 25, 64, 65, 200, 5000]) {
      const text = `x${unit.repeat(times)}`
      expect(decodeCbor(encodeCbor(text))).toBe(text)
    }
  },
)

test.each([
  ['Uint8Array', encodeCbor(Uint8Array.of(1, 2))],
  ['Buffer', Buffer.from(encodeCbor(Uint8Array.of(1, 2)))],
])('what was read of a %s stays as it was when that changes', (_, message) => {
  const read = decodeCbor(message)
  message.fill(9)
  expect(read).toStrictEqual(Uint8Array.of(1, 2))
})

test('mutated bytes are refused with a code, or are the one encoding of what they say', () => {
  const mutation = fc.tuple(fc.nat(), fc.nat(255), fc.constantFrom('set', 'insert', 'delete', 'cut'))
  fc.assert(
    fc.property(cborValue, fc.array(mutation, { minLength: 1, maxLength: 4 }), (value, mutations) => {
      const mutated = mutations.reduce(mutate, [...encodeCbor(value)])
      decodesToItself(Uint8Array.from(mutated))
    }),
    { numRuns: runs(2000) },
  )
})

test('random bytes are refused with a code, or are the one encoding of what they say', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 40 }), decodesToItself), { numRuns: runs(3000) })
})

test('every item of one or two bytes is refused with a code, or is the one encoding of what it says', () => {
  for (let first = 0; first < 256; first++) {
    decodesToItself(Uint8Array.of(first))
    for (let second = 0; second < 256; second++) decodesToItself(Uint8Array.of(first, second))
  }
})

test('map keys are written in the bytewise order of their encodings, whatever order they come in', () => {
  const value = new Map<number | string, CborValue>([['aaa', 1], ['bb', 2], [-65537, 3], [256, 4], [8, 5], [-1, 6]]) // biome-ignore format: a row
  expect(encodeHex(encodeCbor(value))).toBe(
    'a6 08 05 190100 04 20 06 3a00010000 03 626262 02 63616161 01'.replaceAll(' ', ''),
  )
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.string({ maxLength: 9 }), { maxLength: 9 }),
      fc.infiniteStream(fc.nat()),
      (keys, order) => {
        fc.pre(keys.every(key => key.isWellFormed() && !key.startsWith('\ufeff')))
        const shuffled = keys.map(key => ({ key, at: order.next().value })).toSorted((a, b) => a.at - b.at)
        const [one, other] = [keys, shuffled.map(({ key }) => key)].map(list =>
          encodeCbor(new Map(list.map(key => [key, true]))),
        )
        expect(one).toEqual(other)
      },
    ),
  )
})

describe('refused', () => {
  test.each<[hex: string, code: ErrorCode, at: number, problem: string]>([
    ['', 'cbor-malformed', 0, 'truncated'],
    ['00 00', 'cbor-malformed', 1, 'bytes-after-end'],
    ['18', 'cbor-malformed', 0, 'truncated'],
    ['1900', 'cbor-malformed', 0, 'truncated'],
    ['42 01', 'cbor-malformed', 0, 'truncated'],
    ['82 01', 'cbor-malformed', 0, 'truncated'],
    ['82 01 18', 'cbor-malformed', 2, 'truncated'],
    ['a1 01', 'cbor-malformed', 2, 'truncated'],
    ['18 17', 'cbor-not-deterministic', 0, 'head-too-long'],
    ['19 00ff', 'cbor-not-deterministic', 0, 'head-too-long'],
    ['1a 0000ffff', 'cbor-not-deterministic', 0, 'head-too-long'],
    ['1b 00000000ffffffff', 'cbor-not-deterministic', 0, 'head-too-long'],
    ['38 00', 'cbor-not-deterministic', 0, 'head-too-long'],
    ['58 01 00', 'cbor-not-deterministic', 0, 'head-too-long'],
    ['78 00', 'cbor-not-deterministic', 0, 'head-too-long'],
    ['98 00', 'cbor-not-deterministic', 0, 'head-too-long'],
    ['b8 00', 'cbor-not-deterministic', 0, 'head-too-long'],
    ['a2 02 00 01 00', 'cbor-not-deterministic', 3, 'map-keys-unordered'],
    ['a2 20 00 01 00', 'cbor-not-deterministic', 3, 'map-keys-unordered'],
    ['a2 01 00 01 00', 'cbor-not-deterministic', 3, 'map-key-twice'],
    ['a2 6161 00 6161 01', 'cbor-not-deterministic', 4, 'map-key-twice'],
    ['a1 41 01 00', 'cbor-malformed', 1, 'map-key'],
    ['a1 80 00', 'cbor-malformed', 1, 'map-key'],
    ['a1 f5 00', 'cbor-malformed', 1, 'map-key'],
    ['5f 41 00 ff', 'cbor-malformed', 0, 'indefinite-length'],
    ['7f 60 ff', 'cbor-malformed', 0, 'indefinite-length'],
    ['9f ff', 'cbor-malformed', 0, 'indefinite-length'],
    ['bf ff', 'cbor-malformed', 0, 'indefinite-length'],
    ['ff', 'cbor-malformed', 0, 'simple-value'],
    ['1c', 'cbor-malformed', 0, 'reserved-head'],
    ['5d', 'cbor-malformed', 0, 'reserved-head'],
    ['c0 60', 'cbor-malformed', 0, 'tag'],
    ['d2 84', 'cbor-malformed', 0, 'tag'],
    ['f6', 'cbor-malformed', 0, 'simple-value'],
    ['f7', 'cbor-malformed', 0, 'simple-value'],
    ['f8 14', 'cbor-malformed', 0, 'simple-value'],
    ['f9 3c00', 'cbor-malformed', 0, 'simple-value'],
    ['fa 3f800000', 'cbor-malformed', 0, 'simple-value'],
    ['fb 3ff0000000000000', 'cbor-malformed', 0, 'simple-value'],
    ['3a 80000000', 'cbor-malformed', 0, 'integer-too-low'],
    ['3b ffffffffffffffff', 'cbor-malformed', 0, 'integer-too-low'],
    ['61 ff', 'cbor-malformed', 1, 'not-utf-8'],
    ['62 c0af', 'cbor-malformed', 1, 'not-utf-8'],
    ['63 eda080', 'cbor-malformed', 1, 'not-utf-8'],
    ['64 f4908080', 'cbor-malformed', 1, 'not-utf-8'],
    ['63 efbbbf', 'cbor-malformed', 1, 'byte-order-mark'],
  ])('%s: %s at %i, %s', (hex, code, at, problem) => {
    const refused = refusal(() => decodeCbor(bytes(hex)))
    expect(refused).toMatchObject({ code, details: { at } })
    expect(refused.details.problem).toBe(problem)
  })

  test('a length that is a lie allocates nothing and takes no time', () => {
    for (const major of ['5', '7', '9', 'b'])
      for (const lie of ['a ffffffff', 'b ffffffffffffffff', 'b 7fffffffffffffff', 'b 0020000000000000'])
        expect(refusal(() => decodeCbor(bytes(major + lie))).code).toBe('cbor-malformed')
  })
})

describe('limits', () => {
  const nested = (depth: number) => bytes(`${'81'.repeat(depth - 1)}00`)

  test('8 levels pass, 9 do not', () => {
    expect(() => decodeCbor(nested(8))).not.toThrow()
    expect(refusal(() => decodeCbor(nested(9)))).toMatchObject({
      code: 'cbor-over-limit',
      details: { limit: 'depth', most: 8 },
    })
    expect(refusal(() => decodeCbor(bytes(`${'a100'.repeat(8)}00`))).code).toBe('cbor-over-limit')
  })

  test('65,536 items pass, one more does not', () => {
    const array = (items: number) =>
      Uint8Array.of(0x9a, 0, items >> 16, (items >> 8) & 255, items & 255, ...new Uint8Array(items))
    expect(() => decodeCbor(Uint8Array.of(0x99, 0xff, 0xff, ...new Uint8Array(65_535)))).not.toThrow()
    expect(refusal(() => decodeCbor(array(65_536)))).toMatchObject({
      code: 'cbor-over-limit',
      details: { limit: 'items', most: 65_536 },
    })
  })

  test('1,048,576 bytes pass, one more does not', () => {
    const item = (length: number) => {
      const whole = new Uint8Array(5 + length)
      whole.set([0x5a, 0, length >> 16, (length >> 8) & 255, length & 255])
      return whole
    }
    expect(() => decodeCbor(item(CBOR_LIMITS.bytes - 5))).not.toThrow()
    expect(refusal(() => decodeCbor(item(CBOR_LIMITS.bytes - 4)))).toMatchObject({
      code: 'cbor-over-limit',
      details: { limit: 'bytes' },
    })
  })

  test.each([
    ['nested arrays', Uint8Array.from({ length: CBOR_LIMITS.bytes }, () => 0x81)],
    ['nested maps', Uint8Array.from({ length: CBOR_LIMITS.bytes }, (_, i) => (i % 2 ? 0 : 0xa1))],
    [
      'an array of a million',
      Uint8Array.from({ length: CBOR_LIMITS.bytes }, (_, i) => [0x9a, 0x00, 0x0f, 0xff, 0xfb][i] ?? 0),
    ],
    ['a gigabyte of nothing', new Uint8Array(2 ** 26)],
  ])('a bomb is refused at once: %s', (_name, bomb) => {
    const spent = processorMs(() => expect(refusal(() => decodeCbor(bomb)).code).toBe('cbor-over-limit'))
    expect(spent).toBeLessThan(1000)
  })
})

test.each<[string, unknown]>([
  ['a float', 1.5],
  ['not a number', Number.NaN],
  ['an unsafe integer', 2 ** 53],
  ['2^64', 2n ** 64n],
  ['below -2^31', -0x8000_0001],
  ['null', null],
  ['undefined', undefined],
  ['an object', { a: 1 }],
  ['a lone surrogate', '\ud800'],
  ['a byte order mark', '\ufefftext'],
])('encoding %s is a bug of the caller', (_name, value) => {
  expect(() => encodeCbor(value as CborValue)).toThrow(TypeError)
  expect(() => encodeCbor([value as CborValue])).toThrow(TypeError)
})

test('byte strings are copies: a change of the input does not change what was decoded', () => {
  const input = bytes('43010203')
  const decoded = decodeCbor(input) as Uint8Array
  input.fill(0)
  expect(decoded).toEqual(Uint8Array.of(1, 2, 3))
  expect(Object.getPrototypeOf(decoded)).toBe(Uint8Array.prototype)
})

test('the input is left as it was', () => {
  const input = bytes('8201a10203')
  decodeCbor(input)
  expect(Reflect.ownKeys(input)).toEqual(['0', '1', '2', '3', '4'])
})

test('a map key called __proto__ is only a key', () => {
  const value = decodeCbor(encodeCbor(new Map([['__proto__', 1]])))
  expect(value).toEqual(new Map([['__proto__', 1]]))
})

test('compareBytes orders bytewise, the shorter first', () => {
  const order = ['', '00', '0000', '01', '0100', 'ff'].map(bytes)
  for (const [i, a] of order.entries())
    for (const [j, b] of order.entries()) expect(Math.sign(compareBytes(a, b))).toBe(Math.sign(i - j))
})

function decodesToItself(input: Uint8Array): void {
  let value: CborValue
  try {
    value = decodeCbor(input)
  } catch (error) {
    expect(error).toBeInstanceOf(AirlatchError)
    return
  }
  expect(encodeHex(encodeCbor(value))).toBe(encodeHex(input))
}

function mutate(input: number[], [at, byte, how]: [number, number, string]): number[] {
  const i = input.length === 0 ? 0 : at % input.length
  if (how === 'cut') return input.slice(0, i)
  return input.toSpliced(i, how === 'insert' ? 0 : 1, ...(how === 'delete' ? [] : [byte]))
}

/** Maps as decoding gives them: in the order of their encoded keys. */
function sorted(value: CborValue): CborValue {
  if (Array.isArray(value)) return value.map(sorted)
  if (!(value instanceof Map)) return value
  const pairs = [...value].map(([key, item]) => [key, sorted(item as CborValue)] as const)
  return new Map(pairs.toSorted(([a], [b]) => compareBytes(encodeCbor(a), encodeCbor(b))))
}
