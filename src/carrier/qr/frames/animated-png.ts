/**
 * Owns frames as one animated PNG (W3C PNG, third edition, section 11.3.4): each frame is a whole picture, as png.ts
 * draws it, and a program that knows no animation shows the first one. Nothing in it but pixels and their times.
 */
import { joined } from '../../../core/bytes/joined.ts'
import { chunk, symbolToPng, words } from '../png.ts'
import type { QrSymbol } from '../symbol.ts'
import { FRAME_MILLISECONDS } from './rate.ts'

const SIGNATURE_BYTES = 8

/** The bytes of a PNG that shows the symbols in turn for ever. All are of one version. */
export function symbolsToAnimatedPng(symbols: readonly QrSymbol[]): Uint8Array<ArrayBuffer> {
  const chunks: Uint8Array[] = []
  /** Counts control and data chunks alike. */
  let sequence = 0
  for (const symbol of symbols) {
    const picture = symbolToPng(symbol)
    const [header, ...data] = chunksOf(picture)
    const isFirst = chunks.length === 0
    if (isFirst) {
      chunks.push(picture.subarray(0, SIGNATURE_BYTES), chunk('IHDR', (header as Chunk).content))
      chunks.push(chunk('acTL', words(symbols.length, 0)))
    }
    chunks.push(chunk('fcTL', control(sequence++, (header as Chunk).content.subarray(0, 8))))
    for (const { type, content } of data) {
      if (type !== 'IDAT') continue
      chunks.push(isFirst ? chunk('IDAT', content) : chunk('fdAT', joined([words(sequence++), content])))
    }
  }
  return joined([...chunks, chunk('IEND', new Uint8Array())])
}

/** Of a frame that fills the picture (`size`: width and height), replaces what was there, and stays so long. */
function control(sequence: number, size: Uint8Array): Uint8Array {
  const times = new Uint8Array(6)
  const view = new DataView(times.buffer)
  view.setUint16(0, FRAME_MILLISECONDS)
  view.setUint16(2, 1000)
  return joined([words(sequence), size, words(0, 0), times])
}

interface Chunk {
  readonly type: string
  readonly content: Uint8Array
}

/** All chunks of a PNG of our own. */
function chunksOf(picture: Uint8Array): Chunk[] {
  const view = new DataView(picture.buffer, picture.byteOffset, picture.byteLength)
  const found: Chunk[] = []
  for (let at = SIGNATURE_BYTES; at < picture.length; ) {
    const length = view.getUint32(at)
    const type = String.fromCharCode(...picture.subarray(at + 4, at + 8))
    found.push({ type, content: picture.subarray(at + 8, at + 8 + length) })
    at += 12 + length
  }
  return found
}
