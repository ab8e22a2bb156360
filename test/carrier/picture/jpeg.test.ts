import fc from 'fast-check'
import jpegJs from 'jpeg-js'
import { describe, expect, it } from 'vitest'
import { Budget } from '../../../src/carrier/picture/budget.ts'
import { type GrayPicture, lumaOf, shrink } from '../../../src/carrier/picture/gray.ts'
import { pictureHeader } from '../../../src/carrier/picture/header.ts'
import { decodeJpeg } from '../../../src/carrier/picture/jpeg.ts'
import type { AirlatchError } from '../../../src/core/errors.ts'
import { runs } from '../../effort.ts'
import { jpegOfGray } from './files.ts'
import {
  blocksOf,
  type JpegScan,
  type JpegShape,
  type JpegSize,
  jpeg,
  jpegHead,
  segment,
} from './jpeg-file.ts'
import { blurred, paint, randomFrom } from './scene.ts'

const WHOLE = Number.POSITIVE_INFINITY
const HALF = 0.5

/** With all the time that it needs. */
const decoded = (file: Uint8Array, maxPixels = WHOLE): Promise<GrayPicture> =>
  decodeJpeg(file, new Budget(1, () => 0), maxPixels)

const STEPS = Array.from({ length: 64 }, (_, k) => 2 + (k >> 1))

/** The usual samplings, and some that nobody uses. */
const SAMPLINGS: readonly (readonly (readonly [h: number, v: number])[])[] = [
  [[1, 1]],
  [[2, 3]],
  ...(
    [
      [1, 1],
      [2, 1],
      [2, 2],
      [1, 2],
      [4, 1],
      [4, 2],
      [3, 1],
    ] as const
  ).map(of => [of, [1, 1], [1, 1]] as const),
  [
    [4, 1],
    [1, 1],
    [2, 1],
  ],
  [
    [1, 1],
    [2, 2],
    [1, 2],
  ],
]

/** Scans in which a progressive file may bring its coefficients: whole bands, in so many steps each. */
function progressiveScans(count: number, random: () => number): JpegScan[] {
  const all = Array.from({ length: count }, (_, i) => i)
  const below = (most: number): number => Math.floor(random() * most)
  const stepwise = (of: readonly number[], start: number, end: number, first: number): JpegScan[] =>
    Array.from({ length: first + 1 }, (_, i) => ({
      of,
      start,
      end,
      low: first - i,
      high: i === 0 ? 0 : first - i + 1,
    }))
  const middle = 1 + below(62)
  return [
    ...stepwise(all, 0, 0, below(3)),
    ...all.flatMap(i => [...stepwise([i], 1, middle, below(4)), ...stepwise([i], middle + 1, 63, below(4))]),
  ]
}

/** Any picture that is read by its first component: JFIF says so, whatever the others are. */
const JFIF = segment(0xe0, [...Buffer.from('JFIF\0'), 1, 1, 0, 0, 1, 0, 1, 0, 0])
const shapes: fc.Arbitrary<JpegShape> = fc
  .record({
    sampling: fc.constantFrom(...SAMPLINGS),
    width: fc.integer({ min: 1, max: 70 }),
    height: fc.integer({ min: 1, max: 50 }),
    kind: fc.constantFrom('baseline', 'apart', 'progressive'),
    restart: fc.constantFrom(0, 1, 2, 7),
    seed: fc.nat(1_000_000),
  })
  .map(({ sampling, width, height, kind, restart, seed }) => {
    const random = randomFrom(seed)
    const sizes: JpegSize = { width, height, components: sampling.map(([h, v]) => ({ h, v })) }
    const components = sizes.components.map((size, i) => ({
      ...size,
      coefficients: randomBlocks(sizes, i, random),
    }))
    const all = components.map((_, i) => i)
    const whole = { start: 0, end: 63, high: 0, low: 0 }
    const scans =
      kind === 'progressive'
        ? progressiveScans(all.length, random)
        : kind === 'apart'
          ? all.map(i => ({ of: [i], ...whole }))
          : [{ of: all, ...whole }]
    return {
      ...{
        width,
        height,
        components,
        scans,
        steps: STEPS,
        before: JFIF,
        progressive: kind === 'progressive',
      },
      ...(restart > 0 && { restart }),
    }
  })

