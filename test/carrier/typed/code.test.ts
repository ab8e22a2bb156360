/** Whole typed codes: what is read again, in whatever spelling, and what is said of every mistake. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkLine, groupsOfLine, MOST_TEXT } from '../../../src/carrier/typed/code.ts'
import { licenseCodeText, readLicenseCode } from '../../../src/carrier/typed/license-code.ts'
import { looksLikeLicenseCode, looksLikeRequestCode } from '../../../src/carrier/typed/recognise.ts'
import { readRequestCode, requestCodeText } from '../../../src/carrier/typed/request-code.ts'
import { encodeGroups } from '../../../src/core/bytes/base32.ts'
import type { AirlatchError, ErrorDetails } from '../../../src/core/errors.ts'
import { processorMs } from '../../world/processor-time.ts'

const requestBytes = fc.uint8Array({ minLength: 18, maxLength: 18 }).map(bytes => {
  bytes[17] = (bytes[17] as number) & 0xf0
  return bytes
})
/** Of each length, with what says the length in front; `more`: groups of the last line beyond two. */
const licenseBytes = fc.nat({ max: 4 }).chain(more => {
  const length = Math.ceil((600 + 25 * more) / 8)
  return fc.uint8Array({ minLength: length, maxLength: length }).map(bytes => lengthened(bytes, more))
})

function lengthened(bytes: Uint8Array, more: number): Uint8Array {
  const first = bytes[0] as number
  const free = bytes.length * 8 - (600 + 25 * more)
  const last = ((bytes.at(-1) as number) >> free) << free
  return bytes.with(0, more === 0 ? first & 127 : (first & 15) | 128 | ((more - 1) << 4)).with(-1, last)
}

const BYTES = Uint8Array.from({ length: 75 }, (_, i) => (i * 37) & 255)
const LICENSE = licenseCodeText(BYTES)
const LINES = LICENSE.split('\n')
const REQUEST = requestCodeText(BYTES.slice(0, 18).with(17, 0x50))
const KEY = encodeGroups(BYTES, 6)

/** A symbol as people write it. */
function misspelled(symbol: string, choice: number): string {
  if (choice === 0) return symbol.toLowerCase()
  if (symbol === '0' && choice < 5) return choice < 3 ? 'O' : 'o'
  if (symbol === '1' && choice < 9) return ['I', 'l', 'i', 'L'][choice % 4] as string
  if (symbol === '-' && choice < 9)
    return [' ', '', '  ', '\u2013', '\u00a0', ' - ', '\t', '\u2011'][choice - 1] as string
  return symbol
}

function refusal(work: () => unknown): ErrorDetails {
  try {
    work()
  } catch (error) {
    const { code, details } = error as AirlatchError
    expect(code).toBe('typed-code-malformed')
    return details
  }
  throw new Error('nothing was refused')
}

test('the worked example of SPEC.md section 10.3', () => {
  const bytes = Uint8Array.from({ length: 75 }, (_, i) => i)
  const request = bytes.slice(0, 18).with(17, 0x10)
  expect(requestCodeText(request)).toBe('000G4-0R40M-30E20-9185G-R38E1-W81D2')
  expect(licenseCodeText(bytes).split('\n')).toEqual([
    '000G4-0R40M-30E20-9185G-R38E1-W81GY',
    '24GK2-GAHC5-RR34D-1P70X-3RFJ0-892KP',
    '4CJ2A-9H750-MJMAS-C5MQ2-YC1H6-8SKD9',
    '8D9P6-WW3JE-HV7GY-KWFT0-85146-H2560',
    '8S3MG-JAA10',
  ])
})

