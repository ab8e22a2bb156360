/**
 * Owns white space for rules that depend on it: space, tab, CR and LF only (SPEC.md section 2). JavaScript's own `trim`
 * removes some 20 more characters, which other languages do not. Loops, because a pattern can rescan long runs many
 * times.
 */

/** Returns the text without white space at either end. */
export function trimmed(text: string): string {
  return trimmedEnd(trimmedStart(text))
}

function trimmedStart(text: string): string {
  let start = 0
  while (isWhiteSpace(text[start])) start++
  return text.slice(start)
}

export function trimmedEnd(text: string): string {
  let end = text.length
  while (isWhiteSpace(text[end - 1])) end--
  return text.slice(0, end)
}

function isWhiteSpace(character: string | undefined): boolean {
  return character === ' ' || character === '\t' || character === '\r' || character === '\n'
}
