/**
 * Owns reading the pictures of a camera, one after the other: zxing in a worker that stays, so that its wasm is compiled
 * once. Every second picture is read with its denoise. A picture that takes too long costs the worker, not the page.
 */

import { readEmbedded } from './embedded.ts'
import { answerOf, startWorker } from './thread.ts'

/** The first picture also pays for compiling the wasm, on a slow tablet. */
const LIMIT_MS = 8_000

const GLUE = `
globalThis.answer = async ({ wasm, pixels, width, height, denoise }) => {
  if (wasm) await ZXingWASM.prepareZXingModule({ overrides: { wasmBinary: wasm }, fireImmediately: true })
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
  let worker: Worker | undefined
  let count = 0
  const close = () => {
    worker?.terminate()
    worker = undefined
  }
  return {
    close,
    async read({ data, width, height }) {
      const isNew = worker === undefined
      worker ??= startWorker(new TextDecoder().decode(readEmbedded('zxing_reader.js')) + GLUE)
      const pixels = data.buffer as ArrayBuffer
      const wasm = isNew ? readEmbedded('zxing_reader.wasm') : undefined
      const input = { wasm, pixels, width, height, denoise: count++ % 2 === 1 }
      const outcome = await answerOf(worker, input, [pixels], LIMIT_MS)
      if (outcome.kind === 'answered') return outcome.value as readonly string[]
      close()
      if (outcome.kind === 'failed' && isNew) throw new Error(`the QR reader failed: ${outcome.error}`)
      return []
    },
  }
}
