/** A license code says all of a license that can be typed, and names what it cannot say of any other. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { boundHash } from '../../../src/core/computer/computer-id.ts'
import type { FeatureDefinition } from '../../../src/core/message/feature-table.ts'
import {
  encodeLicense,
  type FeatureValue,
  type License,
  NO_NEWER_TERMS,
} from '../../../src/core/message/license.ts'
import { featuresBeyond } from '../../../src/core/message/typed-features.ts'
import { licenseOf, OF_INSTALLED, typedTermsOf, untypable } from '../../../src/core/message/typed-license.ts'
import {
  decodeTypedCode,
  encodeTypedCode,
  glanceAtTypedCode,
  type TypedTerms,
} from '../../../src/core/message/typed-terms.ts'
import type { BeyondCode } from '../../../src/core/problems.ts'
import { runs } from '../../effort.ts'
import { bound, license as plain } from '../../world/nouns.ts'
import { license as anyLicense, featureTable } from './arbitrary.ts'

const DAY = 86_400
const EPOCH = Date.parse('2020-01-01T00:00:00Z') / 1000
const COMPUTER = boundHash(bound('a'))
const INSTALLATION = '8899aabbccddeeff'
const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined })
const at = fc.oneof(
  fc.integer({ min: EPOCH, max: EPOCH + 2 ** 31 - 1 }),
  fc.integer({ min: 0, max: 24_855 }).map(day => EPOCH + day * DAY),
)
const count = fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 2 ** 32 - 1 }))
/** All at once is more than the longest code has. */
const CROWDED = {
  floatingSeats: 2 ** 32 - 1,
  graceDays: 36_500,
  deactivationLimit: 2n ** 32n - 1n,
  majorVersion: undefined,
  maintenance: { until: EPOCH + 12_345 },
}

/** Of the kind that vendors sell and codes are made for, many of them with more than a code holds. */
const sold: fc.Arbitrary<License> = fc
  .record({
    by: fc.boolean(),
    required: fc.option(fc.constantFrom({ k: 2, n: 3 }, { k: 16, n: 16 }, { k: 9, n: 16 }), {
      nil: undefined,
      freq: 1,
    }),
    issuedAt: at,
    term: optional(
      fc.oneof(
        fc.integer({ min: 1, max: 2 ** 31 - 1 }),
        fc.integer({ min: 1, max: 3000 }).map(days => days * DAY),
      ),
    ),
    endOfDay: fc.boolean(),
    cover: fc.oneof(
      fc.constant({}),
      fc.integer({ min: 0, max: 3000 }).map(major => ({ majorVersion: String(major) })),
      optional(at).map(until => ({ maintenance: { until } })),
    ),
    floatingSeats: optional(count),
    graceDays: optional(fc.integer({ min: 1, max: 400 })),
    deactivationLimit: optional(fc.oneof(fc.constant(0n), count.map(BigInt))),
    days: optional(fc.integer({ min: 1, max: 400 })),
    allowVirtual: fc.boolean(),
    isCrowded: fc.oneof({ weight: 5, arbitrary: fc.constant(false) }, fc.constant(true)),
  })
  .map(({ by, required, issuedAt, term, endOfDay, cover, days, isCrowded, ...terms }) => {
    const end = term === undefined ? undefined : issuedAt + term
    return {
      ...plain({ keyId: '9H7FA-4RVKR' }),
      ...terms,
      ...cover,
      ...(isCrowded ? CROWDED : {}),
      issuedAt,
      expiresAt: end !== undefined && endOfDay ? Math.ceil(end / DAY) * DAY : end,
      binding: {
        ...(by
          ? { kind: 'computer' as const, ...bound('a') }
          : { kind: 'code' as const, computer: COMPUTER }),
        ...(required && { required }),
      },
      firstRun: by && days ? { days, installation: INSTALLATION, activatedAt: undefined } : undefined,
    }
  })

/** What a client has of its own. */
function worldOf({ vendor, productId, keyId, activationId, binding, firstRun }: License) {
  return {
    vendor,
    productId,
    keyId,
    activationId,
    bound:
      binding.kind === 'computer'
        ? { fingerprint: binding.fingerprint, counted: binding.counted }
        : bound('a'),
    computer: binding.kind === 'code' ? binding.computer : COMPUTER,
    installation: firstRun?.installation ?? INSTALLATION,
  }
}

