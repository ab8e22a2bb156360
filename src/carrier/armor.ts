/**
 * Owns the armored form of a message: text that survives e-mail, chat windows and line-ending conversion. One header
 * line, base64 in lines of 64, a checksum (`=` and a CRC-24 as in OpenPGP, RFC 9580 section 6.1), one footer line:
 *
 *     -----BEGIN AIRLATCH LICENSE-----
 *     0oRTowEyBEj+ti7xdReGNjoAAQAAAqBYtKcB...
 *     =njUN
 *     -----END AIRLATCH LICENSE-----
 *
 * Anything that programs add around the lines is ignored; within a line nothing is repaired. The checksum detects every
 * other change, so a changed letter gives the same error wherever it is.
 */
import { AirlatchError } from '../core/errors.ts'
import type { ArmorProblem } from '../core/problems.ts'
import { asTyped } from './intake/text.ts'

const LINE = 64

/** Returns the armored form of a message. `label` is the message's name, such as `license`. */
export function encodeArmor(label: string, message: Uint8Array): string {
  const base64 = toBase64(message)
  const lines = base64.match(new RegExp(`.{1,${LINE}}`, 'g')) ?? []
  const title = `AIRLATCH ${label.toUpperCase()}`
  const all = [`-----BEGIN ${title}-----`, ...lines, checkOf(message), `-----END ${title}-----`]
  return `${all.join('\n')}\n`
}

/** Whether the text has a BEGIN line, even if what follows is damaged. */
export function isArmored(text: string): boolean {
  return BEGINS.test(asTyped(text))
}

/** The start of a BEGIN line. No ordinary sentence contains it. */
const BEGINS = /-BEGIN[ \t]{1,8}AIRLATCH/

/** An armored message found in a text, or the error if it is damaged. */
export type Armored = {
  /** Number of its first line in the text, from 1. */
  readonly line: number
} & ({ readonly message: Uint8Array<ArrayBuffer> } | { readonly error: AirlatchError })

/** Any further markers in a text are ignored. */
const MOST_MARKERS = 4096

/** The first or the last line of an armored message. `from`: offset of its first dash; `to`: offset after its last. */
interface Marker {
  readonly is: string
  readonly label: string
  readonly line: number
  readonly from: number
  readonly to: number
}

/** The label is for people: the message itself states its type. Programs that join dashes may leave only two. */
const MARKER = /(BEGIN|END)[ \t]{1,8}AIRLATCH[ \t]{1,8}([A-Z](?:[A-Z -]{0,30}?[A-Z]))[ \t]{0,8}-{2,5}/g
/** In signed text, OpenPGP adds a dash and a space before a line that begins with dashes (RFC 9580 section 7.2). */
const DASHES_BEFORE = /(?:- )?-{2,5}[ \t]{0,8}$/

/** Returns every armored message in a text, in text order. Reads the text a fixed number of times. */
export function armorsIn(text: string): readonly Armored[] {
  const typed = asTyped(text)
  const markers = markersIn(typed)
  const found = markers.flatMap((marker, i): readonly Armored[] => {
    const { is, line, from, to, label } = marker
    const before = markers[i - 1]
    if (is === 'END') {
      if (before?.is === 'BEGIN') return []
      return [{ line, error: damaged(typed.slice(before?.to ?? 0, from), 'no-begin') }]
    }
    const end = markers[i + 1]
    if (end?.is !== 'END') return [{ line, error: damaged(typed.slice(to, end?.from), 'no-end') }]
    return [{ line, ...(end.label === label ? decoded(typed.slice(to, end.from)) : changed()) }]
  })
  if (found.length > 0 || !BEGINS.test(typed)) return found
  return [{ line: 1, error: malformed('no-begin') }]
}

/** Returns the first armored message in a text. Error: armor-malformed. */
export function decodeArmor(text: string): Uint8Array<ArrayBuffer> {
  const [first] = armorsIn(text)
  if (first === undefined) throw malformed('no-begin')
  if ('error' in first) throw first.error
  return first.message
}