/** Mostly small numbers, many of them 0, as a picture has; blocks without any as well. */
function randomBlocks(size: JpegSize, index: number, random: () => number): Int16Array {
  const { stride, rows } = blocksOf(size, index)
  const coefficients = new Int16Array(64 * stride * rows)
  const density = random()
  for (let block = 0; block < stride * rows; block++) {
    const filled = random() < 0.2 ? 0 : density
    for (let k = 0; k < 64; k++) {
      const most = k === 0 ? 400 : 40 / (1 + k)
      if (k === 0 || random() < filled) coefficients[64 * block + k] = Math.round((2 * random() - 1) * most)
    }
  }
  return coefficients
}

/** Row by row, for each coefficient of the file (ITU-T T.81, figure A.6). */
const PLACES = [
  [0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5],
  [12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28],
  [35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51],
  [58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63],
].flat()

/** What the specification says about the pixels of a component, in the plainest words; of the lowest ones with a side of 4. */
function samplesOf(shape: JpegShape, index: number, side: 4 | 8): (x: number, y: number) => number {
  const { stride, rows } = blocksOf(shape, index)
  const { coefficients } = shape.components[index] as JpegShape['components'][number]
  const wave = Array.from({ length: side }, (_, x) =>
    Array.from({ length: side }, (_, u) => {
      return ((u === 0 ? Math.SQRT1_2 : 1) / 2) * Math.cos(((2 * x + 1) * u * Math.PI) / (2 * side))
    }),
  )
  const samples = new Float64Array(stride * side * rows * side)
  for (let block = 0; block < stride * rows; block++)
    for (let i = 0; i < side * side; i++) {
      const [x, y] = [i % side, Math.floor(i / side)]
      let sum = 128
      for (let k = 0; k < 64; k++) {
        const [u, v] = [(PLACES[k] as number) % 8, Math.floor((PLACES[k] as number) / 8)]
        const value = (coefficients[64 * block + k] as number) * (shape.steps[k] as number)
        if (value !== 0 && u < side && v < side) sum += value * (wave[x]?.[u] ?? 0) * (wave[y]?.[v] ?? 0)
      }
      const [left, top] = [(block % stride) * side, Math.floor(block / stride) * side]
      samples[(top + y) * stride * side + left + x] = Math.max(0, Math.min(255, sum))
    }
  return (x, y) => samples[y * stride * side + x] as number
}

/** The most that a picture differs from the specification. */
function difference({ width, height, luma }: GrayPicture, shape: JpegShape, side: 4 | 8): number {
  const most = (key: 'h' | 'v'): number => Math.max(...shape.components.map(one => one[key]))
  const [{ h, v }] = shape.components as [JpegShape['components'][number]]
  const sample = samplesOf(shape, 0, side)
  expect({ width, height }).toEqual({
    width: Math.ceil((shape.width * side) / 8),
    height: Math.ceil((shape.height * side) / 8),
  })
  let largest = 0
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const expected = sample(Math.floor((x * h) / most('h')), Math.floor((y * v) / most('v')))
      largest = Math.max(largest, Math.abs(expected - (luma[y * width + x] as number)))
    }
  return largest
}

/** A picture of one flat colour, of 3 x 2 blocks: the samples of its components. */
function flat(
  samples: readonly number[],
  before: readonly number[],
  ids: readonly number[] = [],
): Uint8Array {
  const components = samples.map((sample, i) => ({
    ...(ids[i] !== undefined && { id: ids[i] }),
    ...{ h: 1, v: 1 },
    coefficients: new Int16Array(64 * 6).map((_, k) => (k % 64 === 0 ? 8 * (sample - 128) : 0)),
  }))
  const scans = [{ of: samples.map((_, i) => i), start: 0, end: 63, high: 0, low: 0 }]
  return jpeg({
    width: 24,
    height: 16,
    components,
    scans,
    steps: Array(64).fill(1),
    before,
    progressive: false,
  })
}

const adobe = (transform: number): number[] =>
  segment(0xee, [...Buffer.from('Adobe'), 0, 100, 0, 0, 0, 0, transform])

/** Rows of brightness 0, 10, 20, ..., one a block, with a restart marker after each. */
function ladder(rows: number, progressive = false): { readonly shape: JpegShape; readonly file: Uint8Array } {
  const coefficients = new Int16Array(64 * 4 * rows)
  for (let block = 0; block < 4 * rows; block++) coefficients[64 * block] = 8 * (10 * (block >> 2) - 128)
  const shape: JpegShape = {
    ...{ width: 32, height: 8 * rows, progressive, restart: 4, steps: Array(64).fill(1) },
    components: [{ h: 1, v: 1, coefficients }],
    scans: [{ of: [0], start: 0, end: progressive ? 0 : 63, high: 0, low: 0 }],
  }
  return { shape, file: jpeg(shape) }
}

