/**
 * Owns splitting a saved mail into its parts with the parser postal-mime (RFC 5322, RFC 2045 to 2049). Parts and lines
 * are counted before parsing. A mail attached to a mail is a part that is itself a mail.
 */
import PostalMime from 'postal-mime'
import type { PackedFile } from './archive.ts'
import { MOST_MAIL, overLimit, type Room } from './room.ts'
import { lettersOf } from './text.ts'

const MOST_HEADER_BYTES = 262_144
const MOST_NESTING = 32
/** A line of an attachment. Every other line costs the parser about 2 kB and 8 microseconds. */
const BASE64_LINE = /^[A-Za-z0-9+/]{60,80}\r?$/

/**
 * Returns the text and the attachments of a mail, or undefined if it cannot be parsed. Error: package-over-limit.
 */
export async function partsOfMail(bytes: Uint8Array, room: Room): Promise<readonly PackedFile[] | undefined> {
  // one character per byte, because the parser splits lines by bytes
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

/** Refuses a mail with too many parts or lines. Error: package-over-limit. */
function requireSmall(text: string): void {
  let parts = 0
  let lines = 0
  let of64 = 0
  for (let at = 0; at < text.length; ) {
    const next = text.indexOf('\n', at) + 1 || text.length
    // a boundary line, after which a part begins
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
