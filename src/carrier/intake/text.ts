/**
 * Owns what of a file is text, and what mail programs, editors and chats put between the letters. Encodings are told by
 * their byte order mark or by what is evident, never by a name that somebody gave. Binary files are no text.
 */
import { isBlank } from '../../core/bytes/characters.ts'
import { trimmed } from '../../core/bytes/white-space.ts'

/** Bytes that are looked at to tell UTF-16 without a byte order mark. */
const LOOKED_AT = 512

/**
 * The text of a file: UTF-8, UTF-16 of either byte order, or else an encoding with one byte for a letter, of which ASCII
 * alone means the same everywhere. Undefined for bytes that no editor writes as text.
 */
export function textOf(bytes: Uint8Array): string | undefined {
  const encoding = utf16Of(bytes)
  if (encoding !== undefined) return decoded(encoding, bytes)
  if (bytes.includes(0)) return undefined
  return decoded('utf-8', bytes) ?? (hasControls(bytes) ? undefined : decoded('windows-1252', bytes))
}

/** Each byte as one letter, for files of other programs that have text of ours in them. */
export function lettersOf(bytes: Uint8Array): string {
  return decoded('windows-1252', bytes) as string
}

function decoded(encoding: string, bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}

function utf16Of(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  const [first, second] = bytes
  if (first === 0xff && second === 0xfe) return 'utf-16le'
  if (first === 0xfe && second === 0xff) return 'utf-16be'
  if (bytes.length < 4 || bytes.length % 2 !== 0) return undefined
  const beginning = bytes.subarray(0, LOOKED_AT)
  const zeros = [0, 1].map(odd => beginning.filter((byte, i) => i % 2 === odd && byte === 0).length)
  const [even = 0, odd = 0] = zeros
  const most = beginning.length / 2
  // ASCII has a zero in every other byte, and none in the others
  if (odd * 2 > most && even === 0) return 'utf-16le'
  return even * 2 > most && odd === 0 ? 'utf-16be' : undefined
}

/** Control characters that no text has: all but those from tab to carriage return, and escape. */
function hasControls(bytes: Uint8Array): boolean {
  return bytes.some(byte => byte < 0x20 && (byte < 0x09 || byte > 0x0d) && byte !== 0x1b)
}

/** Characters that nobody sees and that no message has: a soft hyphen, joiners, marks of direction, byte order marks. */
const UNSEEN = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]/g
const BLANKS = /[\u00a0\u2000-\u200a\u202f\u205f\u3000]/g
const LINE_ENDS = /[\u0085\u2028\u2029]/g
/** A long dash is what programs make of two short ones. */
const LONG_DASHES = /[\u2014\u2015]/g
const DASHES = /[\u2010-\u2013\u2212\ufe58\ufe63\uff0d]/g

/** The text as somebody who sees it would type it: without what nobody sees, with plain blanks and dashes. */
export function asTyped(text: string): string {
  if (/^[\0-\x7f]*$/.test(text)) return text
  return text
    .replace(UNSEEN, '')
    .replace(BLANKS, ' ')
    .replace(LINE_ENDS, '\n')
    .replace(LONG_DASHES, '--')
    .replace(DASHES, '-')
}

/** Without what nobody sees at its ends; what is inside of it stays. */
export function bare(text: string): string {
  const shown = trimmed(text)
  if (isBlank(shown)) return ''
  const first = shown[0] as string
  const last = shown.at(-1) as string
  return isBlank(first) || isBlank(last) ? withoutBlanks(shown) : shown
}

function withoutBlanks(text: string): string {
  let start = 0
  let end = text.length
  while (start < end && isBlank(text[start] as string)) start++
  while (end > start && isBlank(text[end - 1] as string)) end--
  return text.slice(start, end)
}

/** What a mail program writes for a sign, copied from the source of a mail (RFC 2045 section 6.7); undefined without any. */
export function unquotedPrintable(text: string): string | undefined {
  if (!/=3D/.test(text)) return undefined
  return text
    .replace(/=[ \t]{0,8}\r?\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
}