type Table = readonly FeatureDefinition[]
const REFUSED = /^(typed-code-malformed|typed-other-kit)$/
const SIGNATURE = Uint8Array.from({ length: 64 }, (_, i) => i * 3)
const KIT = { productId: 'scope', sequence: 7 }
const encoded = (terms: TypedTerms, table: Table = []) =>
  encodeTypedCode({ terms, signature: SIGNATURE }, table)
const decoded = (code: Uint8Array, table: Table = []) => decodeTypedCode(code, table, KIT)
const throughCode = (license: License, activation: number, table: Table = []) =>
  licenseOf(decoded(encoded(typedTermsOf(license, activation), table), table).terms, worldOf(license))

describe('a license code', () => {
  test('says a license bit for bit, or names what it cannot say', () => {
    const outcomes = { said: 0, named: 0 }
    fc.assert(
      fc.property(sold, fc.nat({ max: OF_INSTALLED }), (license, activation) => {
        const things = untypable(license, activation, [])
        if (things.length > 0) {
          outcomes.named++
          expect(() => encoded(typedTermsOf(license, activation))).toThrow()
        } else {
          outcomes.said++
          expect(throughCode(license, activation)).toEqual(license)
          expect(encodeLicense(throughCode(license, activation))).toEqual(encodeLicense(license))
        }
      }),
      { numRuns: runs(1000) },
    )
    // neither is rare
    expect(outcomes.said).toBeGreaterThan(runs(1000) / 100)
    expect(outcomes.named).toBeGreaterThan(runs(1000) / 100)
  })

  test('of any license at all is refused with what is in the way, or says it', () => {
    fc.assert(
      fc.property(anyLicense, license => {
        if (untypable(license, 0, []).length === 0) expect(throughCode(license, 0)).toEqual(license)
        const mustName =
          license.format === 1 ||
          license.binding.kind === 'generic' ||
          license.features.size > 0 ||
          license.userData !== undefined ||
          license.users.length > 0 ||
          license.licensee !== undefined
        if (mustName) expect(untypable(license, 0, []).length).toBeGreaterThan(0)
      }),
    )
  })

  test('of any bits has one meaning that has no other code, or is refused', () => {
    const outcomes = { read: 0, refused: 0 }
    const bits = fc.uint8Array({ minLength: 75, maxLength: 75 })
    // so that it comes to the end of the terms before that of the bits
    const short = fc
      .tuple(bits, fc.nat({ max: 40 }))
      .map(([bytes, from]) =>
        bytes.map((byte, i) => (i === 0 ? byte & 127 : i < 11 && i * 8 >= 88 - from ? 0 : byte)),
      )
    fc.assert(
      fc.property(fc.oneof(bits, short), code => {
        try {
          const { terms, signature } = decoded(code)
          expect(encodeTypedCode({ terms, signature }, [])).toEqual(code)
          outcomes.read++
        } catch (error) {
          expect(error).toMatchObject({ code: expect.stringMatching(REFUSED) })
          outcomes.refused++
        }
      }),
      { numRuns: runs(2000) },
    )
    expect(outcomes.read).toBeGreaterThan(runs(2000) / 100)
    expect(outcomes.refused).toBeGreaterThan(runs(2000) / 100)
  })

  test('of a newer version says so', () => {
    const code = encoded(typedTermsOf(plain(), 0))
    code[0] = (code[0] as number) | 192
    expect(() => decoded(code)).toThrow(
      expect.objectContaining({ details: { code: 'license', problem: 'version' } }),
    )
  })

  const NOON = { issuedAt: EPOCH + 2518 * DAY + 43_200 }
  test.each<[string, Partial<License>]>([
    [
      'a trial of a version by year that was renewed',
      { expiresAt: NOON.issuedAt + 30 * DAY - 77, majorVersion: '2026' },
    ],
    [
      'a trial that was renewed, with days of grace',
      { expiresAt: NOON.issuedAt + 30 * DAY - 77, majorVersion: '2', graceDays: 14 },
    ],
    [
      'a year with maintenance',
      { expiresAt: EPOCH + 2883 * DAY, maintenance: { until: EPOCH + 2883 * DAY } },
    ],
    [
      'a server for a year',
      {
        expiresAt: NOON.issuedAt + 365 * DAY,
        majorVersion: '12',
        floatingSeats: 25,
        graceDays: 30,
      },
    ],
    [
      'an end at any second in a hundred years, for a version',
      { expiresAt: NOON.issuedAt + 2 ** 31 - 1, majorVersion: '3' },
    ],
  ])('holds %s', (_, terms) => {
    const license = plain({ ...NO_NEWER_TERMS, ...NOON, ...terms, keyId: '9H7FA-4RVKR' })
    expect(untypable(license, 0, [])).toEqual([])
    expect(throughCode(license, 0)).toEqual(license)
  })

  test.each<[string, Partial<License>, BeyondCode]>([
    [
      'a feature',
      { features: new Map([['pro', true as const]]) },
      { thing: 'feature', feature: 'pro', why: 'not-in-kit' },
    ],
    ['a generic license', { binding: { kind: 'generic' } }, { thing: 'generic' }],
    ['a major version with a letter', { majorVersion: 'X' }, { thing: 'major-version', version: 'X' }],
    [
      'a major version with a zero in front',
      { majorVersion: '02' },
      { thing: 'major-version', version: '02' },
    ],
    ['a license of before 2020', { issuedAt: EPOCH - 1 }, { thing: 'issued-at' }],
    ['a license of 2088', { issuedAt: EPOCH + 2 ** 31 }, { thing: 'issued-at' }],
    ['an end behind all that it can say', { expiresAt: 253_402_300_799 }, { thing: 'end' }],
    ['an end in the past', { expiresAt: plain().issuedAt - 1 }, { thing: 'end' }],
    ['maintenance far away', { maintenance: { until: 253_402_300_799 } }, { thing: 'end-of-maintenance' }],
    ['billions of seats', { floatingSeats: 2 ** 32 }, { thing: 'floating-seats', seats: 2 ** 32 }],
    [
      'billions of deactivations',
      { deactivationLimit: 2n ** 32n },
      { thing: 'deactivation-limit', limit: `${2n ** 32n}` },
    ],
    [
      'days from a first run of before',
      { firstRun: { days: 3, installation: INSTALLATION, activatedAt: 5 } },
      { thing: 'first-run-days-again' },
    ],
    [
      'days from the first run, by code',
      {
        firstRun: { days: 3, installation: INSTALLATION, activatedAt: undefined },
        binding: { kind: 'code', computer: COMPUTER },
      },
      { thing: 'first-run-days-by-code' },
    ],
  ])('cannot say %s', (_, terms, thing) => {
    expect(untypable(plain(terms), 0, [])).toEqual([thing])
  })

  test('an activation that nobody can name', () => {
    expect(untypable(plain(), undefined, [])).toEqual([{ thing: 'activations', most: 15 }])
  })
})

