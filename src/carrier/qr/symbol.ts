/**
 * Owns how text becomes one QR symbol (ISO/IEC 18004): level M unless another is wanted, one alphanumeric segment, the
 * smallest version.
 * Refuses what does not fit version 20: larger symbols are not read reliably from a screen by a phone.
 * Knows no picture format: png.ts, svg.ts and terminal.ts draw the symbol.
 */
import { create } from 'qrcode/lib/core/qrcode.js'
import { AirlatchError } from '../../core/errors.ts'
import { QR_PREFIX } from './text.ts'
import { MAX_VERSION } from './versions.ts'

/** Characters in one alphanumeric segment at level M, versions 1 to 20 (ISO/IEC 18004 table 7). */
const CHARACTERS = [
  20, 38, 61, 90, 122, 154, 178, 221, 262, 311, 366, 419, 483, 528, 600, 656, 734, 816, 909, 970,
]

/** A square of dark and light modules, without quiet zone. */
export interface QrSymbol {
  /** 1 to 20. */
  readonly version: number
  /** Modules a side: 17 + 4 times the version. */
  readonly size: number
  /** Whether the module in column x and row y is dark; outside of the symbol all is light. */
  dark(x: number, y: number): boolean
}

/** How much of a symbol may be damaged (ISO/IEC 18004 table 8): M 15 of 100, L 7 of 100, for a clean screen. */
export type QrLevel = 'M' | 'L'

/** How many characters of the alphanumeric mode fit a symbol of this version; 0 for no such version. */
export function capacityCharacters(version: number): number {
  return CHARACTERS[version - 1] ?? 0
}

/** How many bytes of message fit a symbol of this version, after the prefix and as Base45; 0 for no such version. */
export function capacityBytes(version: number): number {
  return bytesInBase45(capacityCharacters(version) - QR_PREFIX.length)
}

/**
 * Draws text from qrText() or linkOf(), or a request code, as the smallest symbol that holds it. The same text gives the
 * same symbol.
 * Error: message-too-large-for-qr, with `bytes` and `limitBytes`.
 */
export function drawSymbol(text: string, level: QrLevel = 'M'): QrSymbol {
  const bytes = bytesInBase45(text.length - QR_PREFIX.length)
  const limitBytes = capacityBytes(MAX_VERSION)
  if (bytes > limitBytes) throw new AirlatchError('message-too-large-for-qr', { bytes, limitBytes })
  const { modules, version } = create([{ data: text, mode: 'alphanumeric' }], { errorCorrectionLevel: level })
  const { size } = modules
  return {
    version,
    size,
    dark: (x, y) => x >= 0 && y >= 0 && x < size && y < size && Boolean(modules.get(y, x)),
  }
}

/** Two bytes are three characters, a last single byte two (RFC 9285 section 4.1). */
function bytesInBase45(characters: number): number {
  return characters > 0 ? Math.floor(characters / 3) * 2 + (characters % 3 === 2 ? 1 : 0) : 0
}
