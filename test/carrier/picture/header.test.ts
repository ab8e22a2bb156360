import { deflateSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  MAX_FILE_BYTES,
  MAX_PIXELS,
  type PictureFormat,
  pictureFormat,
  pictureHeader,
} from '../../../src/carrier/picture/header.ts'
import { AirlatchError, type ErrorCode } from '../../../src/core/errors.ts'
import { explain } from '../../../src/words/explain.ts'
import { runs } from '../../effort.ts'
import { bmpOfGray, gif, jpegOfGray, pngOf, pngOfGray } from './files.ts'
import { paint } from './scene.ts'

const CHECKS = paint(40, 30, (x, y) => (((x >> 2) + (y >> 2)) % 2 === 0 ? 0 : 255))
const GIF = gif({
  width: 40,
  height: 30,
  palette: [
    [0, 0, 0],
    [9, 9, 9],
  ],
  index: x => x & 1,
})
const FILES = { PNG: pngOfGray(CHECKS), JPEG: jpegOfGray(CHECKS, 80), GIF, BMP: bmpOfGray(CHECKS) }
const FORMATS = Object.keys(FILES) as (keyof typeof FILES)[]

function bytesOf(latin1: string): Uint8Array {
  return Uint8Array.from(latin1, c => c.charCodeAt(0))
}

/** The code and details with which a header is refused; fails when it is not. */
function refusal(bytes: Uint8Array): Pick<AirlatchError, 'code' | 'details'> {
  try {
    pictureHeader(bytes)
  } catch (error) {
    if (error instanceof AirlatchError) return { code: error.code, details: error.details }
    throw error
  }
  throw new Error('not refused')
}

function patched(bytes: Uint8Array, at: number, ...values: number[]): Uint8Array {
  const copy = bytes.slice()
  copy.set(values, at)
  return copy
}

/** JPEG segments out of a marker and its content. */
function jpeg(...segments: readonly [marker: number, content: readonly number[]][]): Uint8Array {
  return Uint8Array.from([
    ...[0xff, 0xd8],
    ...segments.flatMap(([marker, content]) => {
      return [0xff, marker, (content.length + 2) >> 8, (content.length + 2) & 0xff, ...content]
    }),
  ])
}

function frame(width: number, height: number): number[] {
  return [8, height >> 8, height & 0xff, width >> 8, width & 0xff, 1, 1, 0x11, 0]
}

const SCAN = [1, 1, 0, 0, 63, 0]

