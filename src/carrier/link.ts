/**
 * Owns a message as a link, `HTTPS://HOST/A/` and base32: what a phone's own camera opens by itself. Every character of
 * it is of a QR symbol's alphanumeric mode (ISO/IEC 18004 section 7.4.4), so host and path are in upper case. Refuses
 * messages that no symbol would hold anyway. Whose host it is says nothing: it is never opened from here. Runs in a page.
 */
import { decodeBase32, encodeBase32 } from '../core/bytes/base32-rfc4648.ts'
import { AirlatchError } from '../core/errors.ts'
import type { LinkProblem } from '../core/problems.ts'

/** Requests are of 250 to 600 bytes; the largest symbol that is drawn holds about 590 as a link. */
export const MOST_LINK_BYTES = 1024
const MOST_SYMBOLS = Math.ceil((MOST_LINK_BYTES * 8) / 5)

/**
 * Of any host, as readers know no vendor's; told from other people's links by what stands behind the path: `2KC` are the
 * first 15 bits of d2 84, with which every message begins (SPEC.md section 4). Scanner programs add a line end.
 */
export const LINK = /^https?:\/\/[a-z0-9.:-]{1,260}\/a\/(2kc[^/?#\r\n]*)[\r\n]*$/i

/** The same in a sentence. It ends where an address does, and is longer than a link may be, so that this can be said. */
const IN_TEXT =
  /https?:\/\/[a-z0-9.:-]{1,260}\/a\/2kc[^\s<>"'()[\]{}|\\^`/?#&_\u00ab\u00bb\u2018-\u201f]{0,2048}/gi
const SENTENCE_ENDS = '.,;:!*'
/** More links in one text are not looked at, and of those that are wrapped fewer. */
const MOST_LINKS = 1024
const MOST_WRAPPED = 64

/** The path that a link's message stands behind. */
export const LINK_PATH = '/A/'

/**
 * The link that opens the page at `address` (message/page-address.ts) with the message read.
 * Error: message-too-large-for-qr {bytes, limitBytes}.
 */
export function linkOf(address: string, message: Uint8Array): string {
  if (message.length > MOST_LINK_BYTES)
    throw new AirlatchError('message-too-large-for-qr', {
      bytes: message.length,
      limitBytes: MOST_LINK_BYTES,
    })
  return address.toUpperCase() + LINK_PATH + encodeBase32(message)
}

/** Whether this text, of a QR symbol or pasted, claims to be a link with a message; of whatever host. */
export function isLink(text: string): boolean {
  return LINK.test(text)
}

/**
 * The links with a message in a text, as written or as a mail system wrapped them: in the address of its own page, with
 * percent signs (Outlook's Safe Links and others) or with the signs that Proofpoint's URL Defense 2 has for them; its
 * third version leaves an address as it is.
 */
export function linksIn(text: string): readonly string[] {
  if (!/2kc/i.test(text)) return []
  const links = [text, ...wrappedIn(text)].flatMap(one => one.match(IN_TEXT) ?? [])
  return [...new Set(links.slice(0, MOST_LINKS).map(withoutSentenceEnd))]
}

function withoutSentenceEnd(link: string): string {
  let end = link.length
  while (SENTENCE_ENDS.includes(link[end - 1] as string)) end--
  return link.slice(0, end)
}

const ADDRESS = /https?:\/\/[^\s<>"'()]{1,4096}/gi
const WRAPPED = /https?(?:%3a|-3a)(?:%2f|_){2}[^&\s;]*(?:%2f|_)a(?:%2f|_)2kc[^&\s;]*/i

function wrappedIn(text: string): readonly string[] {
  const addresses = (text.match(ADDRESS) ?? []).filter(address => /2kc/i.test(address))
  return addresses.slice(0, MOST_WRAPPED).flatMap(address => {
    const [inside] = WRAPPED.exec(address) ?? []
    if (inside === undefined) return []
    const isProofpoint = /^https?-3a/i.test(inside)
    try {
      return [decodeURIComponent(isProofpoint ? inside.replaceAll('-', '%').replaceAll('_', '/') : inside)]
    } catch {
      return []
    }
  })
}

/** The message in a link, whoever's page it leads to. Errors: input-not-recognised (no link), link-malformed {problem}. */
export function messageFromLink(link: string): Uint8Array<ArrayBuffer> {
  const [, symbols] = LINK.exec(link) ?? []
  if (symbols === undefined) throw new AirlatchError('input-not-recognised', { looks: 'text' })
  return messageFromLinkPath(symbols)
}

/** The message in what stands behind LINK_PATH. Error: link-malformed {problem}. */
export function messageFromLinkPath(symbols: string): Uint8Array<ArrayBuffer> {
  if (symbols.length > MOST_SYMBOLS) throw malformed('too-long')
  if (symbols === '') throw malformed('empty')
  return decodeBase32(symbols) ?? refuse()
}

function refuse(): never {
  throw malformed('lost-character')
}

function malformed(problem: LinkProblem): AirlatchError {
  return new AirlatchError('link-malformed', { problem })
}