/** One pixel of each row of blocks. */
function rungs({ width, height, luma }: GrayPicture): number[] {
  return Array.from({ length: height / 8 }, (_, row) => luma[(8 * row + 4) * width + 4] as number)
}

describe('decoding JPEG', () => {
  it('gives the brightness of each pixel, for every sampling, order of scans and restarts', async () => {
    await fc.assert(
      fc.asyncProperty(shapes, async shape => {
        expect(difference(await decoded(jpeg(shape)), shape, 8)).toBeLessThanOrEqual(0.51)
      }),
      { numRuns: runs(300) },
    )
  })

  it('gives half the size from the lowest frequencies alone', async () => {
    await fc.assert(
      fc.asyncProperty(shapes, async shape => {
        const picture = await decoded(jpeg(shape), HALF)
        expect(difference(picture, shape, 4)).toBeLessThanOrEqual(0.51)
      }),
      { numRuns: runs(200) },
    )
  })

  it('of half the size is much like the means of two by two pixels', async () => {
    const drawn = blurred(
      paint(320, 240, (x, y) => (((x >> 4) + (y >> 4)) % 2 === 0 ? 40 : 210 - x / 4)),
      2,
    )
    const file = jpegOfGray(drawn, 90)
    const half = await decoded(file, HALF)
    const means = shrink(await decoded(file), (320 * 240) / 4)
    expect([half.width, half.height]).toEqual([means.width, means.height])
    const differences = Array.from(half.luma, (value, i) => Math.abs(value - (means.luma[i] as number)))
    expect(Math.max(...differences)).toBeLessThan(12)
    expect(differences.reduce((sum, value) => sum + value) / differences.length).toBeLessThan(2)
  })

  it('sees what jpeg-js sees', async () => {
    const random = randomFrom(5)
    for (const quality of [5, 50, 90, 100]) {
      const file = jpegOfGray(
        paint(101, 67, (x, y) => 2 * x + y * random()),
        quality,
      )
      const { data } = jpegJs.decode(file, { useTArray: true })
      const { luma } = await decoded(file)
      for (let i = 0; i < luma.length; i++)
        expect(Math.abs((luma[i] as number) - (data[4 * i + 1] as number))).toBeLessThanOrEqual(2)
    }
  })

  it.each<[string, Uint8Array, number]>([
    ['gray', flat([77], []), 77],
    ['YCbCr, as the usual numbers mean', flat([77, 10, 240], []), 77],
    ['YCbCr, as JFIF means', flat([77, 10, 240], JFIF, [...Buffer.from('RGB')]), 77],
    ['YCbCr, as Adobe says', flat([77, 10, 240], adobe(1), [...Buffer.from('RGB')]), 77],
    ['YCbCr, as JFIF means, whatever Adobe says', flat([77, 10, 240], [...JFIF, ...adobe(0)]), 77],
    ['RGB, by its letters', flat([77, 10, 240], [], [...Buffer.from('RGB')]), lumaOf(77, 10, 240)],
    ['RGB, as Adobe says', flat([77, 10, 240], adobe(0)), lumaOf(77, 10, 240)],
    ['CMYK, as Adobe writes it', flat([255, 255, 255, 80], adobe(0)), 80],
    [
      'CMYK, as Adobe writes it, in colours',
      flat([77, 10, 240, 51], adobe(0)),
      Math.round(lumaOf(77, 10, 240) / 5),
    ],
    ['YCCK', flat([55, 128, 128, 255], adobe(2)), 200],
    ['YCCK, darker', flat([55, 128, 128, 51], adobe(2)), 40],
    ['CMYK', flat([0, 0, 0, 175], []), 80],
    ['CMYK, in colours', flat([178, 245, 15, 204], []), Math.round(lumaOf(77, 10, 240) / 5)],
  ])('knows the colours of %s', async (_, file, luma) => {
    for (const most of [WHOLE, HALF]) {
      const picture = await decoded(file, most)
      expect(new Set(picture.luma)).toEqual(new Set([luma]))
      expect(picture.damage).toBeUndefined()
    }
  })

  it('gives what was decoded before the file breaks off, and says so', async () => {
    const { shape, file } = ladder(20)
    const drawn = Array.from({ length: 20 }, (_, row) => 10 * row)
    expect(rungs(await decoded(file))).toEqual(drawn)
    const piece = await decoded(file.subarray(0, file.length - 40))
    expect(piece.damage).toMatchObject({
      code: 'picture-malformed',
      details: { problem: 'ends-early' },
    })
    const whole = rungs(piece).findLastIndex((value, row) => value === 10 * row && row !== 12.8)
    expect(whole).toBeGreaterThan(8)
    expect(rungs(piece).slice(0, whole)).toEqual(drawn.slice(0, whole))
    expect(new Set(rungs(piece).slice(whole + 2))).toEqual(new Set([128]))
    // no restart markers: the end is found as well
    const { restart: _, ...plain } = shape
    const cut = jpeg(plain)
    expect((await decoded(cut.subarray(0, cut.length - 10))).damage).toBeDefined()
  })

  it('continues after the next restart marker where the data is damaged', async () => {
    const { file } = ladder(20)
    const bytes = Buffer.from(file)
    const third = bytes.indexOf(Buffer.of(0xff, 0xd2))
    // the code of 16 bits that nothing has
    const damaged = Uint8Array.from(
      Buffer.concat([bytes.subarray(0, third + 2), Buffer.of(0xff, 0, 0xff, 0), bytes.subarray(third + 3)]),
    )
    const picture = await decoded(damaged)
    expect(picture.damage).toMatchObject({ details: { problem: 'pixels' } })
    expect(rungs(picture).filter((value, row) => value !== 10 * row)).toHaveLength(1)
  })

  it('shows a progressive picture whose later scans are missing', async () => {
    const { file } = ladder(20, true)
    const end = Buffer.from(file).lastIndexOf(Buffer.of(0xff, 0xd9))
    const cut = Uint8Array.from([...file.subarray(0, end), ...segment(0xda, [1, 1, 0, 1, 63, 0]), 0x12])
    const picture = await decoded(cut)
    expect(rungs(picture)).toEqual(Array.from({ length: 20 }, (_, row) => 10 * row))
    expect(picture.damage).toMatchObject({ details: { problem: 'ends-early' } })
  })

  const PARTS = {
    steps: segment(0xdb, [0, ...Array(64).fill(1)]),
    frame: segment(0xc0, [8, 0, 8, 0, 8, 1, 1, 0x11, 0]),
    // two codes of one bit each: 0 and 1
    codes: segment(0xc4, [
      ...[0x00, 2, ...Array(15).fill(0), 0, 1],
      ...[0x10, 2, ...Array(15).fill(0), 0, 1],
    ]),
    scan: segment(0xda, [1, 1, 0, 0, 63, 0]),
  }
  const fileOf = (changed: Partial<Record<keyof typeof PARTS, readonly number[]>>): Uint8Array =>
    Uint8Array.from([0xff, 0xd8, ...Object.values({ ...PARTS, ...changed }).flat(), 0x00, 0xff, 0xd9])

  it.each<[string, Parameters<typeof fileOf>[0], string]>([
    ['no quantization table', { steps: [] }, 'table-missing'],
    ['half a quantization table', { steps: segment(0xdb, Array(33).fill(0)) }, 'table'],
    ['a wide one of half the bytes', { steps: segment(0xdb, [0x10, ...Array(64).fill(1)]) }, 'table'],
    ['no Huffman table', { codes: [] }, 'table-missing'],
    ['three codes of one bit', { codes: segment(0xc4, [0, 3, ...Array(15).fill(0), 7, 8, 9]) }, 'table'],
    ['codes without symbols', { codes: segment(0xc4, [0, ...Array(16).fill(255), 1, 2]) }, 'table'],
    ['two components', { frame: segment(0xc0, [8, 0, 8, 0, 8, 2, 1, 0x11, 0, 2, 0x11, 0]) }, 'header'],
    ['three that are not there', { frame: segment(0xc0, [8, 0, 8, 0, 8, 3, 1, 0x11, 0]) }, 'ends-early'],
    ['blocks five wide', { frame: segment(0xc0, [8, 0, 8, 0, 8, 1, 1, 0x51, 0]) }, 'header'],
    ['blocks of no height', { frame: segment(0xc0, [8, 0, 8, 0, 8, 1, 1, 0x10, 0]) }, 'header'],
    ['a scan before its frame', { steps: [...PARTS.steps, ...PARTS.codes, ...PARTS.scan] }, 'scan'],
    ['a scan of nothing', { scan: segment(0xda, [0, 0, 63, 0]) }, 'ends-early'],
    ['a scan of something else', { scan: segment(0xda, [1, 9, 0, 0, 63, 0]) }, 'scan'],
    ['a scan that is all of its header', { scan: [0xff, 0xda, 0, 99] }, 'ends-early'],
    ['a progressive scan of everything', { frame: segment(0xc2, [8, 0, 8, 0, 8, 1, 1, 0x11, 0]) }, 'scan'],
  ])('refuses %s', async (_, changed, problem) => {
    await expect(decoded(fileOf(changed))).rejects.toMatchObject({
      code: 'picture-malformed',
      details: { format: 'JPEG', problem },
    })
    expect((await decoded(fileOf({}))).luma).toEqual(new Uint8Array(64).fill(128))
  })

  it('names the kind of 12 bits, which has no reader', async () => {
    const file = fileOf({ frame: segment(0xc0, [12, 0, 8, 0, 8, 1, 1, 0x11, 0]) })
    await expect(decoded(file)).rejects.toMatchObject({
      code: 'picture-unsupported',
      details: { format: 'JPEG', variant: 'deep', bits: 12 },
    })
  })

  it('lets others have their turn, and stops when its time is over', async () => {
    const { file } = ladder(20)
    let now = 0
    let turns = 0
    const other = setInterval(() => turns++)
    await decodeJpeg(file, new Budget(1e9, () => (now += 100)), WHOLE)
    clearInterval(other)
    expect(turns).toBeGreaterThan(0)
    await expect(decodeJpeg(file, new Budget(1000, () => (now += 100)), WHOLE)).rejects.toMatchObject({
      code: 'picture-timeout',
      details: { seconds: 1 },
    })
  })

  it('answers or refuses whatever was changed or cut', async () => {
    const mutated = fc.tuple(
      shapes,
      fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: 0, max: 255 })), {
        maxLength: 6,
      }),
      fc.double({ min: 0.2, max: 1, noNaN: true }),
    )
    await fc.assert(
      fc.asyncProperty(mutated, async ([shape, patches, part]) => {
        const whole = jpeg(shape)
        for (const [at, value] of patches) whole[Math.floor(at * (whole.length - 1))] = value
        const file = whole.subarray(0, Math.ceil(part * whole.length))
        try {
          // a picture that says to be large has a test of its own
          if (pictureHeader(file).width * pictureHeader(file).height > 100_000) return
          for (const most of [WHOLE, HALF]) {
            const { width, height, luma } = await decoded(file, most)
            expect(luma.length).toBe(width * height)
          }
        } catch (error) {
          expect((error as AirlatchError).code).toMatch(/^picture-(malformed|unsupported|too-large)$/)
        }
      }),
      { numRuns: runs(1000) },
    )
  })

  describe('costs no more than what it decodes', () => {
    /** Rows that were decoded: the budget is asked at each. */
    async function rowsOf(file: Uint8Array): Promise<number> {
      let rows = 0
      const budget = new Budget(1, () => 0)
      budget.pause = async () => void rows++
      await decodeJpeg(file, budget, 16 * 1024 * 1024)
      return rows
    }

    /** 48 megapixels, says the header. */
    const huge = (progressive: boolean, restart = 0): number[] => {
      const components = [{ h: 1, v: 1, coefficients: new Int16Array() }]
      return jpegHead({
        width: 8192,
        height: 6144,
        progressive,
        restart,
        components,
        scans: [],
        steps: STEPS,
      })
    }
    const scan = (...band: number[]): number[] => segment(0xda, [1, 1, 0, ...band])

    it('when it ends in its first row', async () => {
      expect(await rowsOf(Uint8Array.from([...huge(false), ...scan(0, 63, 0), 0x12]))).toBe(0)
    })

    it('when it has a hundred scans of the same', async () => {
      const { file } = ladder(20)
      const once = file.subarray(Buffer.from(file).indexOf(Buffer.of(0xff, 0xda)), -2)
      const often = Uint8Array.from([
        ...file.subarray(0, -2),
        ...Array.from({ length: 99 }, () => [...once]).flat(),
      ])
      expect(await rowsOf(often)).toBe(await rowsOf(file))
    })

    it('when it has a million restart markers, or none of them', async () => {
      const markers = Array.from({ length: 1000 }, (_, i) => [0xff, 0xd0 | (i & 7)]).flat()
      const file = [...huge(false, 1), ...scan(0, 63, 0)]
      expect(await rowsOf(Uint8Array.from([...file, ...markers]))).toBeLessThan(2)
      expect(await rowsOf(Uint8Array.from([...file, 0, 0, 0]))).toBe(0)
    })
  })
})