const feature = (
  name: string,
  type: FeatureDefinition['type'],
  more: Partial<FeatureDefinition> = {},
): FeatureDefinition => ({ name, type, default: undefined, required: false, values: [], ...more })

/** The product of the README. */
const README: Table = [
  feature('export', 'flag'),
  feature('users', 'integer', { default: 5 }),
  feature('edition', 'text', { required: true, values: ['home', 'pro', 'site'] }),
]

/** A table, and what a key of its product may have. */
const withTable = featureTable.chain(table =>
  fc.record({
    table: fc.constant(table),
    features: fc
      .tuple(
        ...table.map(one => fc.tuple(fc.constant(one.name), fc.option(valueFor(one), { nil: undefined }))),
      )
      .map(
        all => new Map(all.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]))),
      ),
  }),
)

function valueFor({ type, values, default: fallback }: FeatureDefinition): fc.Arbitrary<FeatureValue> {
  const usual = [...values, ...(fallback === undefined ? [] : [fallback])]
  if (type === 'flag') return fc.constant(true)
  const any: fc.Arbitrary<FeatureValue> =
    type === 'text'
      ? fc.constantFrom('', 'a', 'beta')
      : fc.oneof(fc.nat({ max: 300 }), fc.integer({ min: -5, max: 2 ** 33 }))
  return usual.length > 0 ? fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...usual) }, any) : any
}

