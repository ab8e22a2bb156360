/**
 * Owns a QR symbol as a PNG (W3C PNG, third edition): one bit a pixel, whole pixels a module, a quiet zone of 4 modules
 * (ISO/IEC 18004 section 6.3.8). Nothing in it but the pixels: no date, no program name, so equal symbols give equal bytes.
 * Written here, because a server draws one for each license: a row of modules is drawn once, and each further row of
 * pixels says that it is as the one above it.
 */
import { crc32, deflateSync } from 'node:zlib'
import { joined } from '../../core/bytes/joined.ts'
import type { QrSymbol } from './symbol.ts'

const QUIET_MODULES = 4

/** A side that fills a phone's view when shown, and is small enough to mail. */
const AIM_PIXELS = 750

const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)
/** Filters of a row (section 9.2). */
const FILTER = { none: 0, up: 2 } as const
/** A third of the time of level 9, for a twentieth more bytes. */
const LEVEL = 6

/** The bytes of a PNG of 700 to 810 pixels a side, whatever the version. */
export function symbolToPng(symbol: QrSymbol): Uint8Array {
  const modules = symbol.size + 2 * QUIET_MODULES
  const scale = Math.round(AIM_PIXELS / modules)
  const side = modules * scale
  const bytesPerRow = 1 + Math.ceil(side / 8)
  const data = new Uint8Array(bytesPerRow * side)
  for (let y = 0; y < modules; y++) {
    const first = y * scale * bytesPerRow
    data[first] = FILTER.none
    for (let x = 0; x < modules; x++)
      if (!symbol.dark(x - QUIET_MODULES, y - QUIET_MODULES))
        setBits(data, (first + 1) * 8 + x * scale, scale)
    for (let same = 1; same < scale; same++) data[first + same * bytesPerRow] = FILTER.up
  }
  return joined([
    SIGNATURE,
    // 1 bit, gray, deflate, filters, not interlaced
    chunk('IHDR', joined([words(side, side), Uint8Array.of(1, 0, 0, 0, 0)])),
    chunk('IDAT', deflateSync(data, { level: LEVEL })),
    chunk('IEND', new Uint8Array()),
  ])
}

function setBits(data: Uint8Array, from: number, count: number): void {
  for (let bit = from; bit < from + count; bit++)
    data[bit >> 3] = (data[bit >> 3] as number) | (0x80 >> (bit & 7))
}

/** One chunk of a PNG (section 5.3); `type` is of four letters. */
export function chunk(type: string, content: Uint8Array): Uint8Array {
  const named = joined([Uint8Array.from(type, letter => letter.charCodeAt(0)), content])
  return joined([words(content.length), named, words(crc32(named))])
}

/** Numbers of four bytes each, big-endian. */
export function words(...values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(4 * values.length)
  const view = new DataView(bytes.buffer)
  values.forEach((value, i) => void view.setUint32(4 * i, value))
  return bytes
}
