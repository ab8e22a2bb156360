/** Every message: what is encoded is read again, and each message refuses the claims of the others. */
import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeCbor, encodeCbor } from '../../../src/core/bytes/cbor.ts'
import { AirlatchError, detailOf } from '../../../src/core/errors.ts'
import { decodeClockReset, encodeClockReset } from '../../../src/core/message/clock-reset.ts'
import { decodeKit, encodeKit } from '../../../src/core/message/kit.ts'
import { OWN } from '../../../src/core/message/labels.ts'
import { decodeLease, encodeLease } from '../../../src/core/message/lease.ts'
import { decodeLeaseAnswer, encodeLeaseAnswer } from '../../../src/core/message/lease-answer.ts'
import { decodeLeaseRequest, encodeLeaseRequest } from '../../../src/core/message/lease-request.ts'
import { decodeLicense, encodeLicense, NO_NEWER_TERMS } from '../../../src/core/message/license.ts'
import { isFeatureName, isProductId, isVirtualName } from '../../../src/core/message/names.ts'
import { decodeReceipt, encodeReceipt } from '../../../src/core/message/receipt.ts'
import { decodeRequest, encodeRequest } from '../../../src/core/message/request.ts'
import { decodeRevocations, encodeRevocations } from '../../../src/core/message/revocations.ts'
import { decodeState, encodeState } from '../../../src/core/message/state.ts'
import { decodeUsageReport, encodeUsageReport } from '../../../src/core/message/usage-report.ts'
import type { ClaimProblem } from '../../../src/core/problems.ts'
import { claim } from '../../../src/words/en/explain/problems.ts'
import { runs } from '../../effort.ts'
import {
  clockReset,
  kit,
  lease,
  leaseAnswer,
  leaseRequest,
  license,
  receipt,
  request,
  revocations,
  serverLicense,
  state,
  usageReport,
} from './arbitrary.ts'

const COUNT = { numRuns: runs(200) }

test('a license is read as it was written (QC-10, QC-16, QC-19, QC-20, QC-22, QC-25, QC-27, QC-32, LP-08, LP-18, LP-23)', () => {
  fc.assert(
    fc.property(license, one => {
      const read = decodeLicense(encodeLicense(one))
      expect(read).toEqual(one)
      expect(encodeLicense(read)).toEqual(encodeLicense(one))
    }),
    COUNT,
  )
})

describe('what format 1 cannot say', () => {
  const newer = [
    ...fc.sample(license, { numRuns: 400, seed: 1 }).filter(({ format }) => format === 2),
    ...fc.sample(serverLicense, { numRuns: 10, seed: 1 }),
  ]

  test.each(Object.keys(NO_NEWER_TERMS) as (keyof typeof NO_NEWER_TERMS)[])(
    '%s: is never dropped, and not read (QC-30)',
    term => {
      const one = newer.find(each => !isDeepStrictEqual(each[term], NO_NEWER_TERMS[term]))
      if (one === undefined) throw new Error(`no sample has ${term}`)
      const alone = { ...one, ...NO_NEWER_TERMS, [term]: one[term], binding: { kind: 'generic' as const } }
      expect(() => encodeLicense({ ...alone, format: 1 })).toThrow(expect.objectContaining({ code: 'bug' }))

      const claims = new Map(decodeCbor(encodeLicense(alone)) as Map<number, never>)
      const own = new Map<number, unknown>([...(claims.get(-65537) as unknown as Map<number, never>), [0, 1]])
      const inFormat1 = encodeCbor(new Map<number, unknown>([...claims, [-65537, own]]) as never)
      for (const problem of problemsOf(() => decodeLicense(inFormat1)))
        expect(problem).toMatch(/^(own )?claim \d+: unknown$/)
    },
  )

  test('a computer by its hash: is never dropped, and not read', () => {
    const one = newer.find(({ binding }) => binding.kind === 'code')
    if (one === undefined) throw new Error('no sample is bound to a hash')
    const alone = { ...one, ...NO_NEWER_TERMS }
    expect(() => encodeLicense({ ...alone, format: 1 })).toThrow(expect.objectContaining({ code: 'bug' }))
    const claims = new Map(decodeCbor(encodeLicense(alone)) as Map<number, never>)
    const own = new Map<number, unknown>([...(claims.get(-65537) as unknown as Map<number, never>), [0, 1]])
    const inFormat1 = encodeCbor(new Map<number, unknown>([...claims, [-65537, own]]) as never)
    expect(problemsOf(() => decodeLicense(inFormat1))).toContain('own claim 38: unknown')
  })

  test('and says the rest of it', () => {
    for (const one of newer.filter(({ binding }) => binding.kind !== 'code')) {
      const older = { ...one, ...NO_NEWER_TERMS, format: 1 } as const
      expect(decodeLicense(encodeLicense(older))).toEqual(older)
    }
  })
})

