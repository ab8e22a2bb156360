/**
 * Owns the second opinion: jsQR, which reads a few photographs that zxing does not, one code in each.
 * It takes minutes on a large or noisy picture, so it gets a small copy, a thread and a time limit;
 * whatever goes wrong there, it just has no opinion.
 */
import { readAsset } from './assets.ts'
import type { Budget } from './budget.ts'
import { type GrayPicture, shrink } from './gray.ts'
import { runOnce } from './runner.ts'

const MAX_COPY_PIXELS = 2_000_000

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
export async function readWithJsqr(picture: GrayPicture, budget: Budget): Promise<string | undefined> {
  if (Math.min(picture.width, picture.height) < LEAST_SIDE) return undefined
  const outcome = await runOnce(jsqrScript(), {
    input: shrink(picture, MAX_COPY_PIXELS),
    limitMs: budget.left(),
    signal: budget.signal,
  })
  return outcome.kind === 'answered' && outcome.value !== '' ? (outcome.value as string) : undefined
}
