/**
 * Owns the second opinion: jsQR, which reads a few photographs that zxing does not, one code in each.
 * It takes minutes on a large or noisy picture, so it gets a small copy, a thread and a time limit;
 * whatever goes wrong there, it just has no opinion.
 */
import { readAsset } from './assets.ts'
import { type GrayPicture, shrink } from './gray.ts'
import { type Job, RunnerPool } from './runner.ts'

/** With twice as many it reads less in twice the time. */
const MAX_COPY_PIXELS = 1_000_000

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

const runners = new RunnerPool(jsqrScript)

/** The text that jsQR finds, or undefined. It reports an empty text as a find: that is none. */
export async function readWithJsqr(
  picture: GrayPicture,
  limit: Pick<Job, 'limitMs' | 'signal'>,
): Promise<string | undefined> {
  if (Math.min(picture.width, picture.height) < LEAST_SIDE) return undefined
  const input = shrink(picture, MAX_COPY_PIXELS)
  const outcome = await runners.use(runner => runner.run({ input, ...limit }))
  return outcome.kind === 'answered' && outcome.value !== '' ? (outcome.value as string) : undefined
}
