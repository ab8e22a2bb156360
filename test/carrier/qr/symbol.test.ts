import { describe, expect, it } from 'vitest'
import { capacityBytes, drawSymbol } from '../../../src/carrier/qr/symbol.ts'
import { qrText } from '../../../src/carrier/qr/text.ts'
import { MAX_VERSION } from '../../../src/carrier/qr/versions.ts'
import { AirlatchError } from '../../../src/core/errors.ts'
import { explain } from '../../../src/words/explain.ts'
import { randomMessage } from '../picture/scene.ts'

const VERSIONS = Array.from({ length: MAX_VERSION }, (_, i) => i + 1)

describe('a QR symbol', () => {
  it.each([
    [10, 204],
    [11, 241],
    [13, 319],
    [15, 397],
    [20, 644],
  ])('of version %i holds %i bytes, as the documents promise', (version, bytes) => {
    expect(capacityBytes(version)).toBe(bytes)
  })

  it.each(VERSIONS)(
    'of version %i is drawn for its last byte, and the next byte takes a larger one',
    version => {
      const bytes = capacityBytes(version)
      const symbol = drawSymbol(qrText(randomMessage(bytes)))
      expect(symbol.version).toBe(version)
      expect(symbol.size).toBe(17 + 4 * version)
      const next = qrText(randomMessage(bytes + 1))
      if (version < MAX_VERSION) expect(drawSymbol(next).version).toBe(version + 1)
      else expect(() => drawSymbol(next)).toThrow(AirlatchError)
    },
  )

  it('holds nothing in a version that there is not', () => {
    expect([0, -1, 21, 1.5, Number.NaN].map(capacityBytes)).toEqual([0, 0, 0, 0, 0])
  })

  it('is refused for a larger message, with the figures and with what to do', () => {
    let refusal: AirlatchError | undefined
    try {
      drawSymbol(qrText(randomMessage(2000)))
    } catch (error) {
      refusal = error as AirlatchError
    }
    expect(refusal?.code).toBe('message-too-large-for-qr')
    expect(refusal?.details).toEqual({ bytes: 2000, limitBytes: 644 })
    const { message, hint } = explain('message-too-large-for-qr', { bytes: 2000, limitBytes: 644 })
    expect(message).toContain('644')
    expect(hint).toContain('-o FILE')
    expect(hint).toContain('user data')
  })

  it('is the same symbol for the same text', () => {
    const modules = (): string => {
      const symbol = drawSymbol(qrText(randomMessage(241)))
      let text = ''
      for (let y = 0; y < symbol.size; y++)
        for (let x = 0; x < symbol.size; x++) text += symbol.dark(x, y) ? '#' : '.'
      return text
    }
    expect(modules()).toBe(modules())
  })

  it('is at level M, says its format information (ISO/IEC 18004 table 12)', () => {
    const symbol = drawSymbol(qrText(randomMessage(20)))
    // The two bits of the level stand first, in row 8, masked with 10.
    const level = [symbol.dark(0, 8), symbol.dark(1, 8)].map((dark, i) => dark !== (i === 0))
    expect(level).toEqual([false, false])
  })

  it('is light outside of itself', () => {
    const symbol = drawSymbol('AL1:')
    expect([symbol.dark(-1, 0), symbol.dark(0, -1), symbol.dark(21, 0), symbol.dark(0, 21)]).not.toContain(
      true,
    )
    expect(symbol.dark(0, 0)).toBe(true)
  })
})