function markersIn(text: string): readonly Marker[] {
  const markers: Marker[] = []
  let line = 1
  let counted = 0
  for (const match of text.matchAll(MARKER)) {
    const [marker, is = '', label = ''] = match
    const before = DASHES_BEFORE.exec(text.slice(Math.max(0, match.index - 16), match.index))
    if (before === null) continue
    const from = match.index - before[0].length
    line += text.slice(counted, from).split(/\r\n|\n|\r/).length - 1
    counted = from
    markers.push({ is, label, line, from, to: match.index + marker.length })
    if (markers.length === MOST_MARKERS) break
  }
  return markers
}

/** A line between dashes: probably a first or last line in which a letter was changed. */
const BETWEEN_DASHES = /--(?:[^-\r\n]|-(?!-)){1,60}--/

/** The error for a missing first or last line: it was changed, or is absent. `where`: the text that should have it. */
function damaged(where: string, missing: ArmorProblem): AirlatchError {
  return malformed(BETWEEN_DASHES.test(where) ? 'changed' : missing)
}

/** What mail programs put before each quoted line: marks, and the initials of the person quoted. */
const QUOTING = /(^|[\r\n])[ \t]*(?:[A-Za-z]{0,4}[>|][ \t]{0,8}){1,64}/g
/** White space, and quotation marks that remain where lines were joined. */
const BETWEEN = /[ \t\r\n>|]/g
/** Characters escaped in a JSON string (RFC 8259 section 7), once or several times over. */
const ESCAPED = /\\{1,8}(?:u00([0-7][0-9A-Fa-f])|([rnt/]))/g

/** Decodes the text between the first and the last line. */
function decoded(
  text: string,
): { readonly message: Uint8Array<ArrayBuffer> } | { readonly error: AirlatchError } {
  const plain = text.replace(ESCAPED, (_, code?: string, sign?: string) => {
    if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16))
    return sign === '/' ? '/' : '\n'
  })
  const letters = plain.replace(QUOTING, '$1').replace(BETWEEN, '')
  const check = letters.slice(-CHECK_LETTERS)
  const message = fromBase64(letters.slice(0, -CHECK_LETTERS))
  if (message === undefined || checkOf(message) !== check) return changed()
  return { message }
}

function changed(): { readonly error: AirlatchError } {
  return { error: malformed('changed') }
}

/** Length of the checksum: `=` and three bytes in base64. */
const CHECK_LETTERS = 5
const CRC24_INIT = 0xb704ce
const CRC24_POLYNOMIAL = 0x864cfb

/** For each byte shifted out of the register, the bits that it flips there. */
const CRC24_TABLE = Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 16
  for (let bit = 0; bit < 8; bit++) crc = (crc << 1) ^ (crc & 0x800000 ? CRC24_POLYNOMIAL : 0)
  return crc & 0xffffff
})

/** The checksum of a message (RFC 9580 section 6.1.1). */
function checkOf(message: Uint8Array): string {
  let crc = CRC24_INIT
  for (const byte of message)
    crc = ((crc << 8) & 0xffffff) ^ (CRC24_TABLE[((crc >> 16) ^ byte) & 0xff] as number)
  return `=${toBase64(Uint8Array.of(crc >> 16, (crc >> 8) & 0xff, crc & 0xff))}`
}

function toBase64(bytes: Uint8Array): string {
  let binary = ''
  for (const byte of bytes) binary += String.fromCharCode(byte)
  return btoa(binary)
}

/** The last four characters: the only ones that may contain padding. */
const TAIL = /^(?:|[A-Za-z0-9+/]{2}(?:[A-Za-z0-9+/]{2}|[A-Za-z0-9+/]=|==))$/

/** Returns undefined for text that is not valid base64. */
function fromBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  // no repeated group: on megabytes of text it would overflow the stack
  if (text.length % 4 !== 0 || /[^A-Za-z0-9+/]/.test(text.slice(0, -4)) || !TAIL.test(text.slice(-4)))
    return undefined
  const bytes = Uint8Array.from(atob(text), character => character.charCodeAt(0))
  // the last character may have unused bits that are not zero (RFC 4648 section 3.5)
  return toBase64(bytes) === text ? bytes : undefined
}

function malformed(problem: ArmorProblem): AirlatchError {
  return new AirlatchError('armor-malformed', { problem })
}
