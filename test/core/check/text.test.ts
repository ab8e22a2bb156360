import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { AirlatchError } from '../../../src/core/errors.ts'
import type { FeatureType } from '../../../src/core/terms/entitlement.ts'
import { type FeatureSetting, refuseFeature } from '../../../src/core/terms/features.ts'
import { requireFittingText, type TextRule, textProblem } from '../../../src/core/terms/text.ts'
import { explain } from '../../../src/words/explain.ts'

// The machine may have other things to do.
vi.setConfig({ testTimeout: 120_000 })

const NAME: TextRule = { kind: 'name', mostBytes: 8 }
const TEXT: TextRule = { kind: 'text', mostBytes: 8, mayBeEmpty: true }

test('a feature of text says which limit it exceeds, a feature of another type what it takes', () => {
  const refused = (type: FeatureType, value: FeatureSetting): unknown =>
    thrownBy(() => refuseFeature('feature note', type, value)).details
  expect(refused('text', '')).toMatchObject({ limit: 'empty' })
  expect(refused('text', 'x'.repeat(300))).toMatchObject({ limit: 'bytes', got: 300 })
  expect(refused('integer', 'x')).toMatchObject({
    expected: { is: 'feature-value', type: 'integer' },
    got: 'x',
  })
})

describe('a text that is refused names the limit that it exceeds', () => {
  test.each<[string, TextRule, object, string]>([
    ['', NAME, { limit: 'empty', got: '' }, 'field: expected at least one character, got ""'],
    ['x'.repeat(9), TEXT, { limit: 'bytes', got: 9 }, 'field: expected at most 8 bytes, got 9 bytes'],
    ['ü'.repeat(5), TEXT, { limit: 'bytes', got: 10 }, 'field: expected at most 8 bytes, got 10 bytes'],
    [
      'xxx',
      { kind: 'line', mostCharacters: 2 },
      { limit: 'characters', got: 3 },
      'field: expected at most 2 characters, got 3 characters',
    ],
    [
      '\ufeffhello',
      TEXT,
      { limit: 'character', character: 'U+FEFF', at: 1 },
      'field: expected text without a byte order mark in front, got U+FEFF as character 1',
    ],
    [
      '👍a\ud800',
      TEXT,
      { limit: 'character', character: 'U+D800', at: 3 },
      'field: expected whole characters, got U+D800 as character 3',
    ],
    [
      'a\u001bb',
      NAME,
      { limit: 'character', character: 'U+001B', at: 2 },
      'field: expected one line of text without control characters, got U+001B as character 2',
    ],
    ['a ', NAME, { limit: 'space', got: 'a ' }, 'field: expected no space before or after it, got "a "'],
  ])('%j', (text, rule, details, message) => {
    expect(textProblem(text, rule)).toMatchObject(details)
    const error = thrownBy(() => requireFittingText('field', text, rule))
    expect(error).toMatchObject({ code: 'invalid-value', kind: 'usage', details })
    expect(explain(error.code, error.details).message).toBe(message)
  })

  test.each(['\u200b', '\u3164', '\u2800', '\u00a0 ', '\u00ad', '\u{e0100}', '\u115f\u1160', '\u2060'])(
    'a name of nothing that can be seen: %j',
    text => {
      for (const kind of ['name', 'line'] as const)
        expect(textProblem(text, { kind, mostBytes: 100 })?.limit).toBe('blank')
      expect(textProblem(text, { kind: 'text', mostBytes: 100 })).toBeUndefined()
    },
  )

  test('honest names may stand', () => {
    for (const name of ['a', 'Scope Pro', 'Überprüfung 漢字', 'می\u200cخواهم', '👨\u200d👩\u200d👧'])
      expect(requireFittingText('field', name, { kind: 'name', mostBytes: 64 })).toBe(name)
    expect(requireFittingText('field', '', TEXT)).toBe('')
    expect(requireFittingText('field', 'a\n\tb', TEXT)).toBe('a\n\tb')
  })

  test('what fits is never refused for its size, and what does not fit never stands', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 16 }),
        fc.integer({ min: 1, max: 12 }),
        (text, mostBytes) => {
          const problem = textProblem(text, { ...TEXT, mostBytes })
          const bytes = Buffer.byteLength(text)
          if (problem === undefined) expect(bytes).toBeLessThanOrEqual(mostBytes)
          if (problem?.limit === 'bytes') expect(problem.got).toBe(bytes)
          if (problem?.limit === 'bytes') expect(bytes).toBeGreaterThan(mostBytes)
        },
      ),
    )
  })
})

function thrownBy(work: () => unknown): AirlatchError {
  try {
    work()
  } catch (error) {
    if (error instanceof AirlatchError) return error
  }
  throw new Error('expected an error')
}