describe('features in a license code', () => {
  test('are said bit for bit by the table of the kit, or named', () => {
    const outcomes = { said: 0, named: 0 }
    fc.assert(
      fc.property(withTable, sold, ({ table, features }, other) => {
        const license = { ...other, features }
        const things = untypable(license, 0, table)
        if (things.length > 0) outcomes.named++
        else {
          if (features.size > 0) outcomes.said++
          expect(throughCode(license, 0, table)).toEqual(license)
        }
        if (featuresBeyond(features, table).length > 0)
          expect(things).toEqual(expect.arrayContaining(featuresBeyond(features, table)))
      }),
      { numRuns: runs(2000) },
    )
    expect(outcomes.said).toBeGreaterThan(runs(2000) / 50)
    expect(outcomes.named).toBeGreaterThan(runs(2000) / 50)
  })

  test('of any bits and any table have one meaning, or are refused', () => {
    const lengths = fc.constantFrom(75, 79, 82, 85, 88)
    const code = lengths.chain(length => fc.uint8Array({ minLength: length, maxLength: length }))
    fc.assert(
      fc.property(featureTable, code, fc.nat({ max: 3 }), (table, bytes, size) => {
        if (bytes.length > 75) bytes[0] = ((bytes[0] as number) & 15) | 128 | (size << 4)
        try {
          expect(encodeTypedCode(decoded(bytes, table), table)).toEqual(bytes)
        } catch (error) {
          expect(error).toMatchObject({
            code: expect.stringMatching(REFUSED),
          })
        }
      }),
      { numRuns: runs(3000) },
    )
  })

  const README_KEY = {
    expiresAt: EPOCH + 2921 * DAY,
    majorVersion: '2',
    graceDays: 14,
    deactivationLimit: 6n,
  }
  test.each<[string, number, License['features']]>([
    [
      "of the README's key take no group more",
      75,
      new Map<string, FeatureValue>([
        ['export', true],
        ['users', 5],
        ['edition', 'pro'],
      ]),
    ],
    [
      'with another number take one more',
      79,
      new Map<string, FeatureValue>([
        ['users', 250],
        ['edition', 'site'],
      ]),
    ],
  ])('%s', (_, bytes, features) => {
    const license = plain({ ...NO_NEWER_TERMS, ...README_KEY, features, keyId: '9H7FA-4RVKR' })
    expect(untypable(license, 0, README)).toEqual([])
    expect(encoded(typedTermsOf(license, 0), README)).toHaveLength(bytes)
    expect(throughCode(license, 0, README)).toEqual(license)
  })

  test('of a key that lacks a feature with a default, and one of an older product, are said too', () => {
    const table = [...README, feature('note', 'text', { default: 'none' })]
    const license = plain({ features: new Map([['export', true as const]]) })
    expect(throughCode(license, 0, table)).toEqual(license)
  })

  test.each<[string, License['features'], string]>([
    ['a feature that the kit lacks', new Map([['turbo', true as const]]), 'not-in-kit'],
    ['a text that is not listed', new Map([['edition', 'lab']]), 'not-listed'],
    ['a free text', new Map([['note', 'x']]), 'text'],
    ['a number below zero', new Map([['users', -1]]), 'number'],
    ['a number above 32 bits', new Map([['users', 2 ** 32]]), 'number'],
  ])('cannot be said of %s', (_, features, why) => {
    const table = [...README, feature('note', 'text')]
    const [name] = features.keys()
    expect(untypable(plain({ features }), 0, table)).toEqual([{ thing: 'feature', feature: name, why }])
  })

  test.each<[string, Table]>([
    ['no table', []],
    ['one feature more', [...README, feature('turbo', 'flag')]],
    ['another order', README.toReversed()],
    ['another listed value', README.with(2, feature('edition', 'text', { values: ['home', 'pro', 'lab'] }))],
    ['another default', README.with(1, feature('users', 'integer', { default: 6 }))],
  ])('are refused with a kit of %s', (_, table) => {
    const license = plain({ features: new Map([['users', 5]]) })
    const code = encoded(typedTermsOf(license, 0), README)
    expect(() => decoded(code, table)).toThrow(
      expect.objectContaining({ code: 'typed-other-kit', details: { product: 'scope', kit: 7 } }),
    )
  })

  test('need no kit when there are none', () => {
    const code = encoded(typedTermsOf(plain(), 0), README)
    expect(decoded(code, []).terms).toEqual(typedTermsOf(plain(), 0))
    expect(glanceAtTypedCode(code)).toMatchObject({ hasFeatures: false })
  })

  test('stay closed to whoever has no kit', () => {
    const code = encoded(typedTermsOf(plain({ features: new Map([['users', 5]]) }), 0), README)
    expect(glanceAtTypedCode(code)).toMatchObject({ hasFeatures: true, issuedAt: plain().issuedAt })
  })
})
