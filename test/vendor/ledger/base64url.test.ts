/** base64url of every short length and of long ones: the text that Buffer writes, and no other is read. */
import { expect, test } from 'vitest'
import { decodeBase64url, encodeBase64url } from '../../../src/vendor/ledger/base64url.ts'

/** The vectors of RFC 4648, section 10, without their padding; and the two characters that plain base64 has not. */
test.each([
  ['', ''],
  ['f', 'Zg'],
  ['fo', 'Zm8'],
  ['foo', 'Zm9v'],
  ['foob', 'Zm9vYg'],
  ['fooba', 'Zm9vYmE'],
  ['foobar', 'Zm9vYmFy'],
  ['\u00fb\u00ff', '-_8'],
])('%j is %j', (latin, text) => {
  const bytes = new Uint8Array(Buffer.from(latin, 'latin1'))
  expect(encodeBase64url(bytes)).toBe(text)
  expect(decodeBase64url(text)).toEqual(bytes)
})

test('bytes of every length, as Buffer has them, also in the midst of others', () => {
  const all = Uint8Array.from({ length: 300 }, (_, i) => (i * 151 + 7) & 255)
  for (let length = 0; length < 100; length++) {
    const bytes = all.subarray(length, 2 * length)
    const text = Buffer.from(bytes).toString('base64url')
    expect(encodeBase64url(bytes)).toBe(text)
    expect(decodeBase64url(text)).toEqual(new Uint8Array(bytes))
  }
})

test.each([
  ['padding', 'Zg=='],
  ['a character that stands for nothing alone', 'Zm9vY'],
  ['bits behind the last byte', 'Zh'],
  ['the same, two bytes', 'Zm9'],
  ['plain base64', '+/8'],
  ['a space', 'Zm9v Zm8'],
  ['a line feed at the end', 'Zm8\n'],
  ['no ASCII', 'Zm9v\u0100AAA'],
  ['beyond ASCII', 'Zm\u00e9v'],
  ['a long one with bits behind the last byte', `${'A'.repeat(101)}B`],
  ['a long one with a space', `${'A'.repeat(60)} ${'A'.repeat(60)}`],
])('not read: %s', (_what, text) => {
  expect(decodeBase64url(text)).toBeUndefined()
})
