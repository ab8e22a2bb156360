import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  isLink,
  linkOf,
  MOST_LINK_BYTES,
  messageFromLink,
  messageFromLinkPath,
} from '../../src/carrier/link.ts'
import { drawSymbol } from '../../src/carrier/qr/symbol.ts'
import { AirlatchError } from '../../src/core/errors.ts'

const HOST = 'https://activate.example.com'

/** As every message begins. */
function messageOf(rest: Uint8Array): Uint8Array {
  return Uint8Array.of(0xd2, 0x84, ...rest)
}

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
      fc.property(fc.uint8Array({ maxLength: 300 }), rest => {
        const message = messageOf(rest)
        for (const address of [HOST, 'http://127.0.0.1:8080']) {
          const link = linkOf(address, message)
          for (const text of [link, link.toLowerCase(), `${link}\r\n`]) {
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
    'HTTPS://EXAMPLE.COM/A/',
    'HTTPS://EXAMPLE.COM/B/2KCA',
    'FTP://EXAMPLE.COM/A/2KCA',
    'HTTPS://USER@EXAMPLE.COM/A/2KCA',
    'https://example.com/a/2KCA?next=1',
    'https://example.com/a/2KCA#x',
    'https://example.com/a/2KCA\nb',
    'https://example.com/a/b/2KCA',
  ])('is not %j', text => {
    expect(isLink(text)).toBe(false)
    expect(codeOf(() => messageFromLink(text))).toBe('input-not-recognised')
  })

  it.each(['MENU', '2KG', 'AAAA', '2kd'])('is not the link of somebody else whose path is /a/%s', path => {
    expect(isLink(`https://example.com/a/${path}`)).toBe(false)
  })

  it('with a space inside is damaged: it is still a link of ours', () => {
    expect(isLink('https://example.com/a/2KCA b')).toBe(true)
    expect(codeOf(() => messageFromLink('https://example.com/a/2KCA b'))).toBe('link-malformed')
  })

  it('that lost its end is damaged, not another message', () => {
    const link = linkOf(HOST, messageOf(new Uint8Array(200)))
    expect(codeOf(() => messageFromLink(`${link.slice(0, -2)}1`))).toBe('link-malformed')
  })

  it.each(['', 'M', '0Y', 'MZ', 'M=', 'A'.repeat(1640)])('with %j behind it is damaged', symbols => {
    expect(codeOf(() => messageFromLinkPath(symbols))).toBe('link-malformed')
  })

  it('is made of no message that it would not be read from', () => {
    const most = messageOf(new Uint8Array(MOST_LINK_BYTES - 2))
    expect(messageFromLink(linkOf(HOST, most))).toEqual(most)
    expect(codeOf(() => linkOf(HOST, new Uint8Array(MOST_LINK_BYTES + 1)))).toBe('message-too-large-for-qr')
  })
})
