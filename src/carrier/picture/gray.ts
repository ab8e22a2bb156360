/**
 * Owns a decoded picture as its readers want it: one byte of brightness a pixel, transparency already on white.
 */

import type { AirlatchError } from '../../core/errors.ts'

/** Rows from the top, pixels from the left, 0 black to 255 white. */
export interface GrayPicture {
  readonly width: number
  readonly height: number
  readonly luma: Uint8Array<ArrayBuffer>
  /** Why a part of the picture is missing, if so. */
  readonly damage?: AirlatchError | undefined
}

/** Brightness of a colour (ITU-R BT.601), as zxing computes it. */
export function lumaOf(red: number, green: number, blue: number): number {
  return (306 * red + 601 * green + 117 * blue + 512) >> 10
}

/** What a pixel of this brightness and opacity (0 to 255) looks like on a ground of this brightness; paper is white. */
export function over(luma: number, opacity: number, ground: number): number {
  if (opacity === 255) return luma
  return ground - Math.round(((ground - luma) * opacity) / 255)
}

/** The picture as a file that zxing reads without any decoding: binary PGM (netpbm "P5"). */
export function pgm({ width, height, luma }: GrayPicture): Uint8Array<ArrayBuffer> {
  const head = new TextEncoder().encode(`P5\n${width} ${height}\n255\n`)
  const file = new Uint8Array(head.length + luma.length)
  file.set(head)
  file.set(luma, head.length)
  return file
}

/** A copy of at most `maxPixels`: each of its pixels is the mean of a square of the original. */
export function shrink(picture: GrayPicture, maxPixels: number): GrayPicture {
  const { width, height, luma } = picture
  if (width * height <= maxPixels) return picture
  const small = new Shrinking(width, height, maxPixels)
  for (let y = 0; y < height; y++) small.add(luma.subarray(y * width, (y + 1) * width))
  return small.picture
}

/** The same for a picture whose rows arrive one by one, so that a large one is never in memory. */
export class Shrinking {
  /** Complete with the last row. */
  readonly picture: GrayPicture
  readonly #stepX: number
  readonly #stepY: number
  /** Of the squares that are not complete. */
  readonly #sums: Uint32Array
  #rows = 0

  constructor(width: number, height: number, maxPixels: number) {
    const step = Math.max(1, Math.ceil(Math.sqrt((width * height) / maxPixels)))
    this.#stepX = Math.min(step, width)
    this.#stepY = Math.min(step, height)
    const size = { width: Math.floor(width / this.#stepX), height: Math.floor(height / this.#stepY) }
    this.picture = { ...size, luma: new Uint8Array(size.width * size.height) }
    this.#sums = new Uint32Array(size.width)
  }

  /** Takes the next row, from the top. */
  add(row: Uint8Array): void {
    const { width, luma } = this.picture
    const start = Math.floor(this.#rows++ / this.#stepY) * width
    const pixels = this.#stepX * this.#stepY
    const sums = this.#sums
    if (start === luma.length) return
    if (pixels === 1) {
      luma.set(row.subarray(0, width), start)
      return
    }
    for (let k = 0; k < this.#stepX; k++)
      for (let x = 0, i = k; x < width; x++, i += this.#stepX)
        sums[x] = (sums[x] as number) + (row[i] as number)
    if (this.#rows % this.#stepY > 0) return
    for (let x = 0; x < width; x++) luma[start + x] = (sums[x] as number) / pixels
    sums.fill(0)
  }
}
