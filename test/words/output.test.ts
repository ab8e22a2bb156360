import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fields, json, table } from '../../src/words/output.ts'

/** What a terminal could obey, or what hides or turns text. */
const UNSAFE = /[\p{Cc}\p{Cs}\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/u
const nasty = fc.string({
  unit: fc.oneof(
    fc.constantFrom('\u001b', '\n', '\u202e', '\u200b', '\ufeff', '\u009b', '"', '\\'),
    fc.string(),
  ),
})

describe('json', () => {
  test('is one line that reads back as the same value, with nothing unsafe in it', () => {
    fc.assert(
      fc.property(fc.dictionary(nasty, fc.oneof(nasty, fc.integer(), fc.boolean())), value => {
        const text = json(value)
        expect(text).not.toMatch(UNSAFE)
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)))
      }),
    )
  })

  test('big integers are texts: a reader would round them', () => {
    expect(json({ n: 9_223_372_036_854_775_807n })).toBe('{"n":"9223372036854775807"}')
  })
})

describe('tables and fields', () => {
  test('are aligned, and what is undefined is left out or a dash', () => {
    expect(
      fields([
        ['a', 1],
        ['long label', 'x'],
        ['gone', undefined],
        ['flag', false],
      ]),
    ).toBe('a           1\nlong label  x\nflag        false')
    expect(
      table(
        ['ID', 'NAME'],
        [
          ['1', 'one'],
          ['22', undefined],
        ],
        'none',
      ),
    ).toBe('ID  NAME\n1   one\n22  -')
    expect(table(['ID'], [], 'none at all')).toBe('none at all')
  })

  test('show labels and cells as they are', () => {
    expect(fields([['\u001b[1m', '\u202e']])).toBe('\\u{1b}[1m  \\u{202e}')
    expect(table(['ID'], [['a\nb']], '')).toBe('ID\na\\u{a}b')
  })
})
