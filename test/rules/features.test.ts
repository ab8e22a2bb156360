import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { FeatureDefinition, FeatureType } from '../../src/rules/entitlement.ts'
import { completeFeatures, fitsType, type GivenValue, parseFeatureText } from '../../src/rules/features.ts'

const definitions: readonly FeatureDefinition[] = [
  { name: 'export', type: 'flag', default: undefined, required: false },
  { name: 'preview', type: 'flag', default: true, required: false },
  { name: 'users', type: 'integer', default: 5, required: false },
  { name: 'edition', type: 'text', default: undefined, required: true },
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
    const given = new Map<string, GivenValue>(
      Object.entries({ edition: 'pro', preview: false, export: false }),
    )
    expect([...completeFeatures(definitions, given).keys()]).toEqual(['users', 'edition'])
  })

  test.each<[string, Record<string, GivenValue>]>([
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