describe('what is written is read again', () => {
  test('a request: 30 characters in one line', () => {
    fc.assert(
      fc.property(requestBytes, fc.infiniteStream(fc.nat(9)), (bytes, choices) => {
        const text = requestCodeText(bytes)
        expect(text).toMatch(/^[0-9A-HJKMNP-TV-Z]{5}(?:-[0-9A-HJKMNP-TV-Z]{5}){5}$/)
        expect(readRequestCode(text)).toEqual(bytes)
        const typed = [...text].map(symbol => misspelled(symbol, choices.next().value)).join('')
        expect(readRequestCode(typed)).toEqual(bytes)
        expect(looksLikeRequestCode(text)).toBe(true)
      }),
    )
  })

  test('a license: 130 to 150 characters in five lines', () => {
    fc.assert(
      fc.property(licenseBytes, fc.infiniteStream(fc.nat(9)), (bytes, choices) => {
        const text = licenseCodeText(bytes)
        const last = (bytes[0] as number) < 128 ? 2 : 3 + (((bytes[0] as number) >> 4) & 3)
        expect(text.split('\n').map(line => line.split('-').length)).toEqual([6, 6, 6, 6, last])
        expect(text.replace(/[-\n]/g, '')).toHaveLength(120 + 5 * last)
        const typed = [...text].map(symbol => misspelled(symbol, choices.next().value)).join('')
        expect(readLicenseCode(typed)).toEqual(bytes)
        expect(looksLikeLicenseCode(typed)).toBe(true)
      }),
    )
  })

  test.each([
    ['line ends of Windows', LICENSE.replaceAll('\n', '\r\n')],
    ['blank lines and spaces', `\n\n  ${LINES.join('  \n\n \n')}\n\n`],
    ['all in one line', LICENSE.replaceAll('\n', ' ')],
    ['a group a line', LICENSE.replaceAll('-', '\n')],
    ['lines broken in the middle', LICENSE.replaceAll('\n', '').replace(/(.{17})/g, '$1\n')],
    ['five lines, broken in other places', LICENSE.replaceAll(/[-\n]/g, '').replace(/(.{26})/g, '$1\n')],
  ])('a license with %s', (_how, text) => {
    expect(looksLikeLicenseCode(text)).toBe(true)
    expect(readLicenseCode(text)).toEqual(BYTES)
  })

  test('a request code broken into two lines', () => {
    expect(readRequestCode(REQUEST.replace(/-(.{11})$/, '-\r\n$1'))).toEqual(readRequestCode(REQUEST))
  })
})

describe('what is wrong is named by line and group', () => {
  test('one wrong character anywhere in a license', () => {
    fc.assert(
      fc.property(fc.nat(129), fc.integer({ min: 1, max: 31 }), (at, change) => {
        const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
        const symbols = [...LICENSE.replace(/[-\n]/g, '')]
        const wrong = alphabet[alphabet.indexOf(symbols[at] as string) ^ change] as string
        const [line, group] = [Math.floor(at / 30) + 1, (Math.floor(at / 5) % 6) + 1]
        const expected = { code: 'license', line, problem: 'check', groups: [group] }
        expect(refusal(() => readLicenseCode(symbols.with(at, wrong).join('')))).toEqual(expected)
      }),
    )
  })

  test('in a request code there is no line to name', () => {
    const wrong = `${REQUEST.slice(0, -1)}${REQUEST.endsWith('0') ? '2' : '0'}`
    expect(refusal(() => readRequestCode(wrong))).toEqual({ code: 'request', problem: 'check', groups: [6] })
  })

  test('a character that no code has, and the group that it is in', () => {
    const text = LINES.with(3, (LINES[3] as string).replace(/^(.{12})./, '$1U')).join('\n')
    expect(refusal(() => readLicenseCode(text))).toEqual({
      code: 'license',
      line: 4,
      problem: 'character',
      groups: [3],
      character: 'U',
    })
  })

  test('every two lines in the wrong order, also the short one', () => {
    for (let one = 0; one < 5; one++)
      for (let other = one + 1; other < 5; other++) {
        const text = LINES.with(one, LINES[other] as string)
          .with(other, LINES[one] as string)
          .join('\n')
        expect(refusal(() => readLicenseCode(text))).toEqual({
          code: 'license',
          line: one + 1,
          problem: 'other-line',
          found: other + 1,
        })
      }
  })

  test('a line twice in place of the next', () => {
    const text = LINES.with(2, LINES[1] as string).join('\n')
    expect(refusal(() => readLicenseCode(text))).toMatchObject({ line: 3, problem: 'other-line', found: 2 })
  })

  test('a group too short in one line, and a line that is missing', () => {
    const short = LINES.with(1, (LINES[1] as string).replace(/^(.{6})./, '$1')).join('\n')
    expect(refusal(() => readLicenseCode(short))).toMatchObject({ line: 2, problem: 'length', groups: [2] })
    expect(refusal(() => readLicenseCode(LINES.slice(0, 4).join('\n')))).toMatchObject({
      line: 5,
      problem: 'length',
      expected: 10,
      got: 0,
    })
    expect(refusal(() => readLicenseCode(LINES.slice(1).join('\n')))).toEqual({
      code: 'license',
      problem: 'length',
      expected: 130,
      got: 100,
    })
  })

  test('a last line that is longer or shorter than the first one says', () => {
    const long = licenseCodeText(lengthened(new Uint8Array(79), 1)).split('\n')
    expect(refusal(() => readLicenseCode(LINES.with(4, long[4] as string).join('\n')))).toEqual({
      ...{ code: 'license', line: 5, problem: 'length', expected: 10, got: 15 },
    })
    expect(refusal(() => readLicenseCode(long.with(4, LINES[4] as string).join('\n')))).toMatchObject({
      ...{ line: 5, problem: 'length', expected: 15, got: 10 },
    })
    expect(refusal(() => readLicenseCode(`${LICENSE} 22222`.replaceAll('\n', ' ')))).toMatchObject({
      ...{ problem: 'length', expected: 130, got: 135 },
    })
  })

  test('a code, a key or a line that belongs elsewhere says what it is', () => {
    expect(refusal(() => readRequestCode(KEY))).toEqual({ code: 'request', problem: 'activation-key' })
    expect(refusal(() => readRequestCode(LINES[0] as string))).toMatchObject({ problem: 'license-code' })
    expect(refusal(() => readRequestCode(LICENSE))).toMatchObject({ problem: 'license-code' })
    expect(refusal(() => readLicenseCode(KEY))).toEqual({ code: 'license', problem: 'activation-key' })
    expect(refusal(() => readLicenseCode(REQUEST))).toMatchObject({ problem: 'request-code' })
    expect(refusal(() => readLicenseCode(LINES.with(0, KEY).join('\n')))).toMatchObject({
      line: 1,
      problem: 'activation-key',
    })
  })
})

