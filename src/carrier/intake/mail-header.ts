/** Owns telling a saved mail by its first lines, before a parser is loaded: a text may be very long, and is no mail. */

/** Characters that are looked at. */
const LOOKED_AT = 16_384
/** With a line for a mailbox file, or the number of bytes that Apple's Mail writes above a mail. */
const FIRST_LINES =
  /^(?:\d{1,10}[ \t]*\r?\n)?(?:From [^\r\n]{1,200}\r?\n)?(?:[A-Za-z][A-Za-z0-9-]{0,60}:[^\r\n]{0,2000}\r?\n(?:[ \t][^\r\n]{0,2000}\r?\n){0,100})/
/** What every program writes that saves a mail; a letter that begins with "To: Sales" has none of them. */
const OF_MAIL =
  /^(?:MIME-Version|Message-ID|Received|Return-Path|Delivered-To|Content-Type|Content-Transfer-Encoding|X-[A-Za-z-]{1,60}):/im

export function isMail(text: string): boolean {
  const beginning = text.slice(0, LOOKED_AT)
  if (!FIRST_LINES.test(beginning)) return false
  const [header = ''] = beginning.split(/\r?\n\r?\n/, 1)
  return OF_MAIL.test(header)
}
