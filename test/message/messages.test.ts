/** Requests, licenses and kits: what is encoded is read again, and each message refuses the claims of the others. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeCbor, encodeCbor } from '../../src/bytes/cbor.ts'
import { AirlatchError } from '../../src/errors.ts'
import { decodeKit, encodeKit } from '../../src/message/kit.ts'
import { decodeLicense, encodeLicense } from '../../src/message/license.ts'
import { isFeatureName, isProductId } from '../../src/message/names.ts'
import { decodeRequest, encodeRequest } from '../../src/message/request.ts'
import { kit, license, request } from './arbitrary.ts'

const COUNT = { numRuns: 200 }

test('a license is read as it was written (QC-10, QC-16, QC-19, QC-20, QC-22, QC-25, QC-32)', () => {
  fc.assert(
    fc.property(license, one => {
      const read = decodeLicense(encodeLicense(one))
      expect(read.features).toEqual(one.features)
      expect(plain(read)).toEqual(plain(one))
      expect(encodeLicense(read)).toEqual(encodeLicense(one))
    }),
    COUNT,
  )
})

test('a request is read as it was written', () => {
  fc.assert(
    fc.property(request, one => {
      const read = decodeRequest(encodeRequest(one))
      expect(read).toEqual(one)
      expect(encodeRequest(read)).toEqual(encodeRequest(one))
    }),
    COUNT,
  )
})

test('a kit is read as it was written (QG-06, QG-13)', () => {
  fc.assert(
    fc.property(kit, one => {
      const read = decodeKit(encodeKit(one))
      expect(read).toEqual(one)
      expect(encodeKit(read)).toEqual(encodeKit(one))
    }),
    COUNT,
  )
})

test('a comment or an e-mail address has no place in a license (QC-33)', () => {
  fc.assert(
    fc.property(license, one => {
      const wordy = { ...one, comment: 'secret remark', email: 'secret@example.com' }
      expect(encodeLicense(wordy)).toEqual(encodeLicense(one))
    }),
    { numRuns: 20 },
  )
})

describe.each([
  ['license', license, encodeLicense, decodeLicense],
  ['request', request, encodeRequest, decodeRequest],
  ['kit', kit, encodeKit, decodeKit],
] as const)('%s', (name, arbitrary, encode, decode) => {
  const payloads = (arbitrary as fc.Arbitrary<never>).map(one =>
    (encode as (value: never) => Uint8Array)(one),
  )

  test('every changed byte is refused with a code, or is the one encoding of what it says', () => {
    const edit = fc.tuple(fc.nat(), fc.nat(255))
    fc.assert(
      fc.property(payloads, edit, (payload, [at, byte]) => {
        const changed = payload.with(at % payload.length, byte)
        try {
          const read = decode(changed)
          expect((encode as (value: unknown) => Uint8Array)(read)).toEqual(changed)
        } catch (error) {
          expect(error).toBeInstanceOf(AirlatchError)
        }
      }),
      { numRuns: 1000 },
    )
  })

  test('an unknown claim is refused, ours and others', () => {
    fc.assert(
      fc.property(payloads, fc.integer({ min: 15, max: 300 }), (payload, number) => {
        const claims = new Map(decodeCbor(payload) as Map<number, never>)
        const own = new Map(claims.get(-65537) as unknown as Map<number, never>)
        const withOwn = new Map<number, unknown>([...claims, [-65537, new Map([...own, [number, 1]])]])
        const withOther = new Map<number, unknown>([...claims, [number, 1]])
        expect(problemsOf(() => decode(encodeCbor(withOwn as never)))).toEqual([
          `own claim ${number}: unknown`,
        ])
        expect(problemsOf(() => decode(encodeCbor(withOther as never)))).toEqual([`claim ${number}: unknown`])
      }),
      { numRuns: 20 },
    )
  })

  test('what is no map of claims is refused', () => {
    for (const value of [0, 'text', [], true, new Uint8Array(3)])
      expect(problemsOf(() => decode(encodeCbor(value)))).toEqual(['expected a map of claims'])
    expect(problemsOf(() => decode(encodeCbor(new Map([[-65537, 1]]))))).toEqual([
      'claim -65537: expected a map',
    ])
  })

  test('a message without claims names every one that it needs, once', () => {
    const problems = problemsOf(() => decode(encodeCbor(new Map()))).map(problem => problem.split(':')[0])
    const needed = {
      license: ['format', 'iss', 'aud', 'sub', 'cti', 'iat', 'generic'],
      request: ['cnf', 'fingerprint', 'sub', 'aud', 'iat', 'proof'],
      kit: ['keys', 'iss', 'aud', 'product-name', 'iat', 'sequence'],
    }[name]
    expect(problems.toSorted()).toEqual(needed.toSorted())
  })
})

test('every bad claim is told at once, by name', () => {
  const bad = new Map<number, unknown>([
    [1, ''],
    [2, 5],
    [3, '../x'],
    [4, 'never'],
    [6, -1],
    [7, new Uint8Array(7)],
    [9, true],
    [-65537, new Map<number, unknown>([[0, 1], [1, new Map()], [4, new Map([['', 1]])], [8, 0], [99, 1]])], // biome-ignore format: a row
  ])
  const names = problemsOf(() => decodeLicense(encodeCbor(bad as never))).map(
    problem => problem.split(':')[0],
  )
  expect(names.toSorted()).toEqual(
    [
      'iss',
      'sub',
      'aud',
      'exp',
      'iat',
      'cti',
      'claim 9',
      'fingerprint',
      'features',
      'floating-seats',
      'own claim 99',
    ].toSorted(),
  )
})

test('a newer license format is told before anything else is read (QC-30)', () => {
  const newer = new Map([[-65537, new Map<number, unknown>([[0, 2], [200, 'x']])]]) // biome-ignore format: a row
  expect(() => decodeLicense(encodeCbor(newer as never))).toThrow(
    expect.objectContaining({ code: 'license-format-newer', details: { got: 2, newest: 1 } }),
  )
})

test.each(['a', '0', 'example.viewer', 'a-b_c.d', 'x'.repeat(32), 'console', 'com10', 'a.con', 'lpt'])(
  '"%s" is a product id',
  id => {
    expect(isProductId(id)).toBe(true)
  },
)

test.each([
  '',
  '.',
  '..',
  '.a',
  'a.',
  '-a',
  'a-',
  'A',
  'a b',
  'a/b',
  'a\\b',
  'a..b',
  'con',
  'con.x',
  'nul',
  'com1',
  'lpt9.txt',
  'ä',
  'a\n',
  'x'.repeat(33),
])('%j is no product id', id => {
  expect(isProductId(id)).toBe(false)
})

test('feature names', () => {
  for (const good of ['a', 'A1', 'cloud-sync', 'x.y_z', 'x'.repeat(32)])
    expect(isFeatureName(good)).toBe(true)
  for (const bad of ['', '-a', '.a', 'a b', 'ä', 'a\n', 'a=b', 'x'.repeat(33)])
    expect(isFeatureName(bad)).toBe(false)
})

/** Without the class of the maps, and features by name: their order does not count. */
function plain(one: object): unknown {
  return JSON.parse(
    JSON.stringify(one, (_key, value: unknown) => {
      if (value instanceof Map)
        return Object.fromEntries([...value].toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1)))
      return value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value
    }),
  )
}

function problemsOf(run: () => unknown): readonly string[] {
  try {
    run()
  } catch (error) {
    if (!(error instanceof AirlatchError)) throw error
    expect(error.code).toBe('claims-malformed')
    return error.details.problems as readonly string[]
  }
  throw new Error('nothing was refused')
}
