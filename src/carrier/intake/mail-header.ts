/** Owns recognising a saved mail by its first lines, so that no parser is loaded for long texts that are not mails. */

/** Number of characters examined. */
const LOOKED_AT = 16_384
/** Header lines, optionally after the `From` line of a mailbox file, or the byte count that Apple Mail writes. */
const FIRST_LINES =
  /^(?:\d{1,10}[ \t]*\r?\n)?(?:From [^\r\n]{1,200}\r?\n)?(?:[A-Za-z][A-Za-z0-9-]{0,60}:[^\r\n]{0,2000}\r?\n(?:[ \t][^\r\n]{0,2000}\r?\n){0,100})/
/** Every saved mail has at least one of these header fields; a letter that merely begins with "To: Sales" has none. */
const OF_MAIL =
  /^(?:MIME-Version|Message-ID|Received|Return-Path|Delivered-To|Content-Type|Content-Transfer-Encoding|X-[A-Za-z-]{1,60}):/im

export function isMail(text: string): boolean {
  const beginning = text.slice(0, LOOKED_AT)
  if (!FIRST_LINES.test(beginning)) return false
  const [header = ''] = beginning.split(/\r?\n\r?\n/, 1)
  return OF_MAIL.test(header)
}
