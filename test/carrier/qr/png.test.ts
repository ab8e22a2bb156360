import { decode } from 'fast-png'
import { describe, expect, it } from 'vitest'
import { messageFromInput } from '../../../src/carrier/intake.ts'
import { symbolToPng } from '../../../src/carrier/qr/png.ts'
import { capacityBytes, drawSymbol } from '../../../src/carrier/qr/symbol.ts'
import { qrText } from '../../../src/carrier/qr/text.ts'
import { randomMessage } from '../picture/scene.ts'

describe('a symbol as PNG', () => {
  it.each([1, 22, 100, 241, 319, 644])('gives back a message of %i bytes', async length => {
    const message = randomMessage(length)
    expect(await messageFromInput(symbolToPng(drawSymbol(qrText(message))))).toEqual(message)
  })

  it.each([1, 2, 3, 7, 11, 13, 20])(
    'of version %i has one bit a pixel and 600 to 900 pixels a side',
    version => {
      const picture = decode(symbolToPng(drawSymbol(qrText(randomMessage(capacityBytes(version))))))
      expect(picture).toMatchObject({ depth: 1, channels: 1, width: picture.height })
      expect(picture.width).toBeGreaterThanOrEqual(600)
      expect(picture.width).toBeLessThanOrEqual(900)
      expect(picture.width % (17 + 4 * version + 8)).toBe(0)
    },
  )

  it('has a white border of 4 modules, whole modules, and nothing else', () => {
    const symbol = drawSymbol(qrText(randomMessage(241)))
    const { width, data } = decode(symbolToPng(symbol))
    const scale = width / (symbol.size + 8)
    const bytesPerRow = Math.ceil(width / 8)
    const wrong: string[] = []
    for (let y = 0; y < width; y++) {
      for (let x = 0; x < width; x++) {
        const light = (((data[y * bytesPerRow + (x >> 3)] as number) >> (7 - (x & 7))) & 1) === 1
        if (light === symbol.dark(Math.floor(x / scale) - 4, Math.floor(y / scale) - 4))
          wrong.push(`${x},${y}`)
      }
    }
    expect(wrong).toEqual([])
  })

  it('is small, and the same bytes each time', () => {
    const png = symbolToPng(drawSymbol(qrText(randomMessage(319))))
    expect(png.length).toBeLessThan(4096)
    expect(symbolToPng(drawSymbol(qrText(randomMessage(319))))).toEqual(png)
  })
})
