/**
 * Owns reading the pictures of a camera, one after the other: zxing in a worker that stays, so that its wasm is compiled
 * once. Every second picture is read with its denoise. A picture that takes too long costs the worker, not the page.
 */
import { Runner } from '../../src/carrier/picture/runner.ts'
import { zxingModule } from '../../src/carrier/picture/zxing.ts'
import { readAsset } from './embedded.ts'

/** The first picture also pays for compiling the wasm, on a slow tablet. */
const LIMIT_MS = 8_000

const GLUE = `
let ready
globalThis.answer = async ({ module, pixels, width, height, denoise }) => {
  ready ??= ZXingWASM.prepareZXingModule({
    overrides: {
      instantiateWasm(imports, take) {
        WebAssembly.instantiate(module, imports).then(instance => take(instance, module))
        return {}
      },
    },
    fireImmediately: true,
  })
  await ready
  const picture = new ImageData(new Uint8ClampedArray(pixels), width, height)
  const codes = await ZXingWASM.readBarcodes(picture, { formats: ['QRCode'], textMode: 'Plain', tryDenoise: denoise })
  return codes.filter(code => code.isValid).map(code => code.text)
}
`

export interface FrameReader {
  /** The texts of all QR codes in a picture, whosever they are; it takes the pixels. One picture at a time. */
  read(frame: ImageData): Promise<readonly string[]>
  close(): void
}

export function openFrameReader(): FrameReader {
  const runner = new Runner(new TextDecoder().decode(readAsset('zxing_reader.js')) + GLUE)
  let count = 0
  let worked = false
  return {
    close: () => void runner.close(),
    async read({ data, width, height }) {
      const pixels = data.buffer as ArrayBuffer
      const input = { module: await zxingModule(), pixels, width, height, denoise: count++ % 2 === 1 }
      const outcome = await runner.run({ input, transfer: [pixels], limitMs: LIMIT_MS })
      if (outcome.kind === 'failed' && !worked) throw new Error(`the QR reader failed: ${outcome.error}`)
      worked ||= outcome.kind === 'answered'
      return outcome.kind === 'answered' ? (outcome.value as readonly string[]) : []
    },
  }
}
