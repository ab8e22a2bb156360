/**
 * Owns what the components of a JPEG mean, which the format leaves open: JFIF and Adobe's segment say it, and for files
 * without either there are habits.
 */
import { lumaOf } from '../gray.ts'
import type { ScanHeader } from './segments.ts'

export interface Colours {
  /** The components that brightness is made of, by their place in the frame. */
  readonly wanted: readonly number[]
  /** The brightness of their samples; undefined where it is the sample of the only one. */
  readonly luma: ((a: number, b: number, c: number, d: number) => number) | undefined
}

const ONE = { wanted: [0], luma: undefined }
const RGB = { wanted: [0, 1, 2], luma: lumaOf }

/** Four inks, as much as the number says. */
const CMYK = {
  wanted: [0, 1, 2, 3],
  luma: (c: number, m: number, y: number, k: number) => lit(255 - lumaOf(c, m, y), 255 - k),
}

/** Adobe writes inks as the light that they leave, and may make brightness and colours of the inks: then black is 255. */
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