describe('the header of a picture', () => {
  it.each(FORMATS)('tells format, width and height of %s', format => {
    expect(pictureHeader(FILES[format])).toEqual({ format, width: 40, height: 30 })
  })

  it('reads a BMP with rows from the top, and one of OS/2', () => {
    expect(pictureHeader(bmpOfGray(CHECKS, true))).toEqual({ format: 'BMP', width: 40, height: 30 })
    const os2 = new Uint8Array(26 + 30 * 120)
    os2.set([...bytesOf('BM'), 0, 0, 0, 0, 0, 0, 0, 0, 26, 0, 0, 0, 12, 0, 0, 0, 40, 0, 30, 0, 1, 0, 24, 0])
    expect(pictureHeader(os2)).toEqual({ format: 'BMP', width: 40, height: 30 })
  })

  it('steps over what stands before the frame header of a JPEG: a thumbnail, fill bytes, restarts', () => {
    const thumbnail = [...jpeg([0xc0, frame(9, 9)], [0xda, SCAN])]
    const picture = jpeg([0xe1, thumbnail], [0xdb, [0]], [0xc2, frame(640, 480)], [0xda, SCAN])
    const filled = Uint8Array.from([
      ...picture.subarray(0, 2),
      0xff,
      0xff,
      ...picture.subarray(2),
      7,
      0xff,
      0,
      0xff,
      0xd0,
    ])
    expect(pictureHeader(filled)).toEqual({ format: 'JPEG', width: 640, height: 480 })
  })

  it('names formats that are not read, and says what to do', () => {
    const others: [PictureFormat, string][] = [
      ['WebP', 'RIFF\x24\0\0\0WEBPVP8 '],
      ['HEIC', '\0\0\0\x18ftypheic\0\0\0\0'],
      ['HEIC', '\0\0\0\x18ftypmif1\0\0\0\0'],
      ['AVIF', '\0\0\0\x1cftypavif\0\0\0\0'],
      ['TIFF', 'II*\0\x08\0\0\0'],
      ['TIFF', 'MM\0*\0\0\0\x08'],
      ['JPEG XL', '\xff\x0a\0\0'],
      ['JPEG XL', '\0\0\0\x0cJXL \r\n\x87\n'],
      ['JPEG 2000', '\0\0\0\x0cjP  \r\n\x87\n'],
      ['PDF', '%PDF-1.7\n'],
      ['SVG', '<svg xmlns="http://www.w3.org/2000/svg">'],
      ['SVG', '\xef\xbb\xbf<?xml version="1.0"?>\n<!-- drawn -->\n<svg>'],
    ]
    for (const [format, start] of others) {
      expect(pictureFormat(bytesOf(start))).toBe(format)
      const { code, details } = refusal(bytesOf(start))
      expect([code, details]).toEqual(['picture-unsupported', { format }])
      expect(explain(code, details).message).toContain(format)
      expect(explain(code, details).hint).toMatch(/PNG/)
    }
  })

  it('does not take other things for pictures', () => {
    const things = [
      '',
      'B',
      'BM',
      'BMW and Audi drive past each other',
      'GIF8',
      'RIFF\0\0\0\0WAVE',
      '<html><svg>',
    ]
    things.push(
      '\0\0\0\x18ftypisom',
      '-----BEGIN AIRLATCH LICENSE-----',
      'AL1:BB8',
      '\xd2\x84\x58',
      '<?xml version="1.0"?>',
    )
    for (const start of things) {
      expect(pictureFormat(bytesOf(start))).toBeUndefined()
      expect(refusal(bytesOf(start))).toEqual({ code: 'picture-unsupported', details: { format: 'unknown' } })
    }
  })

  it('refuses more than 50 megapixels, whatever the file holds', () => {
    const png = pngOf({ width: 30_000, height: 30_000, depth: 8, colour: 0 }, deflateSync(new Uint8Array(10)))
    expect(refusal(png)).toEqual({
      code: 'picture-too-large',
      details: { width: 30_000, height: 30_000, most: MAX_PIXELS },
    })
    const others = [
      patched(FILES.GIF, 6, 0xff, 0xff, 0xff, 0xff),
      patched(FILES.BMP, 18, 0x30, 0x75, 0, 0, 0x30, 0x75, 0, 0),
      patched(FILES.BMP, 18, 0xff, 0xff, 0xff, 0x7f, 0, 0, 0, 0x80),
      jpeg([0xc0, frame(65_535, 65_535)], [0xda, SCAN]),
    ]
    for (const file of others) expect(refusal(file).code).toBe('picture-too-large')
    const { code, details } = refusal(png)
    expect(explain(code, details).message).toContain('30000 x 30000')
    expect(explain(code, details).hint).toMatch(/crop/)
  })

  it('accepts the largest photograph of a 50-megapixel phone, and not a pixel over the limit', () => {
    const sized = (width: number, height: number): Uint8Array =>
      jpeg([0xc0, frame(width, height)], [0xda, SCAN])
    expect(pictureHeader(sized(8192, 6144))).toMatchObject({ width: 8192, height: 6144 })
    expect(pictureHeader(sized(8192, 6400))).toMatchObject({ width: 8192, height: 6400 })
    expect(refusal(sized(8193, 6400)).code).toBe('picture-too-large')
  })

  it('counts bytes and not pixels where a pixel has six or eight of them', () => {
    const sized = (width: number, colour: 2 | 6): Uint8Array =>
      pngOf({ width, height: 6400, depth: 16, colour }, new Uint8Array())
    expect(pictureHeader(sized(5461, 2))).toMatchObject({ width: 5461 })
    expect(refusal(sized(5462, 2)).details).toEqual({ width: 5462, height: 6400, most: 34_952_533 })
    expect(pictureHeader(sized(4096, 6))).toMatchObject({ width: 4096 })
    const { code, details } = refusal(sized(4097, 6))
    expect(details).toEqual({ width: 4097, height: 6400, most: 26_214_400 })
    expect(explain(code, details).message).toContain('more than 25 megapixels')
  })

  it('refuses a file of more than 32 MiB', () => {
    const large = new Uint8Array(MAX_FILE_BYTES + 1)
    large.set(FILES.PNG)
    expect(refusal(large)).toEqual({
      code: 'picture-too-large',
      details: { bytes: MAX_FILE_BYTES + 1, most: MAX_FILE_BYTES },
    })
    expect(explain<ErrorCode>('picture-too-large', refusal(large).details).message).toContain('33,554,432')
  })

  it('refuses a JPEG that repaints itself without end', () => {
    const scans = (count: number): Uint8Array =>
      jpeg(
        [0xc2, frame(7000, 7000)],
        ...Array.from({ length: count }, () => [0xda, SCAN] as [number, number[]]),
      )
    expect(pictureHeader(scans(100))).toMatchObject({ width: 7000 })
    expect(refusal(scans(101))).toMatchObject({ code: 'picture-malformed', details: { format: 'JPEG' } })
  })

  it('refuses headers that contradict themselves', () => {
    const malformed = [
      patched(FILES.PNG, 16, 0, 0, 0, 0),
      patched(FILES.PNG, 4, 0x0a),
      patched(FILES.PNG, 12, 0x49, 0x44, 0x41, 0x54),
      patched(FILES.PNG, 8, 0, 0, 0, 14),
      patched(FILES.GIF, 6, 0, 0),
      patched(FILES.BMP, 18, 0xff, 0xff, 0xff, 0xff),
      patched(FILES.BMP, 22, 0, 0, 0, 0),
      patched(FILES.BMP, 28, 7),
      patched(FILES.BMP, 10, 0xff, 0xff, 0xff, 0xff),
      FILES.BMP.subarray(0, FILES.BMP.length - 1),
      jpeg([0xc0, frame(0, 10)], [0xda, SCAN]),
      jpeg([0xc0, frame(10, 0)], [0xda, SCAN]),
      jpeg([0xc0, frame(10, 10)], [0xc0, frame(10, 10)], [0xda, SCAN]),
      jpeg([0xc0, frame(10, 10)]),
      Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 0, 0, 0xff, 0xe0, 0, 1),
      Uint8Array.of(0xff, 0xd8, 0xff, 0xd9),
    ]
    for (const file of malformed) expect(refusal(file).code).toBe('picture-malformed')
  })

  it('names the rare kinds of JPEG and BMP that have no reader', () => {
    expect(refusal(jpeg([0xc3, frame(10, 10)], [0xda, SCAN]))).toEqual({
      code: 'picture-unsupported',
      details: { format: 'JPEG', variant: 'lossless-or-arithmetic' },
    })
    expect(refusal(patched(FILES.BMP, 30, 1)).details).toEqual({ format: 'BMP', variant: 'compressed' })
  })

  it.each(FORMATS)(
    'refuses every piece that is cut from the start of a %s, until its header is whole',
    format => {
      const file = FILES[format]
      let accepted = 0
      for (let length = 0; length < file.length; length++) {
        const piece = file.subarray(0, length)
        try {
          expect(pictureHeader(piece)).toEqual({ format, width: 40, height: 30 })
          accepted++
        } catch (error) {
          expect((error as AirlatchError).code).toMatch(/^picture-(unsupported|malformed)$/)
          // Once the header is whole, more bytes never make it worse.
          expect(accepted).toBe(0)
        }
      }
    },
  )

  it('answers or refuses whatever the bytes', () => {
    const start = fc.constantFrom(...FORMATS.map(format => FILES[format]))
    const hostile = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc
        .tuple(
          start,
          fc.array(fc.tuple(fc.nat(80), fc.integer({ min: 0, max: 255 })), { maxLength: 12 }),
          fc.nat(700),
        )
        .map(([file, patches, length]) => {
          return patches
            .reduce<Uint8Array>((bytes, [at, value]) => patched(bytes, at, value), file)
            .subarray(0, length)
        }),
      fc.tuple(start, fc.uint8Array({ maxLength: 300 })).map(([file, rest]) => {
        return Uint8Array.from([...file.subarray(0, 4), ...rest])
      }),
    )
    fc.assert(
      fc.property(hostile, bytes => {
        try {
          const { width, height } = pictureHeader(bytes)
          expect(width * height).toBeGreaterThan(0)
          expect(width * height).toBeLessThanOrEqual(MAX_PIXELS)
        } catch (error) {
          expect((error as AirlatchError).code).toMatch(/^picture-/)
        }
      }),
      { numRuns: runs(2000) },
    )
  })

  it('is done with 8 MiB of markers in a moment', () => {
    const markers = new Uint8Array(8_388_608).fill(0xff)
    expect(refusal(patched(markers, 1, 0xd8)).code).toBe('picture-malformed')
    const segments = new Uint8Array(8_388_608)
    for (let at = 2; at + 4 <= segments.length; at += 4) segments.set([0xff, 0xfe, 0, 2], at)
    expect(refusal(patched(segments, 0, 0xff, 0xd8)).code).toBe('picture-malformed')
  })
})
