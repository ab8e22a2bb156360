import { describe, expect, it } from 'vitest'
import { AirlatchError } from '../../../src/core/errors.ts'
import {
  isPageAddress,
  MOST_ADDRESS_BYTES,
  parsePageAddress,
} from '../../../src/core/message/page-address.ts'

/** The longest there is. */
const LONGEST = `https://${'a'.repeat(249)}.com:65535`

function codeOf(work: () => unknown): string {
  try {
    work()
  } catch (error) {
    if (error instanceof AirlatchError) return error.code
  }
  return 'no error'
}

describe('the address of a page', () => {
  it.each([
    ['HTTPS://Activate.Example.COM/', 'https://activate.example.com'],
    ['https://a.b-c.example:8443', 'https://a.b-c.example:8443'],
    ['http://127.0.0.1:1', 'http://127.0.0.1:1'],
    [`${LONGEST}/`, LONGEST],
  ])('%s is %s', (text, address) => {
    expect(parsePageAddress('address', text)).toBe(address)
    expect(isPageAddress(address)).toBe(true)
    expect(isPageAddress(text)).toBe(text === address)
  })

  it.each([
    'activate.example.com',
    'https://',
    'https://a_b.example',
    'https://-a.example',
    'https://a..b',
    'https://a/b',
    'https://a?b',
    'https://user@a',
    'https://[::1]',
    'https://a:0',
    'https://a:65536',
    'https://münchen.example',
    `https://${'a'.repeat(254)}`,
    'javascript://a',
    'https://a\n',
    `https://a${'.b'.repeat(200)}`,
  ])('%s is none', text => {
    expect(codeOf(() => parsePageAddress('address', text))).toBe('invalid-value')
    expect(isPageAddress(text)).toBe(false)
  })

  it('is a text, and no longer than a kit carries', () => {
    for (const value of [undefined, 7, ['https://a'], new Uint8Array(9)])
      expect(isPageAddress(value)).toBe(false)
    expect(LONGEST.length).toBeLessThanOrEqual(MOST_ADDRESS_BYTES)
  })
})
