/**
 * Owns Base45 (RFC 9285), the text form of a message inside a QR symbol in alphanumeric mode.
 * Refuses lower case, characters outside the alphabet, a dangling character and groups beyond 0xFFFF or 0xFF.
 */
import { AirlatchError } from '../errors.ts'
import type { Base45Problem } from '../problems.ts'

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:'
const VALUES = new Map([...ALPHABET].map((symbol, value) => [symbol, value]))

/** Encodes each two bytes as three symbols, and a single last byte as two (RFC 9285 section 4.1). */
export function encodeBase45(bytes: Uint8Array): string {
  let text = ''
  for (let i = 0; i < bytes.length; i += 2) {
    const single = i + 1 === bytes.length
    let rest = single ? (bytes[i] as number) : (bytes[i] as number) * 256 + (bytes[i + 1] as number)
    for (let symbols = single ? 2 : 3; symbols > 0; symbols--) {
      text += ALPHABET[rest % 45]
      rest = Math.floor(rest / 45)
    }
  }
  return text
}

/** Error: base45-malformed, with `at`, the offset in characters (RFC 9285 sections 4.2 and 6). */
export function decodeBase45(text: string): Uint8Array<ArrayBuffer> {
  if (text.length % 3 === 1) throw malformed(text.length - 1, 'dangling-character')
  const bytes = new Uint8Array(Math.floor(text.length / 3) * 2 + (text.length % 3 === 2 ? 1 : 0))
  let written = 0
  for (let i = 0; i < text.length; i += 3) {
    const single = i + 2 === text.length
    const group = valueAt(text, i) + valueAt(text, i + 1) * 45 + (single ? 0 : valueAt(text, i + 2) * 2025)
    if (group > (single ? 0xff : 0xffff)) throw malformed(i, 'group-too-large')
    if (!single) bytes[written++] = group >> 8
    bytes[written++] = group & 0xff
  }
  return bytes
}

function valueAt(text: string, at: number): number {
  const value = VALUES.get(text.charAt(at))
  if (value === undefined) throw malformed(at, 'foreign-character')
  return value
}

function malformed(at: number, problem: Base45Problem): AirlatchError {
  return new AirlatchError('base45-malformed', { at, problem })
}
