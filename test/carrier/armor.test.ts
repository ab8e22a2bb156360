import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeArmor, encodeArmor, isArmored } from '../../src/carrier/armor.ts'
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

describe('passes what mail and editors do to text', () => {
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
    ['a signature in front that looks like it', text => `-----BEGIN PGP SIGNED MESSAGE-----\n\n${text}`],
  ])('%s', (_name, change) => {
    expect(decodeArmor(change(TEXT))).toEqual(MESSAGE)
  })
})

describe('refused', () => {
  test.each<[string, (text: string) => string, string]>([
    ['cut off behind the BEGIN line', text => text.split('\n').slice(0, 1).join('\n'), 'no-end'],
    ['cut off in the middle', text => text.slice(0, 80), 'no-end'],
    ['cut off in the END line', text => text.trimEnd().slice(0, -1), 'no-end'],
    ['the END line in front', text => text.trimEnd().split('\n').toReversed().join('\n'), 'no-end'],
    [
      'the END line of another label',
      text => text.replace('END AIRLATCH LICENSE', 'END AIRLATCH KIT'),
      'no-end',
    ],
    ['a broken BEGIN line', text => text.replace('-----BEGIN', '----BEGIN'), 'no-begin'],
    ['a BEGIN line that runs on', text => text.replace('-----\n', '-----'), 'no-begin'],
    ['two messages', text => text + text, 'several-messages'],
    ['two messages of different kinds', text => text + encodeArmor('request', MESSAGE), 'several-messages'],
    ['a character lost', text => text.replace(/\n(.)/, '\n'), 'lost-character'],
    ['a character of another alphabet', text => text.replace(/\n./, '\n-'), 'lost-character'],
    ['a word between', text => text.replace(/\n(?=-----END)/, '\nhello world\n'), 'lost-character'],
    ['padding in the middle', text => text.replace(/\n.{4}/, '\nAA=='), 'lost-character'],
    ['padding lost', text => text.replace(/=+\n/, '\n'), 'lost-character'],
    ['a headers block, as PGP has it', text => text.replace('\n', '\nVersion: 1\n\n'), 'lost-character'],
  ])('%s', (_name, change, problem) => {
    expect(change(TEXT)).not.toBe(TEXT)
    expect(problemOf(change(TEXT))).toContain(problem)
  })

  test('every loose bit in the last character', () => {
    // one byte is two characters, the second of which has four bits to spare
    const good = encodeArmor('license', Uint8Array.of(0))
    expect(good).toContain('AA==')
    for (const loose of ['AB==', 'AC==', 'AE==', 'AI==', 'AP=='])
      expect(problemOf(good.replace('AA==', loose))).toContain('lost-character')
  })
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
