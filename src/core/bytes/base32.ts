/**
 * Owns Crockford base32 in checked groups: what people read aloud and type (activation keys, computer IDs).
 * A group is four data symbols (20 bits) and one check symbol, so an error names the group that it is in.
 *
 * The check is a sum over GF(32): symbol i is multiplied by 2^(i+1), all different and not zero, so every single wrong
 * symbol and every swap of two symbols changes it; the group's index is added, so swapped groups are found too.
 */

import { timesPower } from './gf32.ts'

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const DATA_SYMBOLS = 4
/** Symbols in one group, including the check symbol. */
export const GROUP_SYMBOLS = DATA_SYMBOLS + 1
/** Bits of data in one group. */
export const GROUP_BITS = DATA_SYMBOLS * 5

/** Why a typed text was refused; `group` counts from 1. */
export type GroupProblem =
  | { readonly problem: 'length'; readonly expected: number; readonly got: number }
  | { readonly problem: 'character'; readonly group: number; readonly character: string }
  | { readonly problem: 'check'; readonly group: number }

/** Writes the first `groups` * 20 bits of `bytes` as groups of five symbols, joined by dashes. */
export function encodeGroups(bytes: Uint8Array, groups: number): string {
  let text = ''
  for (let group = 0; group < groups; group++) {
    const data: number[] = []
    if (group > 0) text += '-'
    for (let i = 0; i < DATA_SYMBOLS; i++) {
      const value = fiveBits(bytes, (group * DATA_SYMBOLS + i) * 5)
      data.push(value)
      text += symbolFor(value)
    }
    text += symbolFor(checkOf(data, group))
  }
  return text
}

/** Reads what `encodeGroups` wrote, as typed: case, dashes and spaces do not matter, O is 0, I and L are 1. */
export function decodeGroups(text: string, groups: number): Uint8Array | GroupProblem {
  const symbols = symbolsOf(text)
  if (symbols.length !== groups * GROUP_SYMBOLS) {
    // naming a foreign character is more helpful than reporting the wrong length
    const foreign = symbols.findIndex(symbol => !/^[0-9A-Z]$/.test(symbol))
    if (foreign < 0) return { problem: 'length', expected: groups * GROUP_SYMBOLS, got: symbols.length }
    const group = Math.floor(foreign / GROUP_SYMBOLS) + 1
    return { problem: 'character', group, character: symbols[foreign] as string }
  }
  const bytes = new Uint8Array(Math.ceil((groups * GROUP_BITS) / 8))
  for (let group = 0; group < groups; group++) {
    const values: number[] = []
    for (const character of symbols.slice(group * GROUP_SYMBOLS, (group + 1) * GROUP_SYMBOLS)) {
      const value = valueFor(character)
      if (value === undefined) return { problem: 'character', group: group + 1, character }
      values.push(value)
    }
    const data = values.slice(0, DATA_SYMBOLS)
    if (values[DATA_SYMBOLS] !== checkOf(data, group)) return { problem: 'check', group: group + 1 }
    data.forEach((value, i) => {
      putFiveBits(bytes, (group * DATA_SYMBOLS + i) * 5, value)
    })
  }
  return bytes
}

/**
 * Characters that are ignored between groups and around them: white space, dashes and quotation marks, in the variants
 * that mail programs and word processors substitute. SPEC.md section 7 has the same list, so that two readers agree.
 */
export const SEPARATORS =
  /[ \t\r\n\u00a0\u200b-\u200d\-\u00ad\u2010-\u2015\u2212"'`\u00ab\u00bb\u2018-\u201f\u2039\u203a]+/g

/** Returns the typed symbols in upper case, without separators; O becomes 0, I and L become 1. */
export function symbolsOf(text: string): readonly string[] {
  return [...text.replace(SEPARATORS, '')].map(symbol => lookAlike(inUpperCase(symbol)))
}

/** ASCII only: Unicode upper-casing would turn a dotless i and a long s into letters of the alphabet. */
function inUpperCase(symbol: string): string {
  return /^[a-z]$/.test(symbol) ? symbol.toUpperCase() : symbol
}

function lookAlike(symbol: string): string {
  if (symbol === 'O') return '0'
  return symbol === 'I' || symbol === 'L' ? '1' : symbol
}

/** Returns the number, 0 to 31, of a symbol from `symbolsOf`; undefined if the character is not in the alphabet. */
export function valueFor(symbol: string): number | undefined {
  const value = symbol.length === 1 ? ALPHABET.indexOf(symbol) : -1
  return value < 0 ? undefined : value
}

/** Returns the symbol for a number from 0 to 31. */
export function symbolFor(value: number): string {
  return ALPHABET[value] as string
}

function checkOf(data: readonly number[], group: number): number {
  return data.reduce((sum, value, i) => sum ^ timesPower(value, i + 1), group & 31)
}

/** Returns the five bits that begin at offset `bit`, as a number; bits beyond the end are zero. */
export function fiveBits(bytes: Uint8Array, bit: number): number {
  const pair = ((bytes[bit >> 3] ?? 0) << 8) | (bytes[(bit >> 3) + 1] ?? 0)
  return (pair >> (11 - (bit & 7))) & 31
}

/** Writes five bits at offset `bit`, which must still be zero. */
export function putFiveBits(bytes: Uint8Array, bit: number, value: number): void {
  const at = bit >> 3
  const shifted = value << (11 - (bit & 7))
  bytes[at] = (bytes[at] as number) | (shifted >> 8)
  if (at + 1 < bytes.length) bytes[at + 1] = (bytes[at + 1] as number) | (shifted & 0xff)
}
