/**
 * Owns extracting text and link addresses from an HTML page or mail. Nothing is executed or loaded, and broken markup
 * takes no longer than valid markup of the same size.
 */

const IS_HTML = /<(?:!doctype html|html|body|div|span|p|pre|br|td|a)[\s/>]/i

export function isHtml(text: string): boolean {
  return IS_HTML.test(text)
}

/** Tags that end a line of text. */
const ENDS_LINE = /^<\/?(?:br|p|div|tr|li|pre|h[1-6]|table|blockquote)\b/i
const HREF = /\shref\s{0,4}=\s{0,4}(?:"([^"]{1,8192})"|'([^']{1,8192})')/i

/** Returns the text that a browser would show, with each link address before the text of its link. */
export function textOfHtml(html: string): string {
  const parts: string[] = []
  let at = 0
  while (at < html.length) {
    const open = html.indexOf('<', at)
    parts.push(html.slice(at, open < 0 ? undefined : open))
    if (open < 0) break
    const close = html.indexOf('>', open)
    if (close < 0) break
    const tag = html.slice(open, close + 1)
    if (ENDS_LINE.test(tag)) parts.push('\n')
    const [, double, single] = HREF.exec(tag) ?? []
    const address = double ?? single
    if (address !== undefined) parts.push(` ${address} `)
    at = close + 1
  }
  return parts.join('').replace(ENTITY, (whole, name: string) => letterOf(name) ?? whole)
}

const ENTITY = /&(#x?[0-9a-f]{1,6}|[a-z]{2,6});/gi
const NAMED: Readonly<Record<string, string>> = {
  amp: '&',
  gt: '>',
  lt: '<',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  shy: '',
}

function letterOf(name: string): string | undefined {
  if (!name.startsWith('#')) return NAMED[name.toLowerCase()]
  const isHex = /^#x/i.test(name)
  const point = Number.parseInt(name.slice(isHex ? 2 : 1), isHex ? 16 : 10)
  return point <= 0x10ffff ? String.fromCodePoint(point) : undefined
}
