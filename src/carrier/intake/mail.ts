/**
 * Owns saved mails: whether a text is one, and its parts, decoded by a kept parser (RFC 5322, RFC 2045 to 2049). Counts
 * parts before it is parsed. Mails inside of a mail are parts that are mails themselves.
 */
import PostalMime from 'postal-mime'
import type { PackedFile } from './archive.ts'
import { MOST_MAIL, overLimit, type Room } from './room.ts'
import { lettersOf } from './text.ts'

const MOST_HEADER_BYTES = 262_144
const MOST_NESTING = 32
/** A line of an attachment. The parser keeps every other line apart, which takes 2 kB and 8 microseconds each. */
const BASE64_LINE = /^[A-Za-z0-9+/]{60,80}\r?$/

/**
 * The parts of a mail: what is attached, and its text. Undefined for one that the parser cannot make sense of.
 * Error: package-over-limit.
 */
export async function partsOfMail(bytes: Uint8Array, room: Room): Promise<readonly PackedFile[] | undefined> {
  // each byte as a letter, which is how the parser sees lines
  requireSmall(lettersOf(bytes))
  const mail = await PostalMime.parse(bytes, {
    attachmentEncoding: 'arraybuffer',
    forceRfc822Attachments: true,
    maxNestingDepth: MOST_NESTING,
    maxHeadersSize: MOST_HEADER_BYTES,
  }).catch(() => undefined)
  if (mail === undefined) return undefined
  const bodies = [mail.text, mail.html].flatMap(body => (body === undefined ? [] : [encoded(body)]))
  const attached = mail.attachments.map(({ filename, content }) => ({
    name: filename ?? '',
    bytes: typeof content === 'string' ? encoded(content) : new Uint8Array(content),
  }))
  const parts = [...bodies.map(body => ({ name: '', bytes: body })), ...attached]
  for (const part of parts) {
    room.file()
    room.bytes(part.bytes.length)
  }
  return parts
}

/** Error: package-over-limit. */
function requireSmall(text: string): void {
  let parts = 0
  let lines = 0
  let of64 = 0
  for (let at = 0; at < text.length; ) {
    const next = text.indexOf('\n', at) + 1 || text.length
    // a boundary, behind which a part begins
    if (text.startsWith('--', at) && text[at + 2] !== '-' && ++parts > MOST_MAIL.parts)
      throw overLimit('parts')
    const isBase64 = next - at > 60 && next - at < 84 && BASE64_LINE.test(text.slice(at, next - 1))
    if (isBase64 ? ++of64 > MOST_MAIL.base64Lines : ++lines > MOST_MAIL.lines) throw overLimit('lines')
    at = next
  }
}

function encoded(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}
