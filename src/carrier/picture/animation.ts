/**
 * Owns the moving pictures: which files are, and their single pictures up to a limit. A file that shows more than that,
 * or breaks off in the middle, ends early: what was seen may be enough.
 */
import { AirlatchError } from '../../core/errors.ts'
import { apngPictures, isAnimatedPng } from './apng.ts'
import type { Budget } from './budget.ts'
import { gifPictures, isAnimatedGif } from './gif.ts'
import type { GrayPicture } from './gray.ts'
import type { PictureHeader } from './header.ts'

/** A message of 1,024 parts, each shown twice. */
const MAX_PICTURES = 2048
/** Of all pictures together: twenty of the largest ones, or 1,900 of those that are drawn here. */
const MAX_PIXELS_IN_ALL = 1024 * 1024 * 1024

/** Whether a file shows more than one picture. Error: picture-malformed. */
export function isAnimated(bytes: Uint8Array, { format }: PictureHeader): boolean {
  if (format === 'GIF') return isAnimatedGif(bytes)
  return format === 'PNG' && isAnimatedPng(bytes)
}

/**
 * Each is to be used before the next one is asked for; none after the budget is over.
 * Errors: picture-malformed, picture-timeout, when there is none before it.
 */
export async function* picturesIn(
  bytes: Uint8Array,
  { format, width, height }: PictureHeader,
  budget: Budget,
): AsyncGenerator<GrayPicture, void, undefined> {
  const most = Math.min(MAX_PICTURES, Math.floor(MAX_PIXELS_IN_ALL / (width * height)))
  let seen = 0
  try {
    for await (const picture of format === 'GIF' ? gifPictures(bytes, budget) : apngPictures(bytes, budget)) {
      yield picture
      if (++seen >= most || budget.isOver()) return
    }
  } catch (error) {
    if (seen === 0 || !(error instanceof AirlatchError)) throw error
  }
}
