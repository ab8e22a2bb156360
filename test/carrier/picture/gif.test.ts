import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Budget } from '../../../src/carrier/picture/budget.ts'
import { decodeGif } from '../../../src/carrier/picture/gif.ts'
import { lumaOf } from '../../../src/carrier/picture/gray.ts'
import { runs } from '../../effort.ts'
import { codeWriter, type GifShape, gif, subBlocks } from './files.ts'
import { randomFrom } from './scene.ts'

const PALETTE: [number, number, number][] = Array.from({ length: 256 }, (_, i) => [
  i,
  (i * 7) & 0xff,
  255 - i,
])
const shade = (index: number): number => lumaOf(...(PALETTE[index] as [number, number, number]))

/** A GIF whose frame data are these bytes. */
function gifOf(width: number, height: number, data: Uint8Array): Uint8Array {
  const whole = gif({ width, height, palette: PALETTE.slice(0, 4), index: () => 0 })
  // Header 13, palette 12, comment 7, descriptor 10, minimum code size 1.
  return Uint8Array.from([...whole.subarray(0, 43), ...subBlocks(data), 0x3b])
}

const read = (file: Uint8Array, maxPixels = 1e9) => decodeGif(file, new Budget(1, () => 0), maxPixels)

describe('decoding GIF', () => {
  it('gives the brightness of each pixel, for every palette size, interlacing and frame', async () => {
    const shapes = fc.record({
      width: fc.integer({ min: 1, max: 60 }),
      height: fc.integer({ min: 1, max: 60 }),
      colours: fc.constantFrom(2, 3, 4, 9, 16, 100, 256),
      interlaced: fc.boolean(),
      neverClears: fc.boolean(),
      seed: fc.nat(1_000_000),
    })
    await fc.assert(
      fc.asyncProperty(shapes, async ({ width, height, colours, interlaced, neverClears, seed }) => {
        const random = randomFrom(seed)
        const indexes = Array.from({ length: width * height }, () =>
          Math.floor(random() * random() * colours),
        )
        const file = gif({
          ...{ width, height, interlaced, neverClears, palette: PALETTE.slice(0, colours) },
          index: (x, y) => indexes[y * width + x] as number,
        })
        expect(Array.from((await read(file)).luma)).toEqual(indexes.map(shade))
      }),
      { numRuns: runs(150) },
    )
  })

  it.each([false, true])(
    'reads a frame that fills the code table, whether the writer goes on with it: %s',
    async neverClears => {
      const random = randomFrom(7)
      const indexes = Array.from({ length: 200 * 200 }, () => Math.floor(random() * 256))
      const index = (x: number, y: number): number => indexes[y * 200 + x] as number
      const file = gif({ width: 200, height: 200, palette: PALETTE, neverClears, index })
      expect(Array.from((await read(file)).luma)).toEqual(indexes.map(shade))
    },
  )

  const small: GifShape = {
    width: 6,
    height: 4,
    palette: [
      [0, 0, 0],
      [90, 90, 90],
    ],
    index: x => x & 1,
  }

  it('shows the transparent colour as paper', async () => {
    expect((await read(gif({ ...small, transparent: 0 }))).luma.subarray(0, 4)).toEqual(
      Uint8Array.of(255, 90, 255, 90),
    )
  })

  it('shows what a smaller frame leaves out as paper', async () => {
    const { luma } = await read(gif({ ...small, frame: { left: 1, top: 2, width: 2, height: 2 } }))
    expect(Array.from(luma.subarray(12, 18))).toEqual([255, 90, 0, 255, 255, 255])
  })

  it('refuses a frame that is larger than the screen', async () => {
    const file = gif({ ...small, frame: { left: 1, top: 0, width: 6, height: 4 } })
    await expect(read(file)).rejects.toMatchObject({ code: 'picture-malformed' })
  })

  it('refuses codes that are not defined yet, and an end before the last pixel', async () => {
    const data = (...codes: [code: number, bits: number][]): Uint8Array => {
      const writer = codeWriter()
      for (const [code, bits] of codes) writer.put(code, bits)
      return writer.bytes()
    }
    const refused = [
      data([4, 3], [6, 3]),
      data([4, 3], [1, 3], [7, 3]),
      data([4, 3], [1, 3], [5, 3]),
      data([4, 3], [1, 3]),
      new Uint8Array(),
    ]
    for (const bytes of refused) {
      await expect(read(gifOf(6, 4, bytes))).rejects.toMatchObject({ code: 'picture-malformed' })
    }
    // Index 1, then the code that it defines itself: "1 1", "1 1 1" and so on.
    const growing = data([4, 3], [1, 3], [6, 3], [7, 3], [8, 4], [9, 4], [10, 4], [11, 4])
    expect(Array.from((await read(gifOf(6, 4, growing))).luma)).toEqual(Array(24).fill(shade(1)))
  })

  it('is done when the frame is full, however much data follows', async () => {
    const writer = codeWriter()
    writer.put(4, 3)
    writer.put(1, 3)
    let bits = 3
    for (let next = 6; next < 4096; next++) {
      writer.put(next, bits)
      if (next + 1 === 1 << bits && bits < 12) bits++
    }
    // Each of these codes is 4,091 pixels: minutes for a decoder that goes on.
    for (let i = 0; i < 100_000; i++) writer.put(4095, 12)
    expect((await read(gifOf(64, 64, writer.bytes()))).luma).toEqual(new Uint8Array(64 * 64).fill(shade(1)))
  })

  it('lets other work have a turn, and ends with its time', async () => {
    const random = randomFrom(9)
    const large = gif({ width: 700, height: 700, palette: PALETTE, index: () => Math.floor(random() * 256) })
    let now = 0
    let turns = 0
    const timer = setInterval(() => turns++, 0)
    await decodeGif(large, new Budget(1e9, () => (now += 100)), 1e9)
    clearInterval(timer)
    expect(turns).toBeGreaterThan(5)
    await expect(decodeGif(large, new Budget(1000, () => (now += 100)), 1e9)).rejects.toMatchObject({
      code: 'picture-timeout',
    })
    expect(await read(large, 200_000)).toMatchObject({ width: 350, height: 350 })
  })

  it('answers or refuses whatever was changed or cut', async () => {
    const random = randomFrom(3)
    const file = gif({
      ...small,
      width: 30,
      height: 30,
      transparent: 1,
      interlaced: true,
      index: () => (random() < 0.5 ? 0 : 1),
    })
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.integer({ min: 10, max: file.length - 1 }), fc.integer({ min: 0, max: 255 })), {
          maxLength: 8,
        }),
        fc.integer({ min: 13, max: file.length }),
        async (patches, length) => {
          const bytes = file.slice(0, length)
          for (const [at, value] of patches) if (at < length) bytes[at] = value
          try {
            expect((await read(bytes)).luma.length).toBe(900)
          } catch (error) {
            expect(error).toMatchObject({ code: 'picture-malformed', details: { format: 'GIF' } })
          }
        },
      ),
      { numRuns: runs(1000) },
    )
  })
})
