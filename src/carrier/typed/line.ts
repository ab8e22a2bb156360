/**
 * Owns one line of a typed code: up to six groups of five symbols of Crockford's base32, the last two of them checks, so
 * that the reader can say which group is wrong. Knows nothing of what the line says.
 *
 * The symbols are numbers c_0 .. c_(m-1) of GF(32), m at most 30. The checks make
 *   S0 = sum of c_i = the line's mark        S1 = sum of alpha^i * c_i = 0
 * which is a Reed-Solomon code of distance 3 (31 places at most, all powers of alpha different). One wrong symbol at i
 * with the error e makes S0 = mark + e and S1 = alpha^i * e, so i is known. A swap of two different neighbours leaves S0
 * and makes S1 = alpha^i * (1 + alpha) * (c_i + c_(i+1)). A whole line of another mark changes S0 alone.
 */
import {
  decodeGroups,
  fiveBits,
  GROUP_SYMBOLS,
  putFiveBits,
  SEPARATORS,
  symbolFor,
  symbolsOf,
  valueFor,
} from '../../core/bytes/base32.ts'
import { logarithm, power, timesPower } from '../../core/bytes/gf32.ts'

const CHECKS = 2
/** Of an activation key, which is as long as a whole line. */
const KEY_GROUPS = 6

export interface LineShape {
  /** 1 to 6. */
  readonly groups: number
  /** What the sum of the symbols is, 0 to 31: which line of which code this is. */
  readonly mark: number
}

/**
 * What is wrong with a line; groups count from 1. length: `groups` is there when they can be told, each with more or
 * fewer than five characters; character: none of the alphabet; check: `groups` are those where one wrong character, or
 * two swapped ones, would explain it, undefined when more is wrong; other-mark: it is right, and not of this mark.
 */
export type TypedLineProblem =
  | {
      readonly problem: 'length'
      readonly expected: number
      readonly got: number
      readonly groups?: readonly number[]
    }
  | { readonly problem: 'character'; readonly groups: readonly number[]; readonly character: string }
  | { readonly problem: 'check'; readonly groups?: readonly number[] }
  | { readonly problem: 'other-mark'; readonly mark: number }
  | { readonly problem: 'activation-key' }

/** Bits of data in a line. */
export function bitsOfLine({ groups }: LineShape): number {
  return (groups * GROUP_SYMBOLS - CHECKS) * 5
}

/** Writes the bits from `bit` on as a line, the groups joined by dashes. */
export function encodeLine(bytes: Uint8Array, bit: number, shape: LineShape): string {
  const values: number[] = []
  for (let at = bit; at < bit + bitsOfLine(shape); at += 5) values.push(fiveBits(bytes, at))
  const text = [...values, ...checksOf(values, shape.mark)].map(symbolFor).join('')
  return groupsOf([...text]).join('-')
}

/** Reads a line into bytes that are zero from `bit` on, as people type it. */
export function decodeLine(
  text: string,
  bytes: Uint8Array,
  bit: number,
  shape: LineShape,
): TypedLineProblem | undefined {
  const values = valuesOf(text, shape)
  if (!isValues(values)) return values
  values.slice(0, -CHECKS).forEach((value, i) => {
    putFiveBits(bytes, bit + i * 5, value)
  })
  return undefined
}

/** What is wrong with a line, without reading it. */
export function problemOfLine(text: string, shape: LineShape): TypedLineProblem | undefined {
  const values = valuesOf(text, shape)
  return isValues(values) ? undefined : values
}

/** The two symbols that make the sums right. */
function checksOf(data: readonly number[], mark: number): readonly [number, number] {
  const m = data.length + CHECKS
  const s0 = data.reduce((sum, value) => sum ^ value, mark)
  const s1 = weighed(data)
  // a + b = s0 and alpha^(m-2) a + alpha^(m-1) b = s1
  const a = dividedBy(s1 ^ timesPower(s0, m - 1), power(m - 2) ^ power(m - 1))
  return [a, a ^ s0]
}

function dividedBy(value: number, divisor: number): number {
  return timesPower(value, -logarithm(divisor))
}

function weighed(values: readonly number[]): number {
  return values.reduce((sum, value, i) => sum ^ timesPower(value, i), 0)
}

function isValues(read: readonly number[] | TypedLineProblem): read is readonly number[] {
  return Array.isArray(read)
}

function valuesOf(text: string, shape: LineShape): readonly number[] | TypedLineProblem {
  const symbols = symbolsOf(text)
  const expected = shape.groups * GROUP_SYMBOLS
  if (symbols.length !== expected) {
    const groups = misshapen(text, shape.groups)
    return { problem: 'length', expected, got: symbols.length, ...(groups === undefined ? {} : { groups }) }
  }
  const values: number[] = []
  for (const [i, character] of symbols.entries()) {
    const value = valueFor(character)
    if (value === undefined) return { problem: 'character', groups: [groupAt(i)], character }
    values.push(value)
  }
  const s0 = values.reduce((sum, value) => sum ^ value, 0)
  const s1 = weighed(values)
  if (s0 === shape.mark && s1 === 0) return values
  // its own checks, one in each group, say that it is one: chance alone would do that once in 2^30 lines
  if (shape.groups === KEY_GROUPS && decodeGroups(text, KEY_GROUPS) instanceof Uint8Array)
    return { problem: 'activation-key' }
  if (s1 === 0) return { problem: 'other-mark', mark: s0 }
  const groups = suspects(values, s0 ^ shape.mark, s1)
  return { problem: 'check', ...(groups.length === 0 ? {} : { groups }) }
}

/** The groups where one wrong symbol, or a swap of two neighbours, explains both sums. */
function suspects(values: readonly number[], s0: number, s1: number): readonly number[] {
  if (s0 !== 0) {
    const place = logarithm(dividedBy(s1, s0))
    return place < values.length ? [groupAt(place)] : []
  }
  const found = new Set<number>()
  for (const [i, value] of values.entries()) {
    const difference = value ^ (values[i + 1] ?? value)
    // no difference gives 0, which s1 is not here
    if ((timesPower(difference, i) ^ timesPower(difference, i + 1)) === s1)
      found.add(groupAt(i)).add(groupAt(i + 1))
  }
  return [...found]
}

/** The groups of the wrong length, where somebody typed as many groups as there are; undefined when that is not clear. */
function misshapen(text: string, groups: number): readonly number[] | undefined {
  const typed = text.split(SEPARATORS).filter(group => group !== '')
  if (typed.length !== groups || groups === 1) return undefined
  return typed.flatMap((group, i) => ([...group].length === GROUP_SYMBOLS ? [] : [i + 1]))
}

function groupAt(symbol: number): number {
  return Math.floor(symbol / GROUP_SYMBOLS) + 1
}

/** Five symbols each. */
function groupsOf(symbols: readonly string[]): readonly string[] {
  const groups: string[] = []
  for (let at = 0; at < symbols.length; at += GROUP_SYMBOLS)
    groups.push(symbols.slice(at, at + GROUP_SYMBOLS).join(''))
  return groups
}
