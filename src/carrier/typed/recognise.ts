/**
 * Owns telling that a text is meant as a typed code, right or mistyped, so that whoever reads it can say what is wrong
 * with it. Refuses text in sentences, file names with an ending, and every other form of a message.
 */
import { GROUP_SYMBOLS, SEPARATORS } from '../../core/bytes/base32.ts'
import { trimmed } from '../../core/bytes/white-space.ts'
import { textOf } from '../intake/text.ts'
import { decodeLines, MOST_TEXT, mostSymbolsIn, symbolsIn, type TypedKind } from './code.ts'

/** Symbols that may be missing or too many: a group of a request code, a line of a license. */
const SLACK: Readonly<Record<TypedKind, number>> = { request: 5, license: 30 }

/** The text of a file that is short enough for a code, without the white space around it; undefined for other files. */
export function shortTextOf(bytes: Uint8Array): string | undefined {
  // a character has at most four bytes
  const text = bytes.length > MOST_TEXT * 4 ? undefined : textOf(bytes)
  return text === undefined ? undefined : trimmed(text)
}

/** Also true of an activation key, which has the same form: `readRequestCode` tells it. */
export function looksLikeRequestCode(text: string): boolean {
  return looksLike('request', text)
}

export function looksLikeLicenseCode(text: string): boolean {
  return looksLike('license', text)
}

/** Right, or letters and digits in groups of five, or several groups together; one in ten may be something else. */
function looksLike(kind: TypedKind, text: string): boolean {
  if (text.length > MOST_TEXT) return false
  if (isRight(kind, text)) return true
  const groups = text.split(SEPARATORS).filter(group => group !== '')
  const symbols = groups.join('')
  const [least, most] = [symbolsIn(kind) - SLACK[kind], mostSymbolsIn(kind) + SLACK[kind]]
  if (symbols.length < least || symbols.length > most) return false
  const foreign = symbols.replace(/[A-Za-z0-9]/g, '').length
  const whole = groups.filter(group => group.length % GROUP_SYMBOLS === 0).join('').length
  return foreign * 10 <= symbols.length && whole * 4 >= symbols.length * 3
}

/** Wherever its groups and lines are broken. */
function isRight(kind: TypedKind, text: string): boolean {
  try {
    decodeLines(kind, text)
    return true
  } catch {
    return false
  }
}
