/**
 * Owns the lines of a typed license code that come in one after the other, in any order. A line says by its check
 * characters which one it is; nothing in it says of which code, so a later one replaces an earlier one.
 */
import { checkLine, groupsOfLine, LINES, MOST_TEXT, type TypedProblem } from '../carrier/typed/code.ts'
import { looksLikeRequestCode } from '../carrier/typed/recognise.ts'
import { GROUP_SYMBOLS, SEPARATORS, symbolsOf, valueFor } from '../core/bytes/base32.ts'
import { AirlatchError } from '../core/errors.ts'

/** What one line was good for. */
export type LicenseLine =
  | { readonly kind: 'whole'; readonly text: string }
  | {
      readonly kind: 'progress'
      readonly have: number
      readonly need: number
      readonly line: number
      /** Another line of this number was there before. */
      readonly replaced: boolean
    }

const NUMBERS = Array.from({ length: LINES.license }, (_, i) => i + 1)

export class LicenseLines {
  readonly #lines = new Map<number, string>()

  /** Takes a line; undefined for any other text. Error: typed-code-malformed. */
  take(text: string): LicenseLine | undefined {
    const number = NUMBERS.find(one => checkLine('license', one, text) === undefined)
    if (number === undefined) {
      this.#refuseMistyped(text)
      return undefined
    }
    const before = this.#lines.get(number)
    this.#lines.set(number, text)
    const [have, need] = [this.#lines.size, NUMBERS.length]
    if (have < need) {
      const replaced = before !== undefined && symbolsOf(before).join('') !== symbolsOf(text).join('')
      return { kind: 'progress', have, need, line: number, replaced }
    }
    const whole = NUMBERS.map(one => this.#lines.get(one)).join('\n')
    // whatever becomes of it, the next line begins another code
    this.#lines.clear()
    return { kind: 'whole', text: whole }
  }

  /** Error: typed-code-malformed, for text that is meant as a line or a part of one. */
  #refuseMistyped(text: string): void {
    const next = NUMBERS.find(one => !this.#lines.has(one)) as number
    const problem = checkLine('license', next, text)
    if (problem !== undefined && this.#isMeant(text, problem))
      throw new AirlatchError('typed-code-malformed', { code: 'license', line: next, ...problem })
    const groups = groupsIn(text)
    if (groups > 0)
      throw new AirlatchError('typed-code-malformed', { code: 'license', problem: 'part', got: groups })
  }

  /** A word is no mistyped line; once a code was begun, whatever is as long as the next line is one. */
  #isMeant(text: string, { problem }: TypedProblem): boolean {
    if (looksLikeRequestCode(text)) return true
    return this.#lines.size > 0 && (problem === 'check' || problem === 'character')
  }
}

/** How many groups of five symbols of a code stand there, less than a line and nothing else; else 0. */
function groupsIn(text: string): number {
  if (text.length > MOST_TEXT) return 0
  const groups = text
    .split(SEPARATORS)
    .map(symbolsOf)
    .filter(group => group.length > 0)
  const isPart = groups.every(
    group => group.length === GROUP_SYMBOLS && group.every(symbol => valueFor(symbol) !== undefined),
  )
  return isPart && groups.length < groupsOfLine('license', 1) ? groups.length : 0
}
