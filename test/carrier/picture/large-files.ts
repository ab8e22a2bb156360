/**
 * Owns pictures of 50 megapixels as files, of each kind that phones and scanners make of them: with a texture, so that
 * they take as much work as photographs, and with a code or without. They are made when they are asked for.
 */
import { deflateSync } from 'node:zlib'
import type { GrayPicture } from '../../../src/carrier/picture/gray.ts'
import type { QrSymbol } from '../../../src/carrier/qr/symbol.ts'
import { bmp, pngOf, pngOfGray } from './files.ts'
import { blocksOf, type JpegScan, type JpegSize, jpeg } from './jpeg-file.ts'
import { contrast, picturedSymbol, randomFrom, rotated } from './scene.ts'

const WIDTH = 8192
const HEIGHT = 6144

const KINDS = ['JPEG', 'progressive JPEG', 'BMP', 'PNG', 'PNG of three samples of 16 bits'] as const
export type LargeKind = (typeof KINDS)[number]
export const LARGE_KINDS: readonly LargeKind[] = KINDS

/** The picture as a file; without a symbol there is no code in it. */
export function largeFile(kind: LargeKind, symbol?: QrSymbol): Uint8Array<ArrayBuffer> {
  // a PNG of more noise would be over the limit of 32 MiB
  if (kind === 'PNG') return pngOfGray(largePicture(symbol, 4))
  if (kind === 'PNG of three samples of 16 bits') return pngOfColours(upperPart(largePicture(symbol, 1)))
  const picture = largePicture(symbol, 24)
  if (kind === 'BMP') {
    const palette = Array.from({ length: 16 }, (_, i) => [17 * i, 17 * i, 17 * i])
    const pixel = (x: number, y: number): number => (picture.luma[y * WIDTH + x] as number) >> 4
    return bmp({ width: WIDTH, height: HEIGHT, bits: 4, palette, pixel })
  }
  return photograph(picture, kind === 'progressive JPEG')
}

/** `noise`: by how much of 255 neighbours differ at most. */
function largePicture(symbol: QrSymbol | undefined, noise: number): GrayPicture {
  const random = randomFrom(50)
  const columns = Float64Array.from({ length: WIDTH }, (_, x) => 110 + 50 * Math.sin(x / 900))
  const luma = new Uint8Array(WIDTH * HEIGHT)
  for (let y = 0, i = 0; y < HEIGHT; y++) {
    const row = 30 * Math.cos(y / 300)
    for (let x = 0; x < WIDTH; x++) luma[i++] = (columns[x] as number) + row + noise * random()
  }
  if (symbol !== undefined) {
    const laid = contrast(rotated(picturedSymbol(symbol, 16), 10), 40, 220)
    for (let y = 0; y < laid.height; y++)
      luma.set(laid.luma.subarray(y * laid.width, (y + 1) * laid.width), (y + 2000) * WIDTH + 3000)
  }
  return { width: WIDTH, height: HEIGHT, luma }
}

/** As many pixels of six bytes as are read. */
function upperPart({ width, luma }: GrayPicture): GrayPicture {
  const height = (HEIGHT * 2) / 3
  return { width, height, luma: luma.subarray(0, width * height) }
}

/** Red, green and blue, all of 16 bits, with the filter that takes longest (Paeth, section 9.4). */
function pngOfColours({ width, height, luma }: GrayPicture): Uint8Array<ArrayBuffer> {
  const row = 1 + 6 * width
  const rows = new Uint8Array(row * height)
  for (let y = 0, i = 0, to = 0; y < height; y++) {
    rows[to++] = 4
    for (let x = 0; x < width; x++, i++, to += 6) {
      const left = x === 0 ? 0 : (luma[i - 1] as number)
      const up = y === 0 ? 0 : (luma[i - width] as number)
      const corner = x === 0 || y === 0 ? 0 : (luma[i - width - 1] as number)
      const [a, b, c] = [Math.abs(up - corner), Math.abs(left - corner), Math.abs(left + up - 2 * corner)]
      const predicted = a <= b && a <= c ? left : b <= c ? up : corner
      rows.fill((luma[i] as number) - predicted, to, to + 6)
    }
  }
  return pngOf({ width, height, depth: 16, colour: 2 }, deflateSync(rows, { level: 1 }))
}

