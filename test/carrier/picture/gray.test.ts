import { describe, expect, it } from 'vitest'
import { lumaOf, over, pgm, shrink } from '../../../src/carrier/picture/gray.ts'
import { paint } from './scene.ts'

describe('a gray picture', () => {
  it('weighs colours as the eye does, black to white', () => {
    expect([lumaOf(0, 0, 0), lumaOf(255, 255, 255)]).toEqual([0, 255])
    expect(lumaOf(0, 255, 0)).toBeGreaterThan(lumaOf(255, 0, 0))
    expect(lumaOf(255, 0, 0)).toBeGreaterThan(lumaOf(0, 0, 255))
  })

  it('is laid on white paper', () => {
    expect([over(0, 0, 255), over(0, 255, 255), over(100, 255, 255), over(0, 128, 255)]).toEqual([
      255, 0, 100, 127,
    ])
  })

  it('is laid on what is there already, dark or light', () => {
    expect([over(200, 0, 9), over(200, 255, 9), over(255, 128, 0), over(0, 128, 100)]).toEqual([
      9, 200, 128, 50,
    ])
  })

  it('is a PGM file for zxing', () => {
    const file = pgm({ width: 2, height: 1, luma: Uint8Array.of(7, 200) })
    expect(String.fromCharCode(...file)).toBe('P5\n2 1\n255\n\x07\xc8')
  })

  it('is shrunk by means of squares, to at most so many pixels', () => {
    const small = shrink(
      paint(7, 5, (x, y) => x * 10 + y),
      9,
    )
    expect(small).toEqual({ width: 3, height: 2, luma: Uint8Array.of(5, 25, 45, 7, 27, 47) })
  })

  it('is left as it is when it is small enough', () => {
    const picture = paint(10, 10, x => x)
    expect(shrink(picture, 100)).toBe(picture)
  })
})
