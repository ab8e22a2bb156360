/** The table of a key's fields: no two names are one, and what is told can be typed. */
import { describe, expect, test } from 'vitest'
import {
  checkField,
  FIELDS,
  type FieldName,
  fieldNamed,
  fieldOf,
  isNone,
} from '../../../src/core/terms/fields.ts'

const NAMES = Object.keys(FIELDS) as FieldName[]
const CONTEXT = { features: [] }

describe('names', () => {
  test('no option, column or name in JSON is that of two fields', () => {
    const second = NAMES.flatMap(name => fieldOf(name).second ?? [])
    const flags = [...NAMES.flatMap(name => fieldOf(name).flag ?? []), ...second.map(({ flag }) => flag)]
    const columns = [...NAMES.map(name => fieldOf(name).column), ...second.map(({ column }) => column)]
    const json = NAMES.map(name => fieldOf(name).json ?? name)
    for (const names of [flags, columns, json]) expect(names).toEqual([...new Set(names)])
  })

  test('an error finds its field by each of its names, and by those of its parts', () => {
    for (const name of NAMES) {
      const { flag, column, second, parts = [] } = fieldOf(name)
      for (const called of flag === undefined ? [] : [name, flag, column, ...parts])
        expect(fieldNamed(called), called).toEqual({ flag, column })
      if (second !== undefined)
        for (const called of [second.flag, second.column]) expect(fieldNamed(called)).toBe(second)
    }
    // the version of a key is that of its product, and nobody types it
    for (const other of ['version', 'reason', 'old key', '']) expect(fieldNamed(other)).toBeUndefined()
  })
})

describe('values', () => {
  const TOLD: { readonly [Name in FieldName]?: readonly unknown[] } = {
    productId: ['scope'],
    activations: [1, 1_000_000],
    floatingSeats: [1],
    maintenance: [{ until: undefined }, { until: 1_800_057_600 }],
    expiresAt: [1_800_057_600, 1_800_000_001],
    userData: ['', ' rack\n7 '],
    affiliate: ['North'],
    deactivationLimit: ['inherit', 'unlimited', '3 per seat', 0n, 2n ** 63n - 1n],
    allowVirtual: [true, false, 'inherit'],
    graceDays: [0, 36_500],
    licensee: [' Bob '],
    engineVersion: [1, 2],
    email: ['a@b'],
    comment: ['two\nlines'],
    orderReference: ['PO 17'],
    customer: ['C-7F3K2'],
    count: [1, 100_000],
  }

  test.each(Object.entries(TOLD) as [FieldName, readonly unknown[]][])(
    '%s: what programs are told can be typed',
    (name, values) => {
      const { toJson = (value: unknown) => value, read } = fieldOf(name)
      for (const value of values) {
        checkField(name, value)
        expect(read([`${toJson(value)}`], CONTEXT)).toEqual(value)
      }
    },
  )

  test('the word for none is read, and takes the field away; a value does not', () => {
    for (const name of NAMES) {
      const { none, flag, read } = fieldOf(name)
      if (none === undefined || flag === undefined) continue
      expect(isNone(name, read([`${none}`], CONTEXT)), name).toBe(true)
      expect(isNone(name, TOLD[name]?.at(-1) ?? 'a value'), name).toBe(false)
    }
    expect(isNone('users', [{ name: '', platform: 0 }])).toBe(true)
    expect(isNone('users', [{ name: 'ann', platform: 0 }])).toBe(false)
    expect(isNone('features', new Map())).toBe(true)
  })

  test('what cannot be read is named by its column, with the word for none', () => {
    for (const name of NAMES) {
      const { column, option, stored, none, read } = fieldOf(name)
      if (stored === 'text' || option === 'list') continue
      const details = expect.objectContaining({
        field: column,
        got: 'sideways',
        expected: expect.objectContaining(none ? { or: `${none}` } : { is: expect.any(String) }),
      })
      expect(() => read(['sideways'], CONTEXT), name).toThrow(
        expect.objectContaining({ code: 'invalid-value', details }),
      )
    }
  })
})
