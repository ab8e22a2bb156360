import { describe, expect, it } from 'vitest'
import type { GrayPicture } from '../../../src/carrier/picture/gray.ts'
import { enlarge, evenlyLit, looksAt } from '../../../src/carrier/picture/looks.ts'
import { readPicture } from '../../../src/carrier/picture/read.ts'
import { drawSymbol } from '../../../src/carrier/qr/symbol.ts'
import { qrText } from '../../../src/carrier/qr/text.ts'
import { pngOfGray } from './files.ts'
import { paint, picturedSymbol, randomFrom, randomMessage } from './scene.ts'

describe('evenly lit', () => {
  it('is the difference to the mean around each pixel, also at the edges', () => {
    const random = randomFrom(7)
    const picture = paint(40, 70, () => 256 * random())
    // a thirty-second part of 70, and a whole pixel
    const radius = 3
    const luma = new Uint8ClampedArray(picture.luma.length)
    for (let y = 0, i = 0; y < 70; y++)
      for (let x = 0; x < 40; x++, i++)
        luma[i] = 128 + pixel(picture, x, y) - meanAround(picture, x, y, radius)
    expect(evenlyLit(picture)).toEqual({ width: 40, height: 70, luma: new Uint8Array(luma) })
  })

  it('has no shadow, and keeps what is black and white', () => {
    const lit = evenlyLit(paint(320, 320, (x, y) => 20 + x / 2 + ((x + y) % 4 < 2 ? 40 : 0)))
    for (const x of [40, 160, 280]) {
      expect(pixel(lit, x, 160)).toBeGreaterThan(128)
      expect(pixel(lit, x, 162)).toBeLessThan(128)
    }
  })

  it('is a picture of one pixel, too', () => {
    expect(evenlyLit(paint(1, 1, () => 9))).toEqual({ width: 1, height: 1, luma: Uint8Array.of(128) })
  })
})

describe('enlarged', () => {
  it('has its pixels between those of the original', () => {
    expect(enlarge({ width: 2, height: 1, luma: Uint8Array.of(0, 80) })).toEqual({
      width: 4,
      height: 2,
      luma: Uint8Array.of(0, 20, 60, 80, 0, 20, 60, 80),
    })
    expect(enlarge({ width: 1, height: 2, luma: Uint8Array.of(0, 80) }).luma).toEqual(
      Uint8Array.of(0, 0, 20, 20, 60, 60, 80, 80),
    )
  })
})

describe('the looks at a picture', () => {
  it('are four for a small one, and nothing is made larger than six megapixels', () => {
    expect([...looksAt(paint(400, 400, () => 255))].map(({ pass }) => pass)).toEqual([
      'local',
      'fixed',
      'global',
      'closing',
    ])
    const sizes = [...looksAt(paint(2000, 1500, () => 255))].map(({ picture }) => picture.luma.length)
    expect(sizes).toEqual([3_000_000, 750_000, 3_000_000])
    const most = [...looksAt(paint(1600, 1000, () => 255))].map(({ picture }) => picture.luma.length)
    expect(Math.max(...most)).toBe(6_400_000)
  })

  it('read a code under a lamp, half in the shadow', async () => {
    const text = qrText(randomMessage(200))
    const flat = picturedSymbol(drawSymbol(text), 4)
    const { width, height } = flat
    const dim = paint(width, height, (x, y) => {
      const light = 0.1 + 0.9 * Math.exp(-Math.hypot(x - width, y - height / 2) / (width / 4))
      return 255 * (1 - light) * 0.02 + light * (90 + 0.5 * pixel(flat, x, y))
    })
    expect(await readPicture(pngOfGray(dim), { budget: { stillMs: 300_000, movingMs: 0 } })).toEqual([text])
  })
})

function pixel({ width, luma }: GrayPicture, x: number, y: number): number {
  return luma[y * width + x] as number
}

function meanAround(picture: GrayPicture, x: number, y: number, radius: number): number {
  let [sum, count] = [0, 0]
  for (let v = Math.max(0, y - radius); v <= Math.min(picture.height - 1, y + radius); v++)
    for (let u = Math.max(0, x - radius); u <= Math.min(picture.width - 1, x + radius); u++) {
      sum += pixel(picture, u, v)
      count++
    }
  return sum / count
}
