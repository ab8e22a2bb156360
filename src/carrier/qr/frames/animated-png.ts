/**
 * Owns frames as one animated PNG (W3C PNG, third edition, section 11.3.4): each frame is a whole picture, as png.ts
 * draws it, and a program that knows no animation shows the first one. Nothing in it but pixels and their times.
 */
import { symbolToPng } from '../png.ts'
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

function chunk(type: string, content: Uint8Array): Uint8Array {
  const named = joined([Uint8Array.from(type, letter => letter.charCodeAt(0)), content])
  return joined([words(content.length), named, words(crc32(named))])
}

function words(...values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(4 * values.length)
  const view = new DataView(bytes.buffer)
  values.forEach((value, i) => void view.setUint32(4 * i, value))
  return bytes
}

function joined(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const piece of pieces) {
    all.set(piece, at)
    at += piece.length
  }
  return all
}

/** Annex D. */
const CRC = Uint32Array.from({ length: 256 }, (_, byte) => {
  let c = byte
  for (let bit = 0; bit < 8; bit++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1
  return c
})

function crc32(bytes: Uint8Array): number {
  let c = 0xffffffff
  for (const byte of bytes) c = (CRC[(c ^ byte) & 0xff] as number) ^ (c >>> 8)
  return (c ^ 0xffffffff) >>> 0
}
