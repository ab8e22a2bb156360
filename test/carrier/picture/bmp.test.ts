import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeBmp } from '../../../src/carrier/picture/bmp.ts'
import { Budget } from '../../../src/carrier/picture/budget.ts'
import { type GrayPicture, lumaOf, shrink } from '../../../src/carrier/picture/gray.ts'
import { pictureHeader } from '../../../src/carrier/picture/header.ts'
import type { AirlatchError } from '../../../src/core/errors.ts'
import { runs } from '../../effort.ts'
import { type BmpShape, bmp } from './files.ts'
import { randomFrom } from './scene.ts'

const WHOLE = Number.POSITIVE_INFINITY

const decoded = (file: Uint8Array, maxPixels = WHOLE): Promise<GrayPicture> =>
  decodeBmp(file, new Budget(1, () => 0), maxPixels)

/** Red, green and blue, in any order and width, and one that leaves bits between them. */
const FIELDS = {
  16: [
    [0xf800, 0x7e0, 0x1f],
    [0x1f, 0x3e0, 0x7c00],
    [0xf00, 0xf0, 0xf],
  ],
  32: [
    [0xff000000, 0xff0000, 0xff00],
    [0x3ff00000, 0xffc00, 0x3ff],
    [0x80000000, 0x18, 0xf00],
  ],
} as const

/** Any picture that BMP can say without compression, with random pixels. */
const shapes: fc.Arbitrary<BmpShape> = fc
  .record({
    bits: fc.constantFrom(1, 4, 8, 16, 24, 32),
    width: fc.integer({ min: 1, max: 40 }),
    height: fc.integer({ min: 1, max: 40 }),
    fromTop: fc.boolean(),
    header: fc.constantFrom(12, 40, 108, 124),
    fields: fc.integer({ min: -1, max: 2 }),
    gap: fc.constantFrom(0, 6),
    seed: fc.nat(1_000_000),
  })
  .map(({ seed, fields, header, fromTop, ...shape }) => {
    const random = randomFrom(seed)
    const pixels = Array.from({ length: shape.width * shape.height }, () =>
      Math.floor(random() * 2 ** shape.bits),
    )
    const own = shape.bits === 16 || shape.bits === 32 ? FIELDS[shape.bits][fields] : undefined
    const isOld = header === 12 && own === undefined
    return {
      ...shape,
      header: isOld ? 12 : Math.max(40, header),
      fromTop: fromTop && !isOld,
      pixel: (x, y) => pixels[y * shape.width + x] as number,
      ...(own && { fields: own }),
      ...(shape.bits <= 8 && {
        palette: Array.from({ length: 2 ** shape.bits }, () =>
          [random(), random(), random()].map(n => Math.floor(n * 256)),
        ),
      }),
    }
  })

/** What the format says about a pixel, in the plainest words. */
function brightness({ bits, palette, fields, pixel }: BmpShape, x: number, y: number): number {
  const value = pixel(x, y)
  if (palette) return lumaOf(...(palette[value] as [number, number, number]))
  const usual = bits === 16 ? [0x7c00, 0x3e0, 0x1f] : [0xff0000, 0xff00, 0xff]
  const [r = 0, g = 0, b = 0] = (fields ?? usual).map(field => {
    const ones = [...field.toString(2)].filter(bit => bit === '1').length
    const shift = field.toString(2).length - ones
    return ((Math.floor(value / 2 ** shift) % 2 ** ones) * 255) / (2 ** ones - 1)
  })
  return lumaOf(r, g, b)
}

describe('decoding BMP', () => {
  it('gives the brightness of each pixel, for every depth, header, palette, direction and bit field', async () => {
    await fc.assert(
      fc.asyncProperty(shapes, async shape => {
        const file = bmp(shape)
        const { width, height } = pictureHeader(file)
        const picture = await decoded(file)
        const expected = Array.from(picture.luma, (_, i) =>
          brightness(shape, i % width, Math.floor(i / width)),
        )
        expect({ ...picture, luma: Array.from(picture.luma) }).toEqual({ width, height, luma: expected })
      }),
      { numRuns: runs(300) },
    )
  })

  it('halves a large picture as it halves a whole one', async () => {
    await fc.assert(
      fc.asyncProperty(shapes, fc.integer({ min: 1, max: 2000 }), async (shape, most) => {
        const file = bmp(shape)
        expect(await decoded(file, most)).toEqual(shrink(await decoded(file), most))
      }),
      { numRuns: runs(100) },
    )
  })

  const fields = {
    width: 3,
    height: 2,
    bits: 16,
    header: 40,
    fields: [0xf800, 0x7e0, 0x1f],
    pixel: () => 0,
  } as const
  it.each<[string, Uint8Array, string]>([
    ['bit fields that overlap', bmp({ ...fields, fields: [0xf800, 0xfe0, 0x1f] }), 'header'],
    ['two bit fields', bmp({ ...fields, fields: [0xf800, 0x7e0, 0] }), 'header'],
    ['bit fields of 24 bits', patched(bmp({ ...fields, bits: 32 }), 28, 24), 'header'],
    ['pixels inside of the header', patched(bmp(fields), 10, 53), 'header'],
    ['pixels inside of the bit fields', patched(bmp(fields), 10, 65), 'header'],
  ])('refuses %s', async (_, file, problem) => {
    await expect(decoded(file)).rejects.toMatchObject({
      code: 'picture-malformed',
      details: { format: 'BMP', problem },
    })
  })

  it('reads a palette that is longer or shorter than its bits', async () => {
    const shape = {
      width: 2,
      height: 1,
      bits: 4,
      header: 40,
      palette: [
        [9, 9, 9],
        [200, 200, 200],
      ],
      pixel: (x: number) => x,
    } as const
    expect((await decoded(bmp(shape))).luma).toEqual(Uint8Array.of(9, 200))
    const long = bmp({ ...shape, palette: [...shape.palette, ...Array(300).fill([1, 2, 3])] })
    expect((await decoded(long)).luma).toEqual(Uint8Array.of(9, 200))
  })

  it('stops when its time is over', async () => {
    let now = 0
    const budget = new Budget(1000, () => (now += 100))
    await expect(decodeBmp(bmp({ ...fields, height: 40 }), budget, WHOLE)).rejects.toMatchObject({
      code: 'picture-timeout',
    })
  })

  it('answers or refuses whatever was changed in a file', async () => {
    const patches = fc.array(fc.tuple(fc.nat(90), fc.integer({ min: 0, max: 255 })), { maxLength: 6 })
    await fc.assert(
      fc.asyncProperty(shapes, patches, async (shape, patches) => {
        const file = patches.reduce(
          (bytes, [at, value]) => patched(bytes, at % bytes.length, value),
          bmp(shape),
        )
        try {
          const { width, height } = pictureHeader(file)
          expect((await decoded(file)).luma.length).toBe(width * height)
        } catch (error) {
          expect((error as AirlatchError).code).toMatch(/^picture-(malformed|unsupported|too-large)$/)
        }
      }),
      { numRuns: runs(1000) },
    )
  })
})

function patched(file: Uint8Array<ArrayBuffer>, at: number, value: number): Uint8Array<ArrayBuffer> {
  return file.with(at, value)
}
