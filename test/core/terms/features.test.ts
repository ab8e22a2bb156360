import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { FeatureDefinition, FeatureType } from '../../../src/core/terms/entitlement.ts'
import {
  completeFeatures,
  type FeatureSetting,
  fitsType,
  pairFeatures,
  parseFeatureText,
} from '../../../src/core/terms/features.ts'

const definitions: readonly FeatureDefinition[] = [
  { name: 'export', type: 'flag', default: undefined, required: false, values: [] },
  { name: 'preview', type: 'flag', default: true, required: false, values: [] },
  { name: 'users', type: 'integer', default: 5, required: false, values: [] },
  { name: 'edition', type: 'text', default: undefined, required: true, values: [] },
]

describe('QC-16: the features of a key', () => {
  test('are what it gives and the defaults of the rest', () => {
    expect([...completeFeatures(definitions, new Map([['edition', 'pro']]))]).toEqual([
      ['preview', true],
      ['users', 5],
      ['edition', 'pro'],
    ])
  })

  test('a flag that is off is not there, also when it is on by default', () => {
    const given = new Map<string, FeatureSetting>(
      Object.entries({ edition: 'pro', preview: false, export: false }),
    )
    expect([...completeFeatures(definitions, given).keys()]).toEqual(['users', 'edition'])
  })

  test.each<[string, Record<string, FeatureSetting>]>([
    ['feature-missing', {}],
    ['feature-unknown', { colour: 'red' }],
    ['invalid-value', { edition: 'pro', users: 'many' }],
    ['invalid-value', { edition: 7 }],
    ['invalid-value', { edition: 'x'.repeat(256) }],
  ])('%s', (code, record) => {
    const given = new Map(Object.entries(record))
    expect(() => completeFeatures(definitions, given)).toThrow(expect.objectContaining({ code }))
  })
})

describe('LP-11: names and values as two lists', () => {
  test('are paired in their order', () => {
    expect([...pairFeatures(['users', 'export', 'edition'], [5, true, 'pro'])]).toEqual([
      ['users', 5],
      ['export', true],
      ['edition', 'pro'],
    ])
    expect([...pairFeatures([], [])]).toEqual([])
  })

  test.each<[readonly string[], readonly FeatureSetting[]]>([
    [['a'], []],
    [[], [true]],
    [['a', 'b'], [1]],
    [['a'], [1, 2]],
  ])('LimeLM 116: %j and %j do not match', (names, values) => {
    expect(() => pairFeatures(names, values)).toThrow(
      expect.objectContaining({
        code: 'feature-count-mismatch',
        details: { names: names.length, values: values.length, limelm: 116 },
      }),
    )
  })
})

test('LP-12 LimeLM 117: the required feature that is missing is named', () => {
  const two: readonly FeatureDefinition[] = [
    { name: 'a', type: 'flag', default: true, required: true, values: [] },
    { name: 'b', type: 'flag', default: undefined, required: true, values: [] },
  ]
  expect(() => completeFeatures(two, new Map())).toThrow(
    expect.objectContaining({ code: 'feature-missing', details: { feature: 'b', limelm: 117 } }),
  )
  // switched off is an answer
  expect([...completeFeatures(two, new Map([['b', false]])).keys()]).toEqual(['a'])
})

describe('what a person writes', () => {
  test.each<[FeatureType, string, unknown]>([
    ['flag', 'yes', true],
    ['flag', 'TRUE', true],
    ['flag', 'off', false],
    ['flag', 'maybe', undefined],
    ['flag', '', undefined],
    ['integer', '0', 0],
    ['integer', '-2147483648', -2147483648],
    ['integer', '-2147483649', undefined],
    ['integer', '9007199254740991', 9007199254740991],
    ['integer', '9007199254740992', undefined],
    ['integer', '1e3', undefined],
    ['integer', ' 1', undefined],
    ['integer', '', undefined],
    ['text', '', undefined], // would satisfy a required feature with nothing
    ['text', 'ü'.repeat(127), 'ü'.repeat(127)],
    ['text', 'ü'.repeat(128), undefined],
    ['text', '\ufeffpro', undefined], // no message can carry it (bytes/cbor.ts)
    ['text', '\ud800', undefined],
  ])('%s "%s"', (type, text, value) => expect(parseFeatureText(type, text)).toBe(value))

  test('whatever it is, what is read fits its type', () => {
    fc.assert(
      fc.property(fc.constantFrom<FeatureType>('flag', 'integer', 'text'), fc.string(), (type, text) => {
        const value = parseFeatureText(type, text)
        return value === undefined || fitsType(type, value)
      }),
    )
  })
})
