/**
 * Owns whether a text that the vendor enters may stand where it is entered, and which limit it exceeds if not: the one
 * place that decides and words it, for every field. What a message may hold is for the messages to say (SPEC.md).
 */
import { invalidValue } from '../arguments.ts'
import { codePointName, isBlank } from '../bytes/characters.ts'
import { AirlatchError } from '../errors.ts'
import type { Expected } from '../expected.ts'
import { utf8Length } from '../message/claims.ts'

/** What a text has to be. */
export interface TextRule {
  /** `text`: anything, in several lines. `line`: one line that shows something. `name`: and no space around it. */
  readonly kind: 'text' | 'line' | 'name'
  /** Of UTF-8. */
  readonly mostBytes?: number | undefined
  /** UTF-16 code units, as JavaScript counts. */
  readonly mostCharacters?: number | undefined
  /** Whether a `text` may be empty; the others may not. */
  readonly mayBeEmpty?: boolean | undefined
}

/** As details of invalid-value. */
export interface TextProblem {
  readonly limit: 'empty' | 'character' | 'blank' | 'space' | 'bytes' | 'characters'
  readonly expected: Expected
  /** Of `bytes` and `characters` how many there are; else the text. Of `character` it is left out: it is long or harmful. */
  readonly got?: string | number
  /** The one that is not allowed, such as `U+FEFF`. */
  readonly character?: string
  /** Which character of the text it is, from 1. */
  readonly at?: number
}

/** The first limit that the text exceeds; undefined when it may stand. */
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
  const half = found(text, /\p{Cs}/u)
  if (half !== undefined) return { limit: 'character', expected: { is: 'whole-characters' }, ...half }
  const control = kind === 'text' ? undefined : found(text, /\p{Cc}/u)
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

/** The text itself. Error: invalid-value {field, limit, expected, got, character, at}. */
export function requireFittingText(field: string, text: string, rule: TextRule): string {
  if (typeof text !== 'string') throw invalidValue(field, { is: 'text' }, text)
  const problem = textProblem(text, rule)
  if (problem !== undefined) throw new AirlatchError('invalid-value', { field, ...problem })
  return text
}

function found(text: string, kind: RegExp): Pick<TextProblem, 'character' | 'at'> | undefined {
  const match = kind.exec(text)
  if (match === null) return undefined
  return { character: codePointName(match[0]), at: [...text.slice(0, match.index)].length + 1 }
}
