import { describe, expect, test } from 'vitest'
import { checkField } from '../../../src/core/terms/fields.ts'
import { requireName, requireText, requireWhole } from '../../../src/vendor/catalog/limits.ts'

const invalid = expect.objectContaining({ code: 'invalid-value' })

describe('limits', () => {
  test('whole numbers', () => {
    expect(requireWhole('n', 1, 1, 3)).toBe(1)
    expect(requireWhole('n', 3, 1, 3)).toBe(3)
    for (const bad of [0, 4, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])
      expect(() => requireWhole('n', bad, 1, 3)).toThrow(invalid)
  })

  test('names: 1 to 64 bytes, nothing around them, no control characters', () => {
    for (const good of ['a', 'Scope Pro', 'Überprüfung 漢字', 'x'.repeat(64)])
      expect(requireName('n', good)).toBe(good)
    for (const bad of ['', ' a', 'a ', 'a\nb', '\u001b[1m', 'x'.repeat(65), 'ü'.repeat(33), '\ud800'])
      expect(() => requireName('n', bad)).toThrow(invalid)
  })

  test('QC-15: e-mail addresses', () => {
    for (const good of ['a@b', 'first.last+tag@sub.example.com']) checkField('email', good)
    for (const bad of ['', 'a', '@', 'a@', '@b', 'a@b@c', 'a b@c', 'a@b\n', `${'x'.repeat(253)}@b`])
      expect(() => checkField('email', bad)).toThrow(invalid)
  })

  test('QC-32: text by its bytes, and never half a character', () => {
    expect(requireText('t', 'ü'.repeat(5), 10)).toBe('ü'.repeat(5))
    expect(() => requireText('t', 'ü'.repeat(5), 9)).toThrow(invalid)
    expect(() => requireText('t', '\ud83d', 9)).toThrow(invalid)
  })
})
