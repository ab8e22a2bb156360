/**
 * Owns the armored form of a message: text that survives e-mail, chat windows and line-ending conversion. One header
 * line, base64 in lines of 64, a check of it (`=` and a CRC-24 as OpenPGP has it, RFC 9580 section 6.1), one footer line:
 *
 *     -----BEGIN AIRLATCH LICENSE-----
 *     0oRTowEyBEj+ti7xdReGNjoAAQAAAqBYtKcB...
 *     =njUN
 *     -----END AIRLATCH LICENSE-----
 *
 * What programs put around it and between its lines is passed over; inside of a line nothing is repaired. Whatever else is
 * changed, the check finds it, so that a changed letter is the same error wherever it is.
 */
import { AirlatchError } from '../core/errors.ts'
import type { ArmorProblem } from '../core/problems.ts'
import { asTyped } from './intake/text.ts'

const LINE = 64

/** `label` is the message's name, such as `license`. */
export function encodeArmor(label: string, message: Uint8Array): string {
  const base64 = toBase64(message)
  const lines = base64.match(new RegExp(`.{1,${LINE}}`, 'g')) ?? []
  const title = `AIRLATCH ${label.toUpperCase()}`
  const all = [`-----BEGIN ${title}-----`, ...lines, checkOf(message), `-----END ${title}-----`]
  return `${all.join('\n')}\n`
}

/** Whether the text has a BEGIN line, however it is damaged behind it. */
export function isArmored(text: string): boolean {
  return BEGINS.test(asTyped(text))
}

/** The two words that a BEGIN line has and no sentence. */
const BEGINS = /-BEGIN[ \t]{1,8}AIRLATCH/

/** An armored message in a text, or what is wrong with it. */
export type Armored = {
  /** The number of its first line, from 1. */
  readonly line: number
} & ({ readonly message: Uint8Array<ArrayBuffer> } | { readonly error: AirlatchError })

/** More in one text are not looked at. */
const MOST_MARKERS = 4096

/** The first or the last line of an armored message: from the first dash on, to behind the last one. */
interface Marker {
  readonly is: string
  readonly label: string
  readonly line: number
  readonly from: number
  readonly to: number
}

/** A label is for people: the message says itself what it is. Dashes may be fewer, as some programs join them. */
const MARKER = /(BEGIN|END)[ \t]{1,8}AIRLATCH[ \t]{1,8}([A-Z](?:[A-Z -]{0,30}?[A-Z]))[ \t]{0,8}-{2,5}/g
/** OpenPGP writes a dash and a space before a line of a signed text that begins with dashes (RFC 9580 section 7.2). */
const DASHES_BEFORE = /(?:- )?-{2,5}[ \t]{0,8}$/

/** Every armored message in a text, in their order. Reads the text a fixed number of times. */
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

/** The first message in a text that has no other. Error: armor-malformed. */
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
    const [whole, is = '', label = ''] = match
    const before = DASHES_BEFORE.exec(text.slice(Math.max(0, match.index - 16), match.index))
    if (before === null) continue
    const from = match.index - before[0].length
    line += text.slice(counted, from).split(/\r\n|\n|\r/).length - 1
    counted = from
    markers.push({ is, label, line, from, to: match.index + whole.length })
    if (markers.length === MOST_MARKERS) break
  }
  return markers
}

/** A line between dashes, as a first or last line is that a letter was changed in. */
const BETWEEN_DASHES = /--(?:[^-\r\n]|-(?!-)){1,60}--/

/** Why one of the two lines is missing: it was changed, or is not there. `where`: where it would be. */
function damaged(where: string, missing: ArmorProblem): AirlatchError {
  return malformed(BETWEEN_DASHES.test(where) ? 'changed' : missing)
}

/** What a mail puts in front of each line: marks, and the initials of whom it quotes. */
const QUOTING = /(^|[\r\n])[ \t]*(?:[A-Za-z]{0,4}[>|][ \t]{0,8}){1,64}/g
/** What is left of them where lines were joined, and white space. */
const BETWEEN = /[ \t\r\n>|]/g
/** How programs write white space and signs into one line of JSON (RFC 8259 section 7), once or several times over. */
const ESCAPED = /\\{1,8}(?:u00([0-7][0-9A-Fa-f])|([rnt/]))/g

/** Everything between the two lines. */
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

/** `=` and three bytes in base64. */
const CHECK_LETTERS = 5
const CRC24_INIT = 0xb704ce
const CRC24_POLYNOMIAL = 0x864cfb

/** What a byte that leaves the register changes in it. */
const CRC24_TABLE = Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 16
  for (let bit = 0; bit < 8; bit++) crc = (crc << 1) ^ (crc & 0x800000 ? CRC24_POLYNOMIAL : 0)
  return crc & 0xffffff
})

/** RFC 9580 section 6.1.1. */
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

/** The last four characters, which alone may be padded. */
const TAIL = /^(?:|[A-Za-z0-9+/]{2}(?:[A-Za-z0-9+/]{2}|[A-Za-z0-9+/]=|==))$/

/** Undefined for text that is no base64 of bytes. */
function fromBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  // no repeated group: on megabytes of text it would overflow the stack
  if (text.length % 4 !== 0 || /[^A-Za-z0-9+/]/.test(text.slice(0, -4)) || !TAIL.test(text.slice(-4)))
    return undefined
  const bytes = Uint8Array.from(atob(text), character => character.charCodeAt(0))
  // the last character may carry bits that no byte has (RFC 4648 section 3.5)
  return toBase64(bytes) === text ? bytes : undefined
}

function malformed(problem: ArmorProblem): AirlatchError {
  return new AirlatchError('armor-malformed', { problem })
}
