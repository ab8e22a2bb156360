import { deflateSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Budget } from '../../../src/carrier/picture/budget.ts'
import { lumaOf, over, shrink } from '../../../src/carrier/picture/gray.ts'
import { decodePng } from '../../../src/carrier/picture/png.ts'
import { runs } from '../../effort.ts'
import { type PngShape, png, pngChunk, pngOf } from './files.ts'
import { randomFrom } from './scene.ts'

/** With all the time that it needs. */
const decoded = (file: Uint8Array, how: Parameters<typeof decodePng>[2] = {}) =>
  decodePng(file, new Budget(1, () => 0), how)

const DEPTHS = { 0: [1, 2, 4, 8, 16], 2: [8, 16], 3: [1, 2, 4, 8], 4: [8, 16], 6: [8, 16] } as const
const SAMPLES = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 } as const

/** Any picture that PNG can say, with random pixels that depend on their place only. */
const shapes: fc.Arbitrary<PngShape> = fc
  .record({
    colour: fc.constantFrom(0, 2, 3, 4, 6),
    pick: fc.nat(4),
    width: fc.integer({ min: 1, max: 40 }),
    height: fc.integer({ min: 1, max: 40 }),
    interlaced: fc.boolean(),
    clear: fc.boolean(),
    seed: fc.nat(1_000_000),
  })
  .map(({ colour, pick, width, height, interlaced, clear, seed }) => {
    const random = randomFrom(seed)
    const depth = DEPTHS[colour][pick % DEPTHS[colour].length] as PngShape['depth']
    const number = (): number => Math.floor(random() * 2 ** depth)
    const pixels = Array.from({ length: width * height }, () =>
      Array.from({ length: SAMPLES[colour] }, number),
    )
    const filters = Array.from({ length: height }, () => Math.floor(random() * 5))
    const shape = {
      ...{ width, height, depth, colour, interlaced },
      pixel: (x: number, y: number) => pixels[y * width + x] as number[],
      filter: (y: number) => filters[y] as number,
      ...(colour === 3 && {
        palette: Array.from({ length: 3 * 2 ** depth }, () => Math.floor(random() * 256)),
      }),
    }
    if (!clear) return shape
    // One colour of the picture, as 16-bit numbers; or the opacity of the first palette entries.
    const one = (pixels[0] as number[]).flatMap(value => [value >> 8, value & 0xff])
    if (colour === 0 || colour === 2) return { ...shape, transparency: one }
    return colour === 3 ? { ...shape, transparency: [0, 100].slice(0, 2 ** depth) } : shape
  })

/** What the specification says about a pixel, in the plainest words. */
function brightness({ depth, colour, palette, transparency, pixel }: PngShape, x: number, y: number): number {
  const samples = pixel(x, y)
  const eight = (value: number): number =>
    depth === 16 ? value >> 8 : Math.floor((value * 255) / (2 ** depth - 1))
  const [a = 0, b = 0, c = 0, d = 0] = samples.map(eight)
  if (colour === 3) {
    const [red = 0, green = 0, blue = 0] = palette?.slice(3 * (samples[0] ?? 0)) ?? []
    return over(lumaOf(red, green, blue), transparency?.[samples[0] ?? 0] ?? 255, 255)
  }
  if (colour === 4) return over(a, b, 255)
  if (colour === 6) return over(lumaOf(a, b, c), d, 255)
  // Of 16-bit gray the upper byte decides whether it is the transparent one.
  const told = colour === 0 && depth === 16 ? [(samples[0] ?? 0) >> 8] : samples
  const clear = Array.from(
    told,
    (_, i) => (transparency?.[2 * i] ?? 0) * 256 + (transparency?.[2 * i + 1] ?? 0),
  )
  if (colour === 0 && depth === 16) clear[0] = transparency?.[0] ?? 0
  if (transparency !== undefined && clear.every((value, i) => value === told[i])) return 255
  return colour === 0 ? a : lumaOf(a, b, c)
}