/** Quantization as at a quality of 85, and colours at half the resolution, as phones write them. */
const STEPS = Array.from({ length: 64 }, (_, k) => 4 + Math.floor(k / 2))

/** The scans of the usual program (libjpeg's `cjpeg -progressive`). */
const PROGRESSIVE: readonly JpegScan[] = [
  { of: [0, 1, 2], start: 0, end: 0, high: 0, low: 1 },
  { of: [0], start: 1, end: 5, high: 0, low: 2 },
  { of: [2], start: 1, end: 63, high: 0, low: 1 },
  { of: [1], start: 1, end: 63, high: 0, low: 1 },
  { of: [0], start: 6, end: 63, high: 0, low: 2 },
  { of: [0], start: 1, end: 63, high: 2, low: 1 },
  { of: [0, 1, 2], start: 0, end: 0, high: 1, low: 0 },
  { of: [2], start: 1, end: 63, high: 1, low: 0 },
  { of: [1], start: 1, end: 63, high: 1, low: 0 },
  { of: [0], start: 1, end: 63, high: 1, low: 0 },
]

function photograph(picture: GrayPicture, progressive: boolean): Uint8Array<ArrayBuffer> {
  const size: JpegSize = {
    ...picture,
    components: [
      { h: 2, v: 2 },
      { h: 1, v: 1 },
      { h: 1, v: 1 },
    ],
  }
  const components = size.components.map((component, i) => {
    const { stride, rows } = blocksOf(size, i)
    return { ...component, coefficients: i === 0 ? transformed(picture) : colours(64 * stride * rows, i) }
  })
  const scans = progressive ? PROGRESSIVE : [{ of: [0, 1, 2], start: 0, end: 63, high: 0, low: 0 }]
  return jpeg({ width: WIDTH, height: HEIGHT, components, scans, steps: STEPS, progressive })
}

/** Soft ones, with some noise. */
function colours(count: number, seed: number): Int16Array {
  const random = randomFrom(seed)
  return new Int16Array(count).map((_, k) => (k % 64 < 6 ? Math.round((random() - 0.5) * 6) : 0))
}

/** The coefficients of a picture of whole blocks, in the order of the file (ITU-T T.81, section A.3.3). */
function transformed({ width, height, luma }: GrayPicture): Int16Array {
  const waves = Float64Array.from({ length: 64 }, (_, i) => {
    const [u, x] = [i >> 3, i & 7]
    return ((u === 0 ? Math.SQRT1_2 : 1) / 2) * Math.cos(((2 * x + 1) * u * Math.PI) / 16)
  })
  const places = diagonals()
  const coefficients = new Int16Array(width * height)
  const half = new Float64Array(64)
  for (let block = 0, at = 0; block < (width * height) / 64; block++) {
    const corner = Math.floor(block / (width / 8)) * 8 * width + (block % (width / 8)) * 8
    for (let y = 0; y < 8; y++)
      for (let u = 0; u < 8; u++) {
        let sum = 0
        for (let x = 0; x < 8; x++)
          sum += ((luma[corner + y * width + x] as number) - 128) * (waves[8 * u + x] as number)
        half[8 * y + u] = sum
      }
    for (let k = 0; k < 64; k++, at++) {
      const place = places[k] as number
      let sum = 0
      for (let y = 0; y < 8; y++)
        sum += (half[8 * y + (place & 7)] as number) * (waves[8 * (place >> 3) + y] as number)
      coefficients[at] = Math.round(sum / (STEPS[k] as number))
    }
  }
  return coefficients
}

/** 8 * v + u of each coefficient in the order of the file: along the diagonals, each the other way. */
function diagonals(): number[] {
  const order = (place: number): number => {
    const [u, v] = [place & 7, place >> 3]
    return 10 * (u + v) + ((u + v) % 2 === 0 ? u : v)
  }
  return Array.from({ length: 64 }, (_, place) => place).sort((a, b) => order(a) - order(b))
}