/** Every other message: what is encoded, what reads it, and which claims it cannot do without. */
const OTHERS = [
  [
    'request',
    request,
    encodeRequest,
    decodeRequest,
    ['cnf', 'fingerprint', 'counted', 'sub', 'aud', 'iat', 'proof'],
  ],
  ['receipt', receipt, encodeReceipt, decodeReceipt, ['aud', 'cti', 'iat', 'cnf']],
  ['kit', kit, encodeKit, decodeKit, ['keys', 'iss', 'aud', 'product-name', 'iat', 'sequence']],
  ['revocations', revocations, encodeRevocations, decodeRevocations, ['iss', 'aud', 'iat', 'sequence']],
  ['clock-reset', clockReset, encodeClockReset, decodeClockReset, ['cnf', 'iss', 'aud', 'iat']],
  ['state', state, encodeState, decodeState, ['aud', 'cnf', 'iat', 'sequence', 'latest-time']],
  [
    'lease',
    lease,
    encodeLease,
    decodeLease,
    ['aud', 'boot', 'cnf', 'exp', 'host', 'iat', 'lease-id', 'seat-unit', 'sequence', 'server-license'],
  ],
  [
    'lease-request',
    leaseRequest,
    encodeLeaseRequest,
    decodeLeaseRequest,
    ['aud', 'cnf', 'host', 'iat', 'nonce', 'operation', 'platform'],
  ],
  [
    'lease-answer',
    leaseAnswer,
    encodeLeaseAnswer,
    decodeLeaseAnswer,
    ['aud', 'boot', 'cnf', 'iat', 'lease', 'nonce'],
  ],
  [
    'usage-report',
    usageReport,
    encodeUsageReport,
    decodeUsageReport,
    ['aud', 'boot', 'cnf', 'entries', 'head', 'iat', 'server-license', 'since', 'totals'],
  ],
  [
    'license of a site server',
    serverLicense,
    encodeLicense,
    decodeLicense,
    ['format', 'iss', 'aud', 'sub', 'cti', 'iat', 'generic'],
  ],
] as const

test.each(OTHERS)('a %s is read as it was written (QG-06, QG-13)', (_name, arbitrary, encode, decode) => {
  fc.assert(
    fc.property(arbitrary as fc.Arbitrary<never>, one => {
      const read = decode(encode(one))
      expect(read).toEqual(one)
      expect(encode(read as never)).toEqual(encode(one))
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
    { numRuns: runs(20) },
  )
})

describe.each([
  [
    'license',
    license,
    encodeLicense,
    decodeLicense,
    ['format', 'iss', 'aud', 'sub', 'cti', 'iat', 'generic'],
  ],
  ...OTHERS,
] as const)('%s', (_name, arbitrary, encode, decode, needed) => {
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
      { numRuns: runs(1000) },
    )
  })

  test('an unknown claim is refused, ours and others', () => {
    fc.assert(
      fc.property(
        payloads,
        fc.integer({ min: Math.max(...Object.values(OWN)) + 1, max: 300 }),
        (payload, number) => {
          const claims = new Map(decodeCbor(payload) as Map<number, never>)
          const own = new Map((claims.get(-65537) ?? []) as unknown as Map<number, never>)
          const withOwn = new Map<number, unknown>([...claims, [-65537, new Map([...own, [number, 1]])]])
          const withOther = new Map<number, unknown>([...claims, [number, 1]])
          expect(problemsOf(() => decode(encodeCbor(withOwn as never)))).toEqual([
            `own claim ${number}: unknown`,
          ])
          expect(problemsOf(() => decode(encodeCbor(withOther as never)))).toEqual([
            `claim ${number}: unknown`,
          ])
        },
      ),
      { numRuns: runs(20) },
    )
  })

  test('what is no map of claims is refused', () => {
    for (const value of [0, 'text', [], true, new Uint8Array(3)])
      expect(problemsOf(() => decode(encodeCbor(value)))).toEqual(['expected a map of claims'])
    for (const own of [1, [], new Map<number, number>()])
      expect(problemsOf(() => decode(encodeCbor(new Map<number, never>([[-65537, own as never]]))))).toEqual([
        'claim -65537: expected a map of claims',
      ])
  })

  test('a message without claims names every one that it needs, once', () => {
    const problems = problemsOf(() => decode(encodeCbor(new Map()))).map(problem => problem.split(':')[0])
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
      'counted',
      'features',
      'floating-seats',
      'own claim 99',
    ].toSorted(),
  )
})

test('a newer license format is told before anything else is read (QC-30)', () => {
  const newer = new Map([[-65537, new Map<number, unknown>([[0, 3], [200, 'x']])]]) // biome-ignore format: a row
  expect(() => decodeLicense(encodeCbor(newer as never))).toThrow(
    expect.objectContaining({ code: 'license-format-newer', details: { got: 3, newest: 2 } }),
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

test('words for what a computer runs inside of', () => {
  for (const good of ['kvm', 'hyper-v', '9', 'x'.repeat(32)]) expect(isVirtualName(good)).toBe(true)
  for (const bad of ['', '-kvm', 'KVM', 'hyper v', 'a.b', 'ä', 'kvm\n', 'x'.repeat(33)])
    expect(isVirtualName(bad)).toBe(false)
})

test('feature names', () => {
  for (const good of ['a', 'A1', 'cloud-sync', 'x.y_z', 'x'.repeat(32)])
    expect(isFeatureName(good)).toBe(true)
  for (const bad of ['', '-a', '.a', 'a b', 'ä', 'a\n', 'a=b', 'x'.repeat(33)])
    expect(isFeatureName(bad)).toBe(false)
})

function problemsOf(run: () => unknown): readonly string[] {
  try {
    run()
  } catch (error) {
    if (!(error instanceof AirlatchError)) throw error
    expect(error.code).toBe('claims-malformed')
    return (detailOf(error.details, 'problems') as readonly ClaimProblem[]).map(claim)
  }
  throw new Error('nothing was refused')
}