describe('decoding PNG', () => {
  it('gives the brightness of each pixel, for every colour type, depth, filter, interlacing and transparency', async () => {
    await fc.assert(
      fc.asyncProperty(shapes, async shape => {
        const { width, height, luma } = await decoded(png(shape))
        expect({ width, height }).toEqual({ width: shape.width, height: shape.height })
        const expected = Array.from(luma, (_, i) => brightness(shape, i % width, Math.floor(i / width)))
        expect(Array.from(luma)).toEqual(expected)
      }),
      { numRuns: runs(300) },
    )
  })

  it('halves a large picture as it halves a whole one', async () => {
    await fc.assert(
      fc.asyncProperty(shapes, fc.integer({ min: 1, max: 2000 }), async (shape, maxPixels) => {
        const file = png(shape)
        expect(await decoded(file, { maxPixels })).toEqual(shrink(await decoded(file), maxPixels))
      }),
      { numRuns: runs(100) },
    )
  })

  const gray = { width: 16, height: 16, depth: 8, colour: 0 } as const
  const rows = new Uint8Array(17 * 16)

  it('stops at the last row, however far the data goes on inflating', async () => {
    const bomb = pngOf(gray, deflateSync(new Uint8Array(60_000_000)))
    expect(await decoded(bomb)).toMatchObject({ width: 16, height: 16 })
  })

  it('never opens ancillary chunks, which may be bombs', async () => {
    const profile = Buffer.concat([Buffer.from('icc\0\0'), deflateSync(new Uint8Array(40_000_000))])
    const text = Buffer.concat([Buffer.from('a\0\0'), deflateSync(new Uint8Array(40_000_000))])
    const ancillary = Buffer.concat([
      pngChunk('iCCP', profile),
      pngChunk('zTXt', text),
      pngChunk('tEXt', new Uint8Array()),
    ])
    expect((await decoded(pngOf(gray, deflateSync(rows), ancillary))).luma).toEqual(new Uint8Array(256))
  })

  it('ignores what stands after the compressed data', async () => {
    const junk = Buffer.concat([deflateSync(rows), Buffer.from('junk')])
    expect((await decoded(pngOf(gray, junk))).luma).toEqual(new Uint8Array(256))
  })

  it('does not need the end of the file', async () => {
    const file = pngOf(gray, deflateSync(rows))
    expect((await decoded(file.subarray(0, file.length - 12))).luma).toEqual(new Uint8Array(256))
  })

  it.each([
    ['data that ends early', pngOf(gray, deflateSync(rows.subarray(1)))],
    ['no data', pngOf(gray, new Uint8Array())],
    ['data that is not compressed', pngOf(gray, rows)],
    ['an unknown filter', pngOf(gray, deflateSync(rows.map((_, i) => (i === 17 ? 5 : 0))))],
    ['a palette picture without palette', pngOf({ ...gray, colour: 3 }, deflateSync(rows))],
    ['two bits of RGB', pngOf({ ...gray, colour: 2, depth: 2 }, deflateSync(rows))],
    ['colour type 5', pngOf({ ...gray, colour: 5 as 4 }, deflateSync(rows))],
  ])('refuses %s', async (_, file) => {
    await expect(decoded(file)).rejects.toMatchObject({
      code: 'picture-malformed',
      details: { format: 'PNG' },
    })
  })

  it('shows palette indexes beyond the palette as paper', async () => {
    const file = png({ ...gray, colour: 3, palette: [0, 0, 0], pixel: x => [x] })
    expect((await decoded(file)).luma.subarray(0, 4)).toEqual(Uint8Array.of(0, 255, 255, 255))
  })

  it('answers or refuses whatever was changed in a file', async () => {
    const file = png({
      ...gray,
      colour: 6,
      interlaced: true,
      pixel: (x, y) => [x, y, 7, 200],
      filter: y => y % 5,
    })
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.integer({ min: 24, max: file.length - 1 }), fc.integer({ min: 0, max: 255 })), {
          maxLength: 8,
        }),
        fc.integer({ min: 33, max: file.length }),
        async (patches, length) => {
          const bytes = file.slice(0, length)
          for (const [at, value] of patches) if (at < length) bytes[at] = value
          await decoded(bytes).then(
            picture => expect(picture.luma.length).toBe(256),
            error => expect(error.code).toBe('picture-malformed'),
          )
        },
      ),
      { numRuns: runs(300) },
    )
  })
})
