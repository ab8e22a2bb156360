import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isQrText, messageFromQrText, qrText } from '../../../src/carrier/qr/text.ts'

describe('the text of a QR symbol', () => {
  it('is the prefix and Base45, as RFC 9285 section 4.3 writes its example', () => {
    expect(qrText(new TextEncoder().encode('Hello!!'))).toBe('AL1:%69 VD92EX0')
  })

  it('gives back every message', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 700 }), message => {
        expect(messageFromQrText(qrText(message))).toEqual(message)
      }),
    )
  })

  it('has no character that leaves alphanumeric mode', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), message => {
        expect(qrText(message)).toMatch(/^[0-9A-Z $%*+\-./:]+$/)
      }),
    )
  })

  it('never ends with a space, so that trimming a pasted text does no harm', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 40 }), message => {
        const text = qrText(message)
        expect(text.trim()).toBe(text)
      }),
    )
  })

  it.each(['\r\n', ' ', ' \t\n\n'])('may be followed by %j, as scanner and mail programs add it', end => {
    expect(messageFromQrText(`AL1:BB8${end}`)).toEqual(new TextEncoder().encode('AB'))
  })

  it('is known by its prefix alone', () => {
    expect(isQrText('AL1:')).toBe(true)
    expect(isQrText('al1:BB8')).toBe(false)
    expect(isQrText('HC1:BB8')).toBe(false)
    expect(isQrText('')).toBe(false)
  })

  it('is refused without the prefix, and with a damaged body', () => {
    expect(() => messageFromQrText('HC1:BB8')).toThrow(
      expect.objectContaining({ code: 'input-not-recognised' }),
    )
    expect(() => messageFromQrText('AL1:BB8\u00a0')).toThrow(
      expect.objectContaining({ code: 'base45-malformed' }),
    )
    expect(() => messageFromQrText('AL1:bb8')).toThrow(expect.objectContaining({ code: 'base45-malformed' }))
    expect(() => messageFromQrText('AL1: BB8')).toThrow(expect.objectContaining({ code: 'base45-malformed' }))
  })
})
