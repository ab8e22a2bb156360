/**
 * Owns base64url without padding (RFC 4648, section 5), the form of bytes in the ledger's JSON. It is strict: equal
 * bytes have only one valid text. Short values are converted here, because a call into Node's native code costs more.
 */

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** Bytes up to which the loops below are faster than Buffer in both directions (measured: 24 to 32). */
const SHORT = 24

/** The two characters of each value of twelve bits. */
const PAIRS = Array.from({ length: 4096 }, (_, bits) => `${ALPHABET[bits >> 6]}${ALPHABET[bits & 63]}`)

/** Maps the code of a character to its six bits; NONE if it is not in the alphabet. */
const NONE = 255
const BITS = new Uint8Array(128).fill(NONE)
for (let bits = 0; bits < 64; bits++) BITS[ALPHABET.charCodeAt(bits)] = bits

export function encodeBase64url(bytes: Uint8Array): string {
  const { length } = bytes
  if (length > SHORT) return Buffer.from(bytes.buffer, bytes.byteOffset, length).toString('base64url')
  let text = ''
  let i = 0
  for (; i + 2 < length; i += 3) {
    const bits = ((bytes[i] as number) << 16) | ((bytes[i + 1] as number) << 8) | (bytes[i + 2] as number)
    text += (PAIRS[bits >> 12] as string) + (PAIRS[bits & 4095] as string)
  }
  if (length - i === 1) return text + PAIRS[(bytes[i] as number) << 4]
  if (length - i === 0) return text
  const bits = ((bytes[i] as number) << 10) | ((bytes[i + 1] as number) << 2)
  return text + PAIRS[bits >> 6] + ALPHABET[bits & 63]
}

/** Decodes a text. Undefined unless it is exactly what encodeBase64url writes for some bytes. */
export function decodeBase64url(text: string): Uint8Array | undefined {
  const rest = text.length % 4
  if (rest === 1) return undefined
  const length = (text.length * 3) >> 2
  if (length > SHORT) return decodeLong(text)
  const bytes = new Uint8Array(length)
  let bits = 0
  let at = 0
  for (let i = 0; i < text.length; i++) {
    const six = BITS[text.charCodeAt(i)] ?? NONE
    if (six === NONE) return undefined
    bits = (bits << 6) | six
    // the first character of four completes no byte
    const place = i & 3
    if (place > 0) bytes[at++] = bits >> (6 - 2 * place)
    if (place === 3) bits = 0
  }
  // unused bits after the last byte must be zero
  const left = rest === 2 ? bits & 15 : rest === 3 ? bits & 3 : 0
  return left === 0 ? bytes : undefined
}

/** Buffer skips invalid characters, so the text is valid only if encoding gives the same text again. */
function decodeLong(text: string): Uint8Array | undefined {
  const bytes = Buffer.from(text, 'base64url')
  return bytes.toString('base64url') === text ? new Uint8Array(bytes) : undefined
}
