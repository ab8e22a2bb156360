import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { armorsIn, decodeArmor, encodeArmor, isArmored } from '../../src/carrier/armor.ts'
import { AirlatchError, detailOf } from '../../src/core/errors.ts'
import { runs } from '../effort.ts'

const MESSAGE = Uint8Array.from({ length: 100 }, (_, i) => (i * 37) & 255)
const TEXT = encodeArmor('license', MESSAGE)

function problemOf(text: string): string {
  try {
    decodeArmor(text)
  } catch (error) {
    if (!(error instanceof AirlatchError)) throw error
    expect(error.code).toBe('armor-malformed')
    return detailOf(error.details, 'problem') as string
  }
  throw new Error('nothing was refused')
}

test('what is armored is read again', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 300 }),
      fc.constantFrom('license', 'request', 'clock-reset'),
      (bytes, label) => {
        const text = encodeArmor(label, bytes)
        expect(isArmored(text)).toBe(true)
        expect(decodeArmor(text)).toEqual(bytes)
        expect(text.split('\n').every(line => line.length <= 64)).toBe(true)
        expect(text).toMatch(/^[\x20-\x7e\n]*\n$/)
      },
    ),
  )
})

describe('DY-13: passes what mail and editors do to text', () => {
  test.each<[string, (text: string) => string]>([
    ['CRLF', text => text.replaceAll('\n', '\r\n')],
    ['old Mac line ends', text => text.replaceAll('\n', '\r')],
    ['no line end at the end', text => text.trimEnd()],
    ['quoted', text => text.replace(/^/gm, '> ')],
    ['quoted twice', text => text.replace(/^/gm, '>> ').replace(/^/gm, '> ')],
    ['quoted with bars', text => text.replace(/^/gm, '| ')],
    ['indented by spaces', text => text.replace(/^/gm, '    ')],
    ['indented by tabs', text => text.replace(/^/gm, '\t')],
    ['spaces at the ends of lines', text => text.replace(/$/gm, '  ')],
    ['empty lines between', text => text.replaceAll('\n', '\n\n')],
    [
      'lines broken elsewhere',
      text => text.replace(/^([A-Za-z0-9+/=]+)$/gm, line => line.replace(/(.{10})/g, '$1\n')),
    ],
    ['text around it', text => `Hello,\n\nhere:\n\n${text}\nBest regards\n-- \nA. Person`],
    ['blanks for line ends', text => text.replaceAll('\n', ' ')],
    ['no line ends at all', text => text.replace(/\n/g, '')],
    ['line ends as a program writes them', text => JSON.stringify(text)],
    ['line ends as a program writes them, twice', text => JSON.stringify(JSON.stringify(text))],
    [
      'signs as .NET writes them',
      text => JSON.stringify(text.replaceAll('+', '\u0001')).replaceAll('\\u0001', '\\u002B'),
    ],
    ['signs as PHP writes them', text => JSON.stringify(text).replaceAll('/', '\\/')],
    ['quoted with initials', text => text.replace(/^/gm, 'ab> ')],
    ['quoted, and joined', text => text.replace(/^/gm, '> ').replaceAll('\n', ' ')],
    ['long dashes', text => text.replaceAll('-----', '\u2014\u2013-')],
    ['dashes escaped by OpenPGP', text => text.replace(/^-/gm, '- -')],
    ['one long dash', text => text.replaceAll('-----', '\u2014')],
    ['a dash less', text => text.replaceAll('-----', '----')],
    ['no-break spaces', text => text.replaceAll(' ', '\u00a0').replace(/^/gm, '\u00a0')],
    ['characters that nobody sees', text => `\ufeff${text.replaceAll('A', '\u200bA\u00ad')}`],
    ['a signature in front that looks like it', text => `-----BEGIN PGP SIGNED MESSAGE-----\n\n${text}`],
  ])('%s', (_name, change) => {
    expect(decodeArmor(change(TEXT))).toEqual(MESSAGE)
  })
})

