/**
 * Owns base32 without padding (RFC 4648, section 6): how a message stands in an address, where Base45 cannot. Writes
 * upper case, which a QR symbol packs best; reads either. Strict otherwise: there is one text for the same bytes.
 * What people read aloud and type is Crockford's, in base32.ts.
 */

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
/** Of either case, one by one: other letters become ours in upper case, such as U+017F an S. */
const VALUES = new Map(
  [...ALPHABET].flatMap((symbol, value) => [
    [symbol, value],
    [symbol.toLowerCase(), value],
  ]),
)

export function encodeBase32(bytes: Uint8Array): string {
  let text = ''
  let bits = 0
  let held = 0
  for (const byte of bytes) {
    held = ((held << 8) | byte) & 0xfff
    bits += 8
    while (bits >= 5) {
      bits -= 5
      text += ALPHABET[(held >> bits) & 31]
    }
  }
  return bits === 0 ? text : text + ALPHABET[(held << (5 - bits)) & 31]
}

/** Undefined when the text, in upper case, is not the one that encodeBase32 writes for any bytes. */
export function decodeBase32(text: string): Uint8Array<ArrayBuffer> | undefined {
  const bytes = new Uint8Array(Math.floor((text.length * 5) / 8))
  let bits = 0
  let held = 0
  let at = 0
  for (const symbol of text) {
    const value = VALUES.get(symbol)
    if (value === undefined) return undefined
    held = ((held << 5) | value) & 0xfff
    bits += 5
    if (bits < 8) continue
    bits -= 8
    bytes[at++] = held >> bits
  }
  // a whole symbol too many, or bits behind the last byte that say something
  return bits >= 5 || (held & ((1 << bits) - 1)) !== 0 ? undefined : bytes
}
