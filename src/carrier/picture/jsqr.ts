/**
 * Owns the second opinion: jsQR, which reads a few photographs that zxing does not, one code in each.
 * It takes minutes on a large or noisy picture, so it gets a small copy, a thread and a time limit;
 * whatever goes wrong there, it just has no opinion.
 */
import { readAsset } from './assets.ts'
import { type GrayPicture, lumaOf, shrink } from './gray.ts'
import { runOnce } from './runner.ts'
import { readScript } from './scripts.ts'

const MAX_COPY_PIXELS = 2_000_000

const MAX_JPEG_MEMORY_MB = 1024

/** The smallest symbol has 21 modules a side (ISO/IEC 18004 section 6.3.2). */
const LEAST_SIDE = 21

/** jsQR.js is a universal module: `self` is where it puts itself when there is no module system. */
function jsqrScript(): string {
  return `
const home = {}
;(function (self, module, exports, define) {
${new TextDecoder().decode(readAsset('jsQR.js'))}
}).call(home, home)
globalThis.answer = ({ width, height, luma }) => {
  const rgba = new Uint8ClampedArray(4 * luma.length)
  for (let i = 0; i < luma.length; i++) {
    rgba[4 * i] = rgba[4 * i + 1] = rgba[4 * i + 2] = luma[i]
    rgba[4 * i + 3] = 255
  }
  return home.jsQR(rgba, width, height, { inversionAttempts: 'attemptBoth' })?.data ?? ''
}
`
}

/** The text that jsQR finds, or undefined. It reports an empty text as a find: that is none. */
export async function readWithJsqr(picture: GrayPicture, limitMs: number): Promise<string | undefined> {
  if (Math.min(picture.width, picture.height) < LEAST_SIDE) return undefined
  const outcome = await runOnce(jsqrScript(), { input: shrink(picture, MAX_COPY_PIXELS), limitMs })
  return outcome.kind === 'answered' && outcome.value !== '' ? (outcome.value as string) : undefined
}

/** jpeg-js declares `decode` for whoever is in its scope. */
function jpegScript(): string {
  return `
globalThis.answer = (function (module) {
${new TextDecoder().decode(readScript('jpeg_decoder.js'))}
  return ({ file, options }) => {
    const { width, height, data } = decode(file, options)
    return { width, height, rgb: data }
  }
})({})
`
}

/** A JPEG as jsQR needs it, or undefined where it is broken or takes too long; jpeg-js does about 6 megapixels a second. */
export async function decodeJpeg(file: Uint8Array, limitMs: number): Promise<GrayPicture | undefined> {
  const options = { useTArray: true, formatAsRGBA: false, maxMemoryUsageInMB: MAX_JPEG_MEMORY_MB }
  const outcome = await runOnce(jpegScript(), { input: { file, options }, limitMs })
  if (outcome.kind !== 'answered') return undefined
  const { rgb, ...size } = outcome.value as { width: number; height: number; rgb: Uint8Array }
  const luma = new Uint8Array(size.width * size.height)
  for (let i = 0, k = 0; i < luma.length; i++, k += 3) {
    luma[i] = lumaOf(rgb[k] as number, rgb[k + 1] as number, rgb[k + 2] as number)
  }
  return { ...size, luma }
}