describe('a line at a time', () => {
  test('each is right in its place alone', () => {
    LINES.forEach((line, i) => {
      for (let number = 1; number <= 5; number++) {
        const expected = number === i + 1 ? undefined : { problem: 'other-line', found: i + 1 }
        expect(checkLine('license', number, line)).toEqual(expected)
      }
    })
    expect(checkLine('request', 1, REQUEST)).toBeUndefined()
    expect(checkLine('license', 1, REQUEST)).toEqual({ problem: 'request-code' })
    expect(checkLine('license', 1, KEY)).toEqual({ problem: 'activation-key' })
    expect([1, 2, 3, 4, 5].map(number => groupsOfLine('license', number))).toEqual([6, 6, 6, 6, 2])
  })
})

describe('hostile input', () => {
  test.each([MOST_TEXT + 1, 10_000_000])(
    'a text of %i characters is refused before it is looked at',
    length => {
      const text = 'A'.repeat(length)
      const spent = processorMs(() => {
        expect(looksLikeLicenseCode(text)).toBe(false)
        expect(looksLikeRequestCode(text)).toBe(false)
        const tooLong = { problem: 'too-long', most: MOST_TEXT, got: length }
        for (const read of [readLicenseCode, readRequestCode])
          expect(refusal(() => read(text))).toMatchObject(tooLong)
        expect(checkLine('license', 1, text)).toMatchObject({ problem: 'too-long' })
      })
      expect(spent).toBeLessThan(1000)
    },
  )

  test('any text is refused or read, never anything else', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: 'binary', maxLength: 300 }), fc.string({ maxLength: 300 })),
        text => {
          for (const read of [readLicenseCode, readRequestCode]) refusal(() => read(text))
          looksLikeLicenseCode(text)
          looksLikeRequestCode(text)
        },
      ),
    )
  })
})

describe('what looks like a code', () => {
  test.each([
    ['mistyped', LICENSE.replace(/^./, '?')],
    ['with a group too few', LICENSE.slice(6)],
    ['without its last line', LINES.slice(0, 4).join('\n')],
  ])('a license %s is told as one, so that somebody says what is wrong', (_how, text) => {
    expect(looksLikeLicenseCode(text)).toBe(true)
  })

  test('a request with a group too few, and an activation key', () => {
    expect(looksLikeRequestCode(REQUEST.slice(6))).toBe(true)
    expect(looksLikeRequestCode(KEY)).toBe(true)
  })

  test.each([
    '',
    'request.txt',
    'requests',
    'requests-of-november',
    'the customer reads the code out loud',
    '-----BEGIN AIRLATCH LICENSE-----\n0oRIp...\n-----END AIRLATCH LICENSE-----',
    'AL1:6BFOXN*TS0BI$ZD4N9:9S6RCVN5+O30K3/XIV0W23NTDE',
    `${'a'.repeat(64)}\n${'b'.repeat(64)}`,
  ])('%j looks like none', text => {
    expect(looksLikeRequestCode(text)).toBe(false)
    expect(looksLikeLicenseCode(text)).toBe(false)
  })

  test('the two kinds are not taken for each other', () => {
    expect(looksLikeRequestCode(LICENSE)).toBe(false)
    expect(looksLikeLicenseCode(REQUEST)).toBe(false)
  })
})