describe('refused', () => {
  test.each<[string, (text: string) => string, string]>([
    ['cut off behind the BEGIN line', text => text.split('\n').slice(0, 1).join('\n'), 'no-end'],
    ['cut off in the middle', text => text.slice(0, 80), 'no-end'],
    ['cut off in the END line', text => text.trimEnd().slice(0, -9), 'no-end'],
    ['the END line in front', text => text.trimEnd().split('\n').toReversed().join('\n'), 'no-begin'],
    ['no check', text => text.replace(/\n=....\n/, '\n'), 'changed'],
    ['another check', text => text.replace(/\n=....\n/, '\n=AAAA\n'), 'changed'],
    ['lines in another order', text => text.replace(/\n(.+)\n(.+)\n/, '\n$2\n$1\n'), 'changed'],
    [
      'the END line of another label',
      text => text.replace('END AIRLATCH LICENSE', 'END AIRLATCH KIT'),
      'changed',
    ],
    ['no BEGIN line', text => text.slice(text.indexOf('\n')), 'no-begin'],
    ['a BEGIN line without its end', text => text.slice(0, 25), 'no-begin'],
    ['a character lost', text => text.replace(/\n(.)/, '\n'), 'changed'],
    ['a character of another alphabet', text => text.replace(/\n./, '\n-'), 'changed'],
    ['a word between', text => text.replace(/\n(?=-----END)/, '\nhello world\n'), 'changed'],
    ['padding in the middle', text => text.replace(/\n.{4}/, '\nAA=='), 'changed'],
    ['padding lost', text => text.replace(/=+\n=/, '\n='), 'changed'],
    ['a headers block, as PGP has it', text => text.replace('\n', '\nVersion: 1\n\n'), 'changed'],
  ])('%s', (_name, change, problem) => {
    expect(change(TEXT)).not.toBe(TEXT)
    expect(problemOf(change(TEXT))).toContain(problem)
  })

  test('every loose bit in the last character', () => {
    // one byte is two characters, the second of which has four bits to spare
    const good = encodeArmor('license', Uint8Array.of(0))
    expect(good).toContain('AA==')
    for (const loose of ['AB==', 'AC==', 'AE==', 'AI==', 'AP=='])
      expect(problemOf(good.replace('AA==', loose))).toContain('changed')
  })
})

test('the check is that of RFC 9580 section 6.1', () => {
  // the check value of CRC-24/OPENPGP, 21cf02
  expect(encodeArmor('kit', new TextEncoder().encode('123456789'))).toContain('\n=Ic8C\n')
})

test('DY-13: one changed letter is the same error wherever it is', () => {
  for (let at = 0; at < TEXT.length - 1; at++)
    for (const letter of ['x', '9', '-', '~']) {
      const text = TEXT.slice(0, at) + letter + TEXT.slice(at + 1)
      if (text === TEXT) continue
      try {
        // a dash more or less in front or at the end says nothing of the message
        expect(decodeArmor(text)).toEqual(MESSAGE)
      } catch (error) {
        expect(error).toMatchObject({ code: 'armor-malformed', details: { problem: 'changed' } })
      }
    }
})

test('several in one text are found, each with its line', () => {
  const other = encodeArmor('request', MESSAGE.slice(1))
  const found = armorsIn(
    `Hello\r\n${TEXT.replaceAll('\n', '\r\n')}\r\n${other.replace(/\n(.)(.)/, '\n$2$1')}\n> ${other}`,
  )
  expect(found).toEqual([
    { line: 2, message: MESSAGE },
    { line: 9, error: expect.objectContaining({ code: 'armor-malformed' }) },
    { line: 16, message: MESSAGE.slice(1) },
  ])
})

test('changed text is refused with a code, or gives the bytes that it says', () => {
  fc.assert(
    fc.property(fc.nat(TEXT.length - 1), fc.string({ maxLength: 3 }), (at, put) => {
      try {
        decodeArmor(TEXT.slice(0, at) + put + TEXT.slice(at + 1))
      } catch (error) {
        expect(error).toBeInstanceOf(AirlatchError)
      }
    }),
    { numRuns: runs(500) },
  )
})
