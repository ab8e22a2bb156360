/**
 * Owns the first reader: zxing (WebAssembly), which finds most codes and all of the codes in a picture.
 * It runs in a thread under a time limit: a picture full of finder patterns keeps it busy for minutes.
 * It never fetches: its wasm is always handed to it.
 */
import { readAsset } from './assets.ts'
import { readScript } from './scripts.ts'
import { runInThread } from './thread.ts'

/** What one reader saw. */
export interface Sighting {
  /** The distinct texts with a prefix of ours. */
  readonly ours: readonly string[]
  /** How many distinct codes of other people there were. */
  readonly others: number
  /** Why the reader did not finish, if it did not. */
  readonly stopped?: 'out-of-time' | 'unreadable'
}

/**
 * In turn, until a code of ours is found: local thresholds; the same after closing small gaps, against noise and
 * moire; then one threshold for the whole picture, for soft, pale and noisy ones, which are halved as well. Each also
 * tries rotated, inverted and downscaled (zxing's defaults), and looks for every symbol in the picture.
 * Of 400 bad pictures (noise, blur, little contrast, from the side) they read 28, 28 and 38 %; unhalved it is 35 %.
 */
const PASSES = [
  {},
  { tryDenoise: true },
  { tryDenoise: true, binarizer: 'GlobalHistogram', downscaleThreshold: 100, downscaleFactor: 2 },
] as const

const GLUE = `
globalThis.answer = async ({ wasm, file, passes, prefixes }) => {
  await ZXingWASM.prepareZXingModule({ overrides: { wasmBinary: wasm }, fireImmediately: true })
  const texts = new Set()
  for (const pass of passes) {
    const options = { formats: ['QRCode'], textMode: 'Plain', ...pass }
    // It traps on some hostile files; what is read before a trap is not worth more than the file.
    const codes = await ZXingWASM.readBarcodes(file, options).catch(() => undefined)
    if (codes === undefined) return { unreadable: true }
    if (codes.length === 1 && codes[0].format === '' && codes[0].error !== '') return { unreadable: true }
    for (const code of codes) if (code.isValid) texts.add(code.text)
    if ([...texts].some(text => prefixes.some(prefix => text.startsWith(prefix)))) break
  }
  return { unreadable: false, texts: [...texts] }
}
`

/** Looks for codes in the bytes of a PGM, JPEG or BMP file; `limitMs` and `transfer` as in a Job. */
export async function readWithZxing(
  file: Uint8Array,
  prefixes: readonly string[],
  limitMs: number,
  transfer: readonly ArrayBuffer[] = [],
): Promise<Sighting> {
  const outcome = await runInThread({
    script: new TextDecoder().decode(readScript('zxing_reader.js')) + GLUE,
    input: { wasm: readAsset('zxing_reader.wasm'), file, passes: PASSES, prefixes },
    transfer,
    limitMs,
  })
  if (outcome.kind === 'out-of-time') return { ours: [], others: 0, stopped: 'out-of-time' }
  if (outcome.kind === 'failed') throw new Error(`zxing failed: ${outcome.error}`)
  const found = outcome.value as { unreadable: true } | { unreadable: false; texts: string[] }
  if (found.unreadable) return { ours: [], others: 0, stopped: 'unreadable' }
  return sort(found.texts, prefixes)
}

/** Tells our texts from the others. */
export function sort(texts: readonly string[], prefixes: readonly string[]): Sighting {
  const ours = texts.filter(text => prefixes.some(prefix => text.startsWith(prefix)))
  return { ours, others: texts.length - ours.length }
}
