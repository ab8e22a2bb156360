import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { visible } from '../../src/words/visible.ts'

// Thousands of texts, and the machine may have other things to do.
vi.setConfig({ testTimeout: 120_000 })

const ENGLAND = '\u{1f3f4}\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}'

const HONEST: readonly (readonly [what: string, text: string])[] = [
  ['German, Chinese, Hebrew', 'Überprüfung 漢字 עברית'],
  ['Persian', 'شرکت می\u200cخواهم نرم\u200cافزار'],
  ['Hindi', 'क्\u200dष और क्\u200cष'],
  ['Bengali', 'র\u200d্যাব'],
  ['Sinhala', 'ශ්\u200dරී ලංකා'],
  ['Malayalam with a chillu at its end', 'അവന്\u200d'],
  ['a family', '👨\u200d👩\u200d👧\u200d👦'],
  ['a flag of several characters', '🏳\ufe0f\u200d🌈'],
  ['a profession with a skin colour', '👩🏽\u200d⚕\ufe0f'],
  ['a telephone as a picture, and as text', '☎\ufe0f ☎\ufe0e'],
  ['a keycap', '1\ufe0f\u20e3'],
  ['the flag of England', ENGLAND],
  ['a path of Windows', 'C:\\users\\u{x}\\new'],
  ['Braille with a space', '⠓⠊\u2800⠓⠊'],
]

/** What nothing on a screen shows, however it came about. */
const NEVER = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u
const SOMETIMES = /\u200c|\u200d|\ufe0e|\ufe0f/gu

/** Texts out of what is escaped, what is kept in its place, and what could be taken for an escape. */
const nasty = fc.string({
  unit: fc.oneof(
    fc.constantFrom(...HONEST.map(([, text]) => text)),
    fc.constantFrom(
      '\u200c',
      '\u200d',
      '\ufe0f',
      '\ufe0e',
      '\u{e0067}',
      '\u{e007f}',
      '\u2800',
      '\u00a0',
      ' ',
    ),
    fc.constantFrom(
      '\\',
      'u',
      '{',
      '}',
      '\\u{',
      '202e',
      '\\u{202e}',
      '\\u{5c}',
      'ا',
      'क',
      '्',
      '👩',
      '🏽',
      '1',
    ),
    fc.constantFrom(
      '\u001b',
      '\n',
      '\u202e',
      '\ufeff',
      '\u034f',
      '\u3164',
      '\u180b',
      '\u2065',
      '\ufff0',
      '\ud800',
    ),
    fc.integer({ min: 0, max: 0x10ffff }).map(code => String.fromCodePoint(code)),
  ),
})

describe('visible', () => {
  test.each(HONEST)('leaves an honest text alone: %s', (_, text) => {
    expect(visible(text)).toBe(text)
  })

  test.each([
    ['a\u001b[31mb\u202ec\n', 'a\\u{1b}[31mb\\u{202e}c\\u{a}'],
    ['half \ud83d', 'half \\u{d83d}'],
    // joiners and selectors out of their place
    ['a\u200db', 'a\\u{200d}b'],
    ['می\u200c', 'می\\u{200c}'],
    ['می\u200c\u200cخ', 'می\\u{200c}\\u{200c}خ'],
    ['👩\u200d', '👩\\u{200d}'],
    ['a\ufe0f', 'a\\u{fe0f}'],
    ['\u180b\u200cक', '\\u{180b}\\u{200c}क'],
    ['☎\ufe0f\ufe0f', '☎\ufe0f\\u{fe0f}'],
    // selectors that can carry data, fillers, what is not assigned yet
    ['葛\u{e0100}', '葛\\u{e0100}'],
    ['\u{1f3f4}\u{e0061}', '\u{1f3f4}\\u{e0061}'],
    ['\u17b4\u180b\u2065\ufff0', '\\u{17b4}\\u{180b}\\u{2065}\\u{fff0}'],
    // nothing but blanks
    ['\u2800', '\\u{2800}'],
    [' \u00a0', ' \\u{a0}'],
    ['got "\u2800"', 'got "\\u{2800}"'],
    // what somebody typed is not what was escaped
    ['\\u{202e}', '\\u{5c}u{202e}'],
    ['\\\\u{202e}', '\\\\u{5c}u{202e}'],
    ['\\u{5c}u{202e}', '\\u{5c}u{5c}u{202e}'],
  ])('%j is shown as %s', (text, shown) => {
    expect(visible(text)).toBe(shown)
  })

  test('escapes every code point that a screen does not show, wherever it stands alone', () => {
    for (let code = 0; code <= 0x10ffff; code++) {
      const character = String.fromCodePoint(code)
      if (NEVER.test(character)) expect(visible(`a${character}b`)).toBe(`a\\u{${code.toString(16)}}b`)
    }
  })

  test('leaves nothing that is not seen, but joiners and selectors one at a time and behind something', () => {
    fc.assert(
      fc.property(nasty, text => {
        const shown = visible(text)
        const bare = shown.replaceAll(ENGLAND, '').replace(SOMETIMES, '')
        expect(bare).not.toMatch(NEVER)
        expect(shown).not.toMatch(/(?:^|[ -"$-)+-/:-~])(?:\u200c|\u200d|\ufe0e|\ufe0f)/u)
        expect(shown).not.toMatch(/(?:\u200c|\u200d){2}|(?:\ufe0e|\ufe0f){2}/u)
      }),
      { numRuns: 2000 },
    )
  })

  test('shows no two texts alike: what was escaped can be read back', () => {
    const readBack = (shown: string): string =>
      shown.replace(/\\u\{([0-9a-f]+)\}/g, (_, code: string) =>
        String.fromCodePoint(Number.parseInt(code, 16)),
      )
    fc.assert(
      fc.property(nasty, text => {
        expect(readBack(visible(text))).toBe(text)
      }),
      { numRuns: 2000 },
    )
  })
})
