/**
 * Owns base32 without padding (RFC 4648, section 6): the form of a message in a link, where Base45 is not allowed.
 * Writes upper case, which a QR symbol packs best, and reads either case. Otherwise strict: the same bytes have only
 * one text. What people read aloud and type is Crockford base32, in base32.ts.
 */

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
/** Both cases are listed one by one: `toUpperCase` would turn foreign letters into symbols, such as U+017F into S. */
const VALUES = new Map(
  [...ALPHABET].flatMap((symbol, value) => [
    [symbol, value],
    [symbol.toLowerCase(), value],
  ]),
)

export function encodeBase32(bytes: Uint8Array): string {
  let text = ''
  let bits = 0
  let pending = 0
  for (const byte of bytes) {
    pending = ((pending << 8) | byte) & 0xfff
    bits += 8
    while (bits >= 5) {
      bits -= 5
      text += ALPHABET[(pending >> bits) & 31]
    }
  }
  return bits === 0 ? text : text + ALPHABET[(pending << (5 - bits)) & 31]
}

/** Returns undefined if the text, in upper case, is not what encodeBase32 writes for some bytes. */
export function decodeBase32(text: string): Uint8Array<ArrayBuffer> | undefined {
  const bytes = new Uint8Array(Math.floor((text.length * 5) / 8))
  let bits = 0
  let pending = 0
  let at = 0
  for (const symbol of text) {
    const value = VALUES.get(symbol)
    if (value === undefined) return undefined
    pending = ((pending << 5) | value) & 0xfff
    bits += 5
    if (bits < 8) continue
    bits -= 8
    bytes[at++] = pending >> bits
  }
  // a whole surplus symbol, or padding bits after the last byte that are not zero
  return bits >= 5 || (pending & ((1 << bits) - 1)) !== 0 ? undefined : bytes
}
