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

/** Three times what the slowest honest picture (50 megapixels of noise) takes on an old laptop. */
const LIMIT_MS = 30_000

/**
 * In turn, until a code of ours is found: local thresholds; the same after closing small gaps, against noise and
 * moire; then one threshold for the whole picture, for soft, pale and noisy ones, which are halved as well. Each also
 * tries rotated, inverted and downscaled (zxing's defaults), and looks for every symbol in the picture.
 * Of 400 bad pictures by test/carrier/picture/scene.ts they read 28, 28 and 40 %.
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
    const codes = await ZXingWASM.readBarcodes(file, options)
    if (codes.length === 1 && codes[0].format === '' && codes[0].error !== '') return { unreadable: true }
    for (const code of codes) if (code.isValid) texts.add(code.text)
    if ([...texts].some(text => prefixes.some(prefix => text.startsWith(prefix)))) break
  }
  return { unreadable: false, texts: [...texts] }
}
`

/** Looks for codes in the bytes of a PGM, JPEG or BMP file; `transfer` as in a Job. */
export async function readWithZxing(
  file: Uint8Array,
  prefixes: readonly string[],
  transfer: readonly ArrayBuffer[] = [],
): Promise<Sighting> {
  const outcome = await runInThread({
    script: new TextDecoder().decode(readScript('zxing_reader.js')) + GLUE,
    input: { wasm: readAsset('zxing_reader.wasm'), file, passes: PASSES, prefixes },
    transfer,
    limitMs: LIMIT_MS,
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
