/**
 * Owns in which forms a still picture is given to zxing, one after the other until it finds what is wanted: the picture
 * itself, and copies that show what it misses there. The quickest come first.
 * Of 536 public photographs of all kinds of trouble these read 392, 30, 6 and 5 more.
 */
import { type GrayPicture, shrink } from './gray.ts'
import type { Pass } from './zxing.ts'

export interface StillLook {
  readonly picture: GrayPicture
  readonly pass: Pass
}

/** Enough for a symbol of 177 modules a side; what is larger takes longer, and hardly more is read. */
const COPY_PIXELS = 1_600_000

/** Each copy is made when it is asked for. */
export function* looksAt(picture: GrayPicture): Generator<StillLook, void, undefined> {
  yield { picture, pass: 'local' }
  yield { picture: evenlyLit(shrink(picture, COPY_PIXELS)), pass: 'fixed' }
  yield { picture, pass: 'global' }
  if (picture.luma.length <= COPY_PIXELS) yield { picture: enlarge(picture), pass: 'closing' }
}

/** Of the longer side: a few modules of a code that fills the picture. */
const SURROUNDINGS = 1 / 32

/**
 * How much brighter each pixel is than its surroundings, on middle gray: lamps, shadows and reflections disappear. The
 * local thresholds of zxing are those of eight pixels, which a large or soft module fills.
 */
export function evenlyLit({ width, height, luma }: GrayPicture): GrayPicture {
  const radius = Math.ceil(Math.max(width, height) * SURROUNDINGS)
  const even = new Uint8ClampedArray(luma.length)
  /** Of the columns of the window around a row, and of all of them to the left. */
  const columns = new Uint32Array(width)
  const sums = new Uint32Array(width + 1)
  const weigh = (y: number, sign: 1 | -1): void => {
    if (y < 0 || y >= height) return
    for (let x = 0, i = y * width; x < width; x++, i++)
      columns[x] = (columns[x] as number) + sign * (luma[i] as number)
  }
  for (let y = 0; y < radius; y++) weigh(y, 1)
  for (let y = 0, i = 0; y < height; y++) {
    weigh(y + radius, 1)
    weigh(y - radius - 1, -1)
    for (let x = 0; x < width; x++) sums[x + 1] = (sums[x] as number) + (columns[x] as number)
    const rows = Math.min(height, y + radius + 1) - Math.max(0, y - radius)
    for (let x = 0; x < width; x++, i++) {
      const left = Math.max(0, x - radius)
      const right = Math.min(width, x + radius + 1)
      const mean = ((sums[right] as number) - (sums[left] as number)) / (rows * (right - left))
      even[i] = 128 + (luma[i] as number) - mean
    }
  }
  return { width, height, luma: new Uint8Array(even.buffer) }
}

/** A copy of twice the width and height, its pixels between those of the original: small modules get room for zxing. */
export function enlarge({ width, height, luma }: GrayPicture): GrayPicture {
  const large = { width: 2 * width, height: 2 * height, luma: new Uint8Array(4 * luma.length) }
  let at = 0
  for (let row = 0; row < large.height; row++) {
    const near = (row >> 1) * width
    const far = Math.min(Math.max(0, (row >> 1) + (row % 2 === 0 ? -1 : 1)), height - 1) * width
    // the nearer row and column weigh three times as much as the other one
    const weighed = (x: number): number => 3 * (luma[near + x] as number) + (luma[far + x] as number)
    let [before, here] = [weighed(0), weighed(0)]
    for (let x = 0; x < width; x++) {
      const next = x + 1 < width ? weighed(x + 1) : here
      large.luma[at++] = (3 * here + before + 8) >> 4
      large.luma[at++] = (3 * here + next + 8) >> 4
      before = here
      here = next
    }
  }
  return large
}
