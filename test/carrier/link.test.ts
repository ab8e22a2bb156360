import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  isLink,
  linkOf,
  MOST_LINK_BYTES,
  messageFromLink,
  messageFromLinkPath,
  parsePageAddress,
} from '../../src/carrier/link.ts'
import { drawSymbol } from '../../src/carrier/qr/symbol.ts'
import { AirlatchError } from '../../src/errors.ts'

const HOST = 'https://activate.example.com'

function codeOf(work: () => unknown): string {
  try {
    work()
  } catch (error) {
    if (error instanceof AirlatchError) return error.code
  }
  return 'no error'
}

describe('a message as a link', () => {
  it('stays in the alphanumeric mode of a QR symbol, and a usual request in version 13', () => {
    const link = linkOf(HOST, new Uint8Array(245).fill(0xa5))
    expect(link).toMatch(/^HTTPS:\/\/ACTIVATE\.EXAMPLE\.COM\/A\/[A-Z2-7]+$/)
    expect(link).toMatch(/^[0-9A-Z $%*+\-./:]+$/)
    expect(drawSymbol(link).version).toBe(13)
  })

  it('is read again, however it is spelled, whoever serves it', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 300 }), message => {
        for (const address of [HOST, 'http://127.0.0.1:8080']) {
          const link = linkOf(address, message)
          for (const text of [link, link.toLowerCase()]) {
            expect(isLink(text)).toBe(true)
            expect(messageFromLink(text)).toEqual(message)
          }
        }
      }),
    )
  })

  it.each([
    'AL1:ABC',
    'HTTPS://EXAMPLE.COM/',
    'HTTPS://EXAMPLE.COM/B/MY',
    'FTP://EXAMPLE.COM/A/MY',
    'HTTPS://USER@EXAMPLE.COM/A/MY',
    'https://example.com/a/MY?next=1',
    'https://example.com/a/MY#x',
    'https://example.com/a/b/MY',
  ])('is not %j', text => {
    expect(isLink(text)).toBe(false)
    expect(codeOf(() => messageFromLink(text))).toBe('input-not-recognised')
  })

  it.each(['', 'M', '0Y', 'MZ', 'M=', 'A'.repeat(1640)])('with %j behind it is damaged', symbols => {
    expect(codeOf(() => messageFromLinkPath(symbols))).toBe('link-malformed')
  })

  it('is made of no message that it would not be read from', () => {
    const most = new Uint8Array(MOST_LINK_BYTES)
    expect(messageFromLink(linkOf(HOST, most))).toEqual(most)
    expect(codeOf(() => linkOf(HOST, new Uint8Array(MOST_LINK_BYTES + 1)))).toBe('message-too-large-for-qr')
  })
})

describe('the address of a page', () => {
  it.each([
    ['HTTPS://Activate.Example.COM/', 'https://activate.example.com'],
    ['https://a.b-c.example:8443', 'https://a.b-c.example:8443'],
    ['http://127.0.0.1:1', 'http://127.0.0.1:1'],
  ])('%s is %s', (text, address) => {
    expect(parsePageAddress('address', text)).toBe(address)
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
  ])('%s is none', text => {
    expect(codeOf(() => parsePageAddress('address', text))).toBe('invalid-value')
  })
})
