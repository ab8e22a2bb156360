/**
 * Stands in executables for the package string-width, which builds an Intl.Segmenter and a regular expression over
 * all emoji when it is loaded: more than everything else at the start together. Knows what our help texts need:
 * control sequences and combining marks take no column, wide characters two. Emoji sequences are not joined.
 */
import { stripVTControlCharacters } from 'node:util'
import { eastAsianWidth } from 'get-east-asian-width'

const PRINTABLE_ASCII = /^[ -~]*$/

export default function stringWidth(text: string): number {
  if (PRINTABLE_ASCII.test(text)) return text.length
  let width = 0
  for (const character of stripVTControlCharacters(text)) {
    if (!/[\p{Mark}\p{Control}\p{Format}]/u.test(character))
      width += eastAsianWidth(character.codePointAt(0) ?? 0)
  }
  return width
}
