import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { lumaOf, over, pgm, Shrinking, shrink } from '../../../src/carrier/picture/gray.ts'
import { runs } from '../../effort.ts'
import { paint, randomFrom } from './scene.ts'

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

  it('is shrunk the same while its rows arrive, whatever stands behind them', () => {
    const sizes = fc.tuple(
      fc.integer({ min: 1, max: 50 }),
      fc.integer({ min: 1, max: 50 }),
      fc.integer({ min: 1, max: 2500 }),
    )
    fc.assert(
      fc.property(sizes, fc.nat(), ([width, height, most], seed) => {
        const random = randomFrom(seed)
        const picture = paint(width, height, () => 256 * random())
        const small = new Shrinking(width, height, most)
        for (let y = 0; y < height; y++)
          small.add(Uint8Array.from([...picture.luma.subarray(y * width, (y + 1) * width), 255, 255]))
        expect(small.picture).toEqual(shrink(picture, most))
        const step = Math.ceil(Math.sqrt((width * height) / most))
        if (step <= Math.min(width, height)) expect(small.picture.luma.length).toBeLessThanOrEqual(most)
        const square = Array.from({ length: Math.min(step, width) * Math.min(step, height) }, (_, i) => {
          return picture.luma[
            Math.floor(i / Math.min(step, width)) * width + (i % Math.min(step, width))
          ] as number
        })
        expect(small.picture.luma[0]).toBe(Math.floor(square.reduce((sum, one) => sum + one) / square.length))
      }),
      { numRuns: runs(300) },
    )
  })

  it('is left as it is when it is small enough', () => {
    const picture = paint(10, 10, x => x)
    expect(shrink(picture, 100)).toBe(picture)
  })
})
