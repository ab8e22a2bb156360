/**
 * Owns what the components of a JPEG mean, which the format leaves open: JFIF and Adobe's segment define it, and for
 * files without them there are conventions.
 */
import { lumaOf } from '../gray.ts'
import type { ScanHeader } from './segments.ts'

export interface Colours {
  /** Indexes of the components that brightness is computed from. */
  readonly wanted: readonly number[]
  /** The brightness of their samples; undefined if the first sample is the brightness. */
  readonly luma: ((a: number, b: number, c: number, d: number) => number) | undefined
}

const ONE = { wanted: [0], luma: undefined }
const RGB = { wanted: [0, 1, 2], luma: lumaOf }

/** Four inks: 255 is all of it. */
const CMYK = {
  wanted: [0, 1, 2, 3],
  luma: (c: number, m: number, y: number, k: number) => lit(255 - lumaOf(c, m, y), 255 - k),
}

/** Adobe inverts the inks (255 is none of it), and YCCK inverts the brightness once more. */
const ADOBE_CMYK = {
  wanted: [0, 1, 2, 3],
  luma: (c: number, m: number, y: number, k: number) => lit(lumaOf(c, m, y), k),
}
const ADOBE_YCCK = { wanted: [0, 3], luma: (y: number, k: number) => lit(255 - y, k) }

function lit(luma: number, black: number): number {
  return Math.round((luma * black) / 255)
}

export function coloursOf({ frame, isJfif, adobe }: ScanHeader): Colours {
  const ids = String.fromCharCode(...frame.components.map(({ id }) => id))
  if (ids.length === 3) return !isJfif && (adobe === undefined ? ids === 'RGB' : adobe === 0) ? RGB : ONE
  if (ids.length < 4) return ONE
  if (adobe === undefined) return CMYK
  return adobe === 2 ? ADOBE_YCCK : ADOBE_CMYK
}
