import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeHex, encodeHex } from '../../../src/core/bytes/hex.ts'

test('bytes are two digits each, lower case', () => {
  expect(encodeHex(Uint8Array.of(0, 10, 255))).toBe('000aff')
  expect(encodeHex(new Uint8Array())).toBe('')
})

test('what is encoded decodes to the same bytes, in either case', () => {
  fc.assert(
    fc.property(fc.uint8Array(), bytes => {
      expect(decodeHex(encodeHex(bytes))).toEqual(bytes)
      expect(decodeHex(encodeHex(bytes).toUpperCase())).toEqual(bytes)
    }),
  )
})

test.each(['0', '000', '0g', '0x00', ' 00', '00 ', '00\n', '٠٠'])('%j is no hexadecimal', text => {
  expect(decodeHex(text)).toBeUndefined()
})
