import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeBase32, encodeBase32 } from '../../../src/core/bytes/base32-rfc4648.ts'

const bytesOf = (text: string) => new TextEncoder().encode(text)

describe('base32 of RFC 4648', () => {
  it('writes the examples of section 10, without their padding', () => {
    const examples = ['', 'MY', 'MZXQ', 'MZXW6', 'MZXW6YQ', 'MZXW6YTB', 'MZXW6YTBOI']
    expect(
      ['', 'f', 'fo', 'foo', 'foob', 'fooba', 'foobar'].map(text => encodeBase32(bytesOf(text))),
    ).toEqual(examples)
  })

  it('reads what it wrote, in either case', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), bytes => {
        const text = encodeBase32(bytes)
        expect(decodeBase32(text)).toEqual(bytes)
        expect(decodeBase32(text.toLowerCase())).toEqual(bytes)
      }),
    )
  })

  it('takes no other text for the same bytes', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z2-7]{0,40}$/), text => {
        const bytes = decodeBase32(text)
        if (bytes !== undefined) expect(encodeBase32(bytes)).toBe(text.toUpperCase())
      }),
    )
  })

  it.each(['M', 'MZX', 'MZXW6Y', 'MZ', 'MY======', '0Y', 'M Y', 'MÝ', 'ſZXW6'])('refuses %j', text => {
    expect(decodeBase32(text)).toBeUndefined()
  })
})
