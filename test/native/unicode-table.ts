/**
 * Owns the table that native/src/core/unicode.c composes and decomposes by, made of what this Node knows of Unicode:
 *
 *     node test/native/unicode-table.ts > native/src/core/unicode_table.h
 *
 * Combining classes are not to be had in JavaScript, and the order of the classes is all that normal forms need: it is seen
 * from which of two marks is put first.
 */
import { pathToFileURL } from 'node:url'

const LAST = 0x10ffff
const HANGUL = { first: 0xac00, last: 0xd7a3 }

/** The file, as text. */
export function unicodeTable(): string {
  const steps = decompositions()
  const composites = steps
    .map((step, index) => ({ ...step, index }))
    .filter(({ from, second }) => second !== 0 && nfc(from) === char(from))
    .sort((a, b) => a.first - b.first || a.second - b.second)
  return [
    `/* Made by test/native/unicode-table.ts of Unicode ${process.versions.unicode}. Do not edit. */`,
    '/* A character, and the one or two that it is decomposed into, by one step. Hangul is computed. */',
    '#define STEP(from, first, second) (UINT64_C(from) << 42 | UINT64_C(first) << 21 | UINT64_C(second))',
    'static const uint64_t STEPS[] = {',
    ...rows(steps.map(({ from, first, second }) => `STEP(${hex(from)},${hex(first)},${hex(second)})`)),
    '};',
    '/* The places in STEPS of those that are composed again, by the two characters. */',
    'static const uint16_t COMPOSITES[] = {',
    ...rows(composites.map(({ index }) => String(index))),
    '};',
    '/* From, to, and the place of their combining class among all classes, from 1. All others have none. */',
    'static const uint32_t CLASSES[][3] = {',
    ...rows(classes().map(({ from, to, rank }) => `{${hex(from)},${hex(to)},${rank}}`)),
    '};',
    '',
  ].join('\n')
}

interface Step {
  readonly from: number
  readonly first: number
  /** 0: none. */
  readonly second: number
}

function decompositions(): readonly Step[] {
  const composed = [...scalars()].filter(code => isComposed(code))
  // of several characters with one decomposition, the one that it is composed to again
  const whole = new Map<string, number>()
  for (const code of composed) {
    const parts = char(code).normalize('NFD')
    if (!whole.has(parts) || nfc(code) === char(code)) whole.set(parts, code)
  }
  return composed.map(from => {
    const parts = [...char(from).normalize('NFD')]
    const second = parts.length > 1 ? codeOf(parts.pop() as string) : 0
    const front = parts.join('')
    const first = parts.length === 1 ? codeOf(front) : whole.get(front)
    if (first === undefined) throw new Error(`U+${from.toString(16)} is not decomposed into two`)
    return { from, first, second }
  })
}

function isComposed(code: number): boolean {
  return char(code).normalize('NFD') !== char(code) && !(code >= HANGUL.first && code <= HANGUL.last)
}

interface Range {
  readonly from: number
  to: number
  readonly rank: number
}

function classes(): readonly Range[] {
  const marks = [...scalars()].filter(
    code => /\p{M}/u.test(char(code)) && !isComposed(code) && hasClass(code),
  )
  const byClass = marks.toSorted((a, b) => order(a, b) || a - b)
  const ranks = new Map<number, number>()
  let rank = 0
  for (const [i, code] of byClass.entries()) {
    if (i === 0 || order(byClass[i - 1] as number, code) !== 0) rank++
    ranks.set(code, rank)
  }
  const ranges: Range[] = []
  for (const code of marks) {
    const last = ranges.at(-1)
    const rank = ranks.get(code) as number
    if (last?.rank === rank && last.to === code - 1) last.to = code
    else ranges.push({ from: code, to: code, rank })
  }
  return ranges
}

/** A mark that has a class changes places with one of class 1 or with one of class 240. */
function hasClass(code: number): boolean {
  return order(code, 0x334) !== 0 || order(code, 0x345) !== 0
}

/** Which class of two marks is smaller; 0: the same, or one has none. */
function order(a: number, b: number): number {
  const [one, other] = [char(a), char(b)]
  if ((one + other).normalize('NFD') !== one + other) return 1
  return (other + one).normalize('NFD') === other + one ? 0 : -1
}

function* scalars(): Generator<number> {
  for (let code = 0; code <= LAST; code++) if (code < 0xd800 || code > 0xdfff) yield code
}

const char = (code: number) => String.fromCodePoint(code)
const nfc = (code: number) => char(code).normalize('NFC')
const codeOf = (text: string) => text.codePointAt(0) as number
const hex = (code: number) => (code === 0 ? '0' : `0x${code.toString(16)}`)

/** As many on a line as fit. */
function rows(items: readonly string[]): readonly string[] {
  const lines: string[] = []
  for (const item of items) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + item.length < 118) lines[lines.length - 1] = `${last}${item},`
    else lines.push(`${item},`)
  }
  return lines
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) process.stdout.write(unicodeTable())
