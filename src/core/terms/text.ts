/**
 * Owns the check of texts that the vendor enters, and which limit they exceed: one place for all fields. What messages
 * may contain is defined by the messages themselves (SPEC.md).
 */
import { invalidValue } from '../arguments.ts'
import { codePointName, isBlank } from '../bytes/characters.ts'
import { AirlatchError } from '../errors.ts'
import type { Expected } from '../expected.ts'
import { utf8Length } from '../message/claims.ts'

/** The requirements for a text. */
export interface TextRule {
  /** `text`: any lines. `line`: one line with a visible character. `name`: a line without white space at its ends. */
  readonly kind: 'text' | 'line' | 'name'
  /** Maximum bytes in UTF-8. */
  readonly mostBytes?: number | undefined
  /** Maximum UTF-16 code units, which is how JavaScript counts. */
  readonly mostCharacters?: number | undefined
  /** Whether a `text` may be empty; a `line` or `name` may not. */
  readonly mayBeEmpty?: boolean | undefined
}

/** Maximum characters of an e-mail address. */
export const MOST_EMAIL = 254

/** The limit that a text exceeds, as details of invalid-value. */
export interface TextProblem {
  readonly limit: 'empty' | 'character' | 'blank' | 'space' | 'bytes' | 'characters'
  readonly expected: Expected
  /** The number of `bytes` or `characters`; otherwise the text. Omitted for `character`: it is long or harmful. */
  readonly got?: string | number
  /** The character that is not allowed, such as `U+FEFF`. */
  readonly character?: string
  /** The position of this character, from 1. */
  readonly at?: number
}

/** Returns the first limit that the text exceeds; undefined if the text is allowed. */
export function textProblem(text: string, rule: TextRule): TextProblem | undefined {
  const { kind, mostBytes, mostCharacters, mayBeEmpty = false } = rule
  if (text === '')
    return mayBeEmpty
      ? undefined
      : { limit: 'empty', expected: { is: 'at-least', least: 1, of: 'characters' }, got: text }
  if (text.startsWith('\ufeff'))
    return {
      limit: 'character',
      expected: { is: 'no-byte-order-mark' },
      character: codePointName(text),
      at: 1,
    }
  const lone = firstMatch(text, /\p{Cs}/u)
  if (lone !== undefined) return { limit: 'character', expected: { is: 'whole-characters' }, ...lone }
  const control = kind === 'text' ? undefined : firstMatch(text, /\p{Cc}/u)
  if (control !== undefined) return { limit: 'character', expected: { is: 'one-line' }, ...control }
  if (kind !== 'text' && isBlank(text))
    return { limit: 'blank', expected: { is: 'visible-character' }, got: text }
  if (kind === 'name' && text !== text.trim())
    return { limit: 'space', expected: { is: 'no-space-around' }, got: text }
  const bytes = utf8Length(text)
  if (mostBytes !== undefined && bytes > mostBytes)
    return { limit: 'bytes', expected: { is: 'at-most', most: mostBytes, of: 'bytes' }, got: bytes }
  if (mostCharacters !== undefined && text.length > mostCharacters)
    return {
      limit: 'characters',
      expected: { is: 'at-most', most: mostCharacters, of: 'characters' },
      got: text.length,
    }
  return undefined
}

/** Returns the text if it is allowed. Error: invalid-value {field, limit, expected, got, character, at}. */
export function requireFittingText(field: string, text: string, rule: TextRule): string {
  if (typeof text !== 'string') throw invalidValue(field, { is: 'text' }, text)
  const problem = textProblem(text, rule)
  if (problem !== undefined) throw new AirlatchError('invalid-value', { field, ...problem })
  return text
}

/** Returns whether the text has the form of an e-mail address. */
export function isEmail(text: string): boolean {
  return /^[^\s@]+@[^\s@]+$/.test(text)
}

function firstMatch(text: string, kind: RegExp): Pick<TextProblem, 'character' | 'at'> | undefined {
  const match = kind.exec(text)
  if (match === null) return undefined
  return { character: codePointName(match[0]), at: [...text.slice(0, match.index)].length + 1 }
}
