/**
 * Owns the first reader: zxing (WebAssembly), which finds most codes and all of the codes in a picture.
 * It runs in a thread under a time limit: a picture full of finder patterns keeps it busy for minutes. Threads are kept
 * for the next input; the wasm is compiled once, and each input gets memory of its own, so that no picture can change how
 * the next one is read.
 * It never fetches: its wasm is always handed to it.
 */
import { readAsset } from './assets.ts'
import { RunnerPool, readerFailed } from './runner.ts'

/** What one reader saw. */
export interface Sighting {
  /** The distinct texts of ours. */
  readonly ours: readonly string[]
  /** How many distinct codes of other people there were. */
  readonly others: number
  /** Whether the reader had no time to finish; what it saw until then is above. */
  readonly isOutOfTime?: boolean
}

/**
 * How zxing tells black from white: by local thresholds; by these after closing small gaps as well, against noise and
 * moire; by one threshold for the whole picture, for soft, pale and noisy ones, which are halved as well; or by middle
 * gray. Each also tries rotated, inverted and downscaled (zxing's defaults), and looks for every symbol in the picture.
 */
const PASSES = {
  local: {},
  closing: { tryDenoise: true },
  global: { tryDenoise: true, binarizer: 'GlobalHistogram', downscaleThreshold: 100, downscaleFactor: 2 },
  fixed: { tryDenoise: true, binarizer: 'FixedThreshold' },
} as const

export type Pass = keyof typeof PASSES

/** Tried in this order until a code of ours is found. Of 400 bad pictures they read 28, 28 and 38 %. */
const ALL_ROUND: readonly Pass[] = ['local', 'closing', 'global']

const GLUE = `
async function renew(module) {
  ZXingWASM.purgeZXingModule()
  await ZXingWASM.prepareZXingModule({
    overrides: {
      instantiateWasm(imports, take) {
        WebAssembly.instantiate(module, imports).then(instance => take(instance, module))
        return {}
      },
    },
    fireImmediately: true,
  })
}
async function look(file, { module, passes, wanted }, report) {
  for (const pass of passes) {
    const options = { formats: ['QRCode'], textMode: 'Plain', ...pass }
    const codes = await ZXingWASM.readBarcodes(file, options).catch(() => undefined)
    if (codes === undefined) {
      // It trapped, as the global pass does on strips: its memory may be in any state. What was read before is sound.
      await renew(module)
      continue
    }
    const texts = codes.filter(code => code.isValid).map(code => code.text)
    report(texts)
    if (texts.some(text => wanted.some(one => one.test(text)))) break
  }
}
let renewed
globalThis.answer = async ({ files, ...how }, report) => {
  await (renewed ?? renew(how.module))
  for (const [index, file] of files.entries()) await look(file, how, texts => report({ index, texts }))
  // the memory for the next input is made ready while nobody waits for it
  renewed = new Promise(resolve => setTimeout(() => resolve(renew(how.module))))
}
`

export interface ZxingOptions {
  /** What the texts of ours are like (carrier/ours.ts); without the flags `g` and `y`. */
  readonly wanted: readonly RegExp[]
  /** Milliseconds, for all of the files together. */
  readonly limitMs: number
  /** Ends it early. */
  readonly signal?: AbortSignal | undefined
  /** Tried in this order for each file, until a text of ours is found (default: ALL_ROUND). */
  readonly passes?: readonly Pass[]
  /** Files that are handed over, not copied: they are empty afterwards. */
  readonly transfer?: readonly ArrayBuffer[]
}

/** Looks for codes in the bytes of a PGM file. */
export async function readWithZxing(file: Uint8Array, look: ZxingOptions): Promise<Sighting> {
  return (await readAllWithZxing([file], look))[0] as Sighting
}

/** The same for several files one after the other, in one thread: a sighting for each, in their order. */
export async function readAllWithZxing(
  files: readonly Uint8Array[],
  { wanted, limitMs, signal, passes = ALL_ROUND, transfer = [] }: ZxingOptions,
): Promise<readonly Sighting[]> {
  const seen = files.map(() => new Set<string>())
  const module = await zxingModule()
  const outcome = await runners.use(runner =>
    runner.run({
      input: { module, files, passes: passes.map(pass => PASSES[pass]), wanted },
      transfer,
      limitMs,
      signal,
      onReport(value) {
        const { index, texts } = value as { readonly index: number; readonly texts: readonly string[] }
        for (const text of texts) seen[index]?.add(text)
      },
    }),
  )
  if (outcome.kind === 'failed') throw readerFailed(outcome.error)
  const isOutOfTime = outcome.kind === 'out-of-time'
  return seen.map(texts => ({ ...sort([...texts], wanted), isOutOfTime }))
}

/** Tells our texts from the others. */
export function sort(texts: readonly string[], wanted: readonly RegExp[]): Sighting {
  const ours = texts.filter(text => wanted.some(one => one.test(text)))
  return { ours, others: texts.length - ours.length }
}

let compiled: Promise<WebAssembly.Module> | undefined

/** The wasm, compiled once in a process or page; threads are given it. */
export function zxingModule(): Promise<WebAssembly.Module> {
  compiled ??= compile()
  return compiled
}

async function compile(): Promise<WebAssembly.Module> {
  try {
    return await WebAssembly.compile(readAsset('zxing_reader.wasm') as BufferSource)
  } catch (cause) {
    // a runtime that was told to have none
    throw readerFailed(cause)
  }
}

const runners = new RunnerPool(() => new TextDecoder().decode(readAsset('zxing_reader.js')) + GLUE)
