/**
 * Owns a QR symbol as a PNG: one bit a pixel, whole pixels a module, a quiet zone of 4 modules
 * (ISO/IEC 18004 section 6.3.8). Nothing in it but the pixels: no date, no program name, so equal symbols give equal bytes.
 */
import { encode } from 'fast-png'
import type { QrSymbol } from './symbol.ts'

const QUIET_MODULES = 4

/** A side that fills a phone's view when shown, and is small enough to mail. */
const AIM_PIXELS = 750

/** The bytes of a PNG of 700 to 810 pixels a side, whatever the version. */
export function symbolToPng(symbol: QrSymbol): Uint8Array {
  const modules = symbol.size + 2 * QUIET_MODULES
  const scale = Math.round(AIM_PIXELS / modules)
  const side = modules * scale
  const bytesPerRow = Math.ceil(side / 8)
  const data = new Uint8Array(bytesPerRow * side)
  for (let y = 0; y < side; y++) {
    const row = Math.floor(y / scale) - QUIET_MODULES
    for (let x = 0; x < side; x++) {
      if (symbol.dark(Math.floor(x / scale) - QUIET_MODULES, row)) continue
      const at = y * bytesPerRow + (x >> 3)
      data[at] = (data[at] as number) | (0x80 >> (x & 7))
    }
  }
  return encode({ width: side, height: side, data, channels: 1, depth: 1 }, { zlib: { level: 9 } })
}
