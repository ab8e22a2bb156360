/**
 * Owns Crockford base32 in checked groups: what people read aloud and type (activation keys, computer IDs).
 * A group is four data symbols (20 bits) and one check symbol, so an error names the group that it is in.
 *
 * The check is a sum over GF(32): symbol i is multiplied by 2^(i+1), all different and not zero, so every single wrong
 * symbol and every swap of two symbols changes it; the group's index is added, so swapped groups are found too.
 */

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const DATA_SYMBOLS = 4
const GROUP_SYMBOLS = DATA_SYMBOLS + 1
/** Bits of data in one group. */
export const GROUP_BITS = DATA_SYMBOLS * 5

/** What is wrong with a typed text; `group` counts from 1. */
export type GroupProblem =
  | { readonly problem: 'length'; readonly expected: number; readonly got: number }
  | { readonly problem: 'character'; readonly group: number; readonly character: string }
  | { readonly problem: 'check'; readonly group: number }

/** Writes the first `groups` * 20 bits of `bytes` as groups of five, joined by dashes. */
export function encodeGroups(bytes: Uint8Array, groups: number): string {
  let text = ''
  for (let group = 0; group < groups; group++) {
    const data: number[] = []
    if (group > 0) text += '-'
    for (let i = 0; i < DATA_SYMBOLS; i++) {
      const value = fiveBits(bytes, (group * DATA_SYMBOLS + i) * 5)
      data.push(value)
      text += ALPHABET[value]
    }
    text += ALPHABET[checkOf(data, group)]
  }
  return text
}

/**
 * Reads what `encodeGroups` wrote, as people type it: case, dashes and spaces do not matter, O is 0, I and L are 1.
 * `firstGroup` is the index that the first group was written with, when `text` is a part of a longer one.
 */
export function decodeGroups(text: string, groups: number, firstGroup = 0): Uint8Array | GroupProblem {
  const symbols = [...text.toUpperCase().replace(/[\s-]/g, '')].map(lookAlike)
  if (symbols.length !== groups * GROUP_SYMBOLS)
    return { problem: 'length', expected: groups * GROUP_SYMBOLS, got: symbols.length }
  const bytes = new Uint8Array(Math.ceil((groups * GROUP_BITS) / 8))
  for (let group = 0; group < groups; group++) {
    const values: number[] = []
    for (const character of symbols.slice(group * GROUP_SYMBOLS, (group + 1) * GROUP_SYMBOLS)) {
      const value = ALPHABET.indexOf(character)
      if (value < 0) return { problem: 'character', group: group + 1, character }
      values.push(value)
    }
    const data = values.slice(0, DATA_SYMBOLS)
    if (values[DATA_SYMBOLS] !== checkOf(data, firstGroup + group))
      return { problem: 'check', group: group + 1 }
    data.forEach((value, i) => {
      putFiveBits(bytes, (group * DATA_SYMBOLS + i) * 5, value)
    })
  }
  return bytes
}

function lookAlike(symbol: string): string {
  if (symbol === 'O') return '0'
  return symbol === 'I' || symbol === 'L' ? '1' : symbol
}

function checkOf(data: readonly number[], group: number): number {
  return data.reduce((sum, value, i) => sum ^ timesPowerOfTwo(value, i + 1), group & 31)
}

/** Multiplies in GF(32) with the polynomial x^5 + x^2 + 1. */
function timesPowerOfTwo(value: number, power: number): number {
  let product = value
  for (let i = 0; i < power; i++) product = product & 16 ? ((product << 1) ^ 0b100101) & 31 : product << 1
  return product
}

function fiveBits(bytes: Uint8Array, bit: number): number {
  const pair = ((bytes[bit >> 3] ?? 0) << 8) | (bytes[(bit >> 3) + 1] ?? 0)
  return (pair >> (11 - (bit & 7))) & 31
}

function putFiveBits(bytes: Uint8Array, bit: number, value: number): void {
  const at = bit >> 3
  const shifted = value << (11 - (bit & 7))
  bytes[at] = (bytes[at] as number) | (shifted >> 8)
  if (at + 1 < bytes.length) bytes[at + 1] = (bytes[at + 1] as number) | (shifted & 0xff)
}
