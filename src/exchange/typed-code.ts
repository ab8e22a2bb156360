/**
 * Owns how typed codes stand on the command line: written to be read aloud, given as words, as a file or on standard
 * input, or asked for on a terminal.
 */
import type { TypedKind } from '../carrier/typed/code.ts'
import { readLicenseCode } from '../carrier/typed/license-code.ts'
import { looksLikeLicenseCode, looksLikeRequestCode, shortTextOf } from '../carrier/typed/recognise.ts'
import { readRequestCode } from '../carrier/typed/request-code.ts'
import { canAsk } from '../cli/prompt.ts'
import { AirlatchError } from '../core/errors.ts'
import type { PlainUsage } from '../core/usage.ts'
import { isThere } from '../disk/files.ts'
import { exchangeWords } from '../words/exchange.ts'
import { kindOfWord } from './word.ts'

/** Groups apart, so that the eye finds its way back to the line. Read again as it is, copied or in a file. */
export function spacedOut(code: string): string {
  return code.replaceAll('-', ' - ')
}

/** How to read a code over a bad line. */
export function readAloud(): string {
  return exchangeWords().typed.aloud
}

const KINDS: Readonly<Record<TypedKind, { looks(text: string): boolean; read(text: string): Uint8Array }>> = {
  request: { looks: looksLikeRequestCode, read: readRequestCode },
  license: { looks: looksLikeLicenseCode, read: readLicenseCode },
}

/** What somebody gave is a typed code, right or mistyped. */
export interface CodeInput {
  readonly kind: TypedKind
  readonly text: string
}

/** The words of the command line when they are a code together; else undefined. Error: usage, for one that is a file as well. */
export function codeInWords(words: readonly string[]): CodeInput | undefined {
  const [word = '', ...more] = words
  if (more.length === 0) return kindOfWord(word, ['code']) === 'code' ? codeIn(word) : undefined
  const code = codeIn(words.join(' '))
  return code === undefined || words.some(word => isThere(word)) ? undefined : code
}

/** Of words that are no code, and no files: whether they are letters and digits, as a code is, and no name with an ending. */
export function isMeantAsCode(words: readonly string[]): boolean {
  return words.every(word => /^[a-z0-9][a-z0-9 -]*$/i.test(word) && !isThere(word))
}

/** The code that a file has in it and nothing else; undefined for any other file. */
export function codeInFile(bytes: Uint8Array): CodeInput | undefined {
  const text = shortTextOf(bytes)
  return text === undefined ? undefined : codeIn(text)
}

function codeIn(text: string): CodeInput | undefined {
  const kind = (['request', 'license'] as const).find(one => KINDS[one].looks(text))
  return kind === undefined ? undefined : { kind, text }
}

/** The text of a code. Error: typed-code-malformed, for one of the other kind. */
export function requireKind(kind: TypedKind, code: CodeInput): string {
  // reading it as what it is not says what it is
  if (code.kind !== kind) KINDS[kind].read(code.text)
  return code.text
}

/** Asks for it on the terminal. `without`: what is wrong where there is none. Errors: usage, typed-code-missing. */
export async function askedCode(kind: TypedKind, what: () => string, without: PlainUsage): Promise<string> {
  if (!canAsk()) throw new AirlatchError('usage', { problem: { is: without } })
  const { askForCodeHere } = await import('./typed-prompt.ts')
  return askForCodeHere(kind, what())
}
