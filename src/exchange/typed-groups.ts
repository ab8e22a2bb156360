/** Owns what one piece of typed text is in a code: its groups, and what is wrong with the first that is not one. */
import { GROUP_SYMBOLS, SEPARATORS, symbolsOf, valueFor } from '../core/bytes/base32.ts'
import { exchangeWords } from '../words/exchange.ts'

export interface TypedGroups {
  /** Before the first that is not a group. */
  readonly groups: readonly string[]
  /** Says what is wrong with the one after them, which is group `number`. */
  readonly problem: ((number: number) => string) | undefined
}

/** Groups of five, however they stand together; where there are too few characters, as they were typed. */
export function groupsIn(text: string): TypedGroups {
  const symbols = symbolsOf(text)
  const pieces =
    symbols.length % GROUP_SYMBOLS === 0
      ? [symbols]
      : text
          .split(SEPARATORS)
          .map(symbolsOf)
          .filter(piece => piece.length > 0)
  const groups: string[] = []
  for (const piece of pieces) {
    if (piece.length % GROUP_SYMBOLS !== 0)
      return {
        groups,
        problem: number => exchangeWords().typed.groupLength(GROUP_SYMBOLS, cut(piece), piece.length, number),
      }
    for (let at = 0; at < piece.length; at += GROUP_SYMBOLS) {
      const group = piece.slice(at, at + GROUP_SYMBOLS)
      const foreign = group.find(symbol => valueFor(symbol) === undefined)
      if (foreign !== undefined)
        return {
          groups,
          problem: number => exchangeWords().typed.foreign(foreign, cut(group), number),
        }
      groups.push(group.join(''))
    }
  }
  return { groups, problem: undefined }
}

/** Enough to know it again. */
function cut(symbols: readonly string[]): string {
  return symbols.length > 12 ? `${symbols.slice(0, 12).join('')}...` : symbols.join('')
}
