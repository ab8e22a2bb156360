/**
 * Owns the armored form of a message: text that survives e-mail, chat windows and line-ending conversion.
 * One header line, base64 in lines of 64, one footer line; text around it, as mail programs add, is passed over.
 * Refuses mismatched lines, characters outside base64, and more than one message in a text.
 */
import { trimmedEnd } from '../core/bytes/white-space.ts'
import { AirlatchError } from '../core/errors.ts'
import type { ArmorProblem } from '../core/problems.ts'

const LINE = 64
const HEADER = /^-----BEGIN AIRLATCH ([A-Z][A-Z -]{0,30}[A-Z])-----$/

/** `label` is the message's name, such as `license`. */
export function encodeArmor(label: string, message: Uint8Array): string {
  const base64 = toBase64(message)
  const lines = base64.match(new RegExp(`.{1,${LINE}}`, 'g')) ?? []
  const title = `AIRLATCH ${label.toUpperCase()}`
  return `${[`-----BEGIN ${title}-----`, ...lines, `-----END ${title}-----`].join('\n')}\n`
}

export function isArmored(text: string): boolean {
  return text.includes('-----BEGIN AIRLATCH ')
}

/** The message inside. The label is for people: what the message is stands in the message. Error: armor-malformed. */
export function decodeArmor(text: string): Uint8Array<ArrayBuffer> {
  // a quoted or indented mail puts signs in front of each line
  const lines = text.split(/\r\n|\n|\r/).map(line => trimmedEnd(line.replace(/^[ \t>|]+/, '')))
  const begins = lines.flatMap((line, i) => (HEADER.test(line) ? [i] : []))
  const [begin, second] = begins
  if (begin === undefined) throw malformed('no-begin')
  if (second !== undefined) throw malformed('several-messages')
  const label = HEADER.exec(lines[begin] as string)?.[1]
  const end = lines.indexOf(`-----END AIRLATCH ${label}-----`, begin)
  if (end < 0) throw malformed('no-end')
  return fromBase64(lines.slice(begin + 1, end).join(''))
}

function toBase64(bytes: Uint8Array): string {
  let binary = ''
  for (const byte of bytes) binary += String.fromCharCode(byte)
  return btoa(binary)
}

/** The last four characters, which alone may be padded. */
const TAIL = /^(?:|[A-Za-z0-9+/]{2}(?:[A-Za-z0-9+/]{2}|[A-Za-z0-9+/]=|==))$/

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  // no repeated group: on megabytes of text it would overflow the stack
  if (text.length % 4 !== 0 || /[^A-Za-z0-9+/]/.test(text.slice(0, -4)) || !TAIL.test(text.slice(-4)))
    throw malformed('lost-character')
  const bytes = Uint8Array.from(atob(text), character => character.charCodeAt(0))
  // the last character may carry bits that no byte has (RFC 4648 section 3.5)
  if (toBase64(bytes) !== text) throw malformed('lost-character')
  return bytes
}

function malformed(problem: ArmorProblem): AirlatchError {
  return new AirlatchError('armor-malformed', { problem })
}
