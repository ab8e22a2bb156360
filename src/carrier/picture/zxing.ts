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
  /** The distinct texts of ours. */
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
async function look(file, { passes, wanted, thorough }) {
  const texts = new Set()
  for (const pass of passes) {
    const options = { formats: ['QRCode'], textMode: 'Plain', ...pass }
    // It traps on some hostile files; what is read before a trap is not worth more than the file.
    const codes = await ZXingWASM.readBarcodes(file, options).catch(() => undefined)
    if (codes === undefined) return { unreadable: true }
    if (codes.length === 1 && codes[0].format === '' && codes[0].error !== '') return { unreadable: true }
    for (const code of codes) if (code.isValid) texts.add(code.text)
    if (!thorough && [...texts].some(text => wanted.some(one => one.test(text)))) break
  }
  return { unreadable: false, texts: [...texts] }
}
globalThis.answer = async ({ wasm, files, ...how }) => {
  await ZXingWASM.prepareZXingModule({ overrides: { wasmBinary: wasm }, fireImmediately: true })
  const found = []
  for (const file of files) found.push(await look(file, how))
  return found
}
`

export interface Look {
  /** What the texts of ours are like (carrier/ours.ts); without the flags `g` and `y`. */
  readonly wanted: readonly RegExp[]
  /** Milliseconds, for all of the files together. */
  readonly limitMs: number
  /** Whether to go through all passes, as there is to be more in the picture than one of them finds. */
  readonly thorough?: boolean
  /** Files that are handed over, not copied: they are empty afterwards. */
  readonly transfer?: readonly ArrayBuffer[]
}

/** Looks for codes in the bytes of a PGM, JPEG or BMP file. */
export async function readWithZxing(file: Uint8Array, look: Look): Promise<Sighting> {
  return (await readAllWithZxing([file], look))[0] as Sighting
}

/** The same for several files one after the other, in one thread: a sighting for each, in their order. */
export async function readAllWithZxing(
  files: readonly Uint8Array[],
  { wanted, limitMs, thorough = false, transfer = [] }: Look,
): Promise<readonly Sighting[]> {
  const outcome = await runInThread({
    script: new TextDecoder().decode(readScript('zxing_reader.js')) + GLUE,
    input: { wasm: readAsset('zxing_reader.wasm'), files, passes: PASSES, wanted, thorough },
    transfer,
    limitMs,
  })
  if (outcome.kind === 'failed') throw new Error(`zxing failed: ${outcome.error}`)
  if (outcome.kind === 'out-of-time')
    return files.map(() => ({ ours: [], others: 0, stopped: 'out-of-time' }))
  const found = outcome.value as readonly ({ unreadable: true } | { unreadable: false; texts: string[] })[]
  return found.map(one =>
    one.unreadable ? { ours: [], others: 0, stopped: 'unreadable' } : sort(one.texts, wanted),
  )
}

/** Tells our texts from the others. */
export function sort(texts: readonly string[], wanted: readonly RegExp[]): Sighting {
  const ours = texts.filter(text => wanted.some(one => one.test(text)))
  return { ours, others: texts.length - ours.length }
}
