/**
 * Owns a typed code as a whole: its lines, bits in and out, and the error that says which line and which group is wrong.
 * Knows no message. Refuses text that is too long before it looks at it.
 */
import { GROUP_SYMBOLS, symbolsOf, valueFor } from '../../core/bytes/base32.ts'
import { AirlatchError } from '../../core/errors.ts'
import {
  bitsOfLine,
  decodeLine,
  encodeLine,
  type LineShape,
  problemOfLine,
  type TypedLineProblem,
} from './line.ts'

/** What a person reads aloud, and what is read back. */
export type TypedKind = 'request' | 'license'

/** The marks tell the lines of a license from each other, and from a request code. */
const WHOLE_LINES: Readonly<Record<TypedKind, readonly LineShape[]>> = {
  request: [{ groups: 6, mark: 0 }],
  license: [1, 2, 3, 4].map(mark => ({ groups: 6, mark })),
}
const LAST_MARK = 5
/** Groups of the last line of a license code: two, and more where its terms need them. */
const LAST_GROUPS = { least: 2, most: 6 } as const

/** Lines of a code, whatever it says. */
export const LINES: Readonly<Record<TypedKind, number>> = { request: 1, license: 5 }

/** The lines of a code whose last line has `last` groups; of a request code there is no other. */
function linesOf(kind: TypedKind, last: number): readonly LineShape[] {
  const whole = WHOLE_LINES[kind]
  return kind === 'request' ? whole : [...whole, { groups: last, mark: LAST_MARK }]
}

/** Far more than a code with every space and blank line that a mail program may add. */
export const MOST_TEXT = 4096

/** What is wrong with a line that was typed; other-line: a right line, but the one of that number, or of a request. */
export type TypedProblem =
  | Exclude<TypedLineProblem, { readonly problem: 'other-mark' }>
  | { readonly problem: 'other-line'; readonly found: number }
  | { readonly problem: 'too-long'; readonly most: number; readonly got: number }
  | { readonly problem: 'request-code' }
  | { readonly problem: 'license-code' }

/** How many groups a line has; `number` counts from 1. The last one of a license has as few as that can be. */
export function groupsOfLine(kind: TypedKind, number: number): number {
  return shapeOf(kind, number).groups
}

/**
 * How many groups the last line of a license code has, as its right first line says: its first symbol begins with a bit of
 * 0 for two groups; or with 10 and two bits of how many more than three it has. Undefined for a newer version.
 */
export function lastGroupsBy(firstLine: string): number | undefined {
  const value = valueFor(symbolsOf(firstLine)[0] ?? '') ?? 0
  if (value >= 24) return undefined
  return value < 16 ? LAST_GROUPS.least : LAST_GROUPS.least + 1 + ((value >> 1) & 3)
}

/** How many groups the last line has in a code of so many; undefined when no license code has so many. */
export function lastGroupsIn(groups: number): number | undefined {
  const last = groups - groupsBefore('license')
  return last >= LAST_GROUPS.least && last <= LAST_GROUPS.most ? last : undefined
}

function groupsBefore(kind: TypedKind): number {
  return WHOLE_LINES[kind].reduce((sum, { groups }) => sum + groups, 0)
}

/**
 * What is wrong with one line, to be said while somebody types; undefined when it is right. `number` counts from 1.
 * `groups`: of the line, where it is known; else the last line of a license may have any number that there is.
 */
export function checkLine(
  kind: TypedKind,
  number: number,
  text: string,
  groups?: number,
): TypedProblem | undefined {
  const long = tooLong(text)
  if (long !== undefined) return long
  const problem = problemOfLine(text, shapeOf(kind, number, groups ?? groupsOf(text)))
  return problem && named(kind, text, problem, number)
}

/** Whole groups. */
function groupsOf(text: string): number {
  return Math.floor(symbolsOf(text).length / GROUP_SYMBOLS)
}

/**
 * Writes the lines of a code. `more`: groups that the last line of a license has beyond two. Bits behind the last line's
 * are zero.
 */
export function encodeLines(kind: TypedKind, bytes: Uint8Array, more = 0): string {
  let bit = 0
  const lines = linesOf(kind, LAST_GROUPS.least + more).map(shape => {
    const line = encodeLine(bytes, bit, shape)
    bit += bitsOfLine(shape)
    return line
  })
  return lines.join('\n')
}

/** Error: typed-code-malformed, with the line, and the groups where they are known. */
export function decodeLines(kind: TypedKind, text: string): Uint8Array {
  const long = tooLong(text)
  if (long !== undefined) throw malformed(kind, long)
  const asTyped = text.split(/[\r\n]+/).filter(line => symbolsOf(line).length > 0)
  const joined = inLines(kind, text)
  // lines get broken and joined on their way; who reads what is wrong has the lines as they were typed
  const read = joined && decoded(kind, joined)
  if (read instanceof Uint8Array) return read
  const wrong = asTyped.length === LINES[kind] ? decoded(kind, asTyped) : read
  if (wrong instanceof Uint8Array) return wrong
  const { problem, line } = wrong ??
    missingLine(kind, asTyped) ?? { problem: wrongLength(kind, text), line: undefined }
  throw malformed(kind, problem, line)
}

interface WrongLine {
  readonly line: number
  readonly problem: TypedProblem
}

function decoded(kind: TypedKind, lines: readonly string[]): Uint8Array | WrongLine {
  const last = lastGroupsBy(lines[0] as string) ?? groupsOf(lines.at(-1) as string)
  const shapes = linesOf(kind, last)
  const bytes = new Uint8Array(Math.ceil(shapes.reduce((sum, shape) => sum + bitsOfLine(shape), 0) / 8))
  let bit = 0
  for (const [i, shape] of shapes.entries()) {
    const line = lines[i] as string
    const problem = decodeLine(line, bytes, bit, shape)
    if (problem !== undefined) return { line: i + 1, problem: named(kind, line, problem, i + 1) }
    bit += bitsOfLine(shape)
  }
  return bytes
}

/** As many symbols for each line as it has, wherever the text is broken; undefined when there are more or fewer. */
function inLines(kind: TypedKind, text: string): readonly string[] | undefined {
  const symbols = symbolsOf(text)
  const groups = symbols.length / GROUP_SYMBOLS
  const last = kind === 'request' ? LAST_GROUPS.least : lastGroupsIn(groups)
  const expected = symbolsFor(kind, symbols)
  if (last === undefined || symbols.length !== (expected ?? symbols.length)) return undefined
  let at = 0
  return linesOf(kind, last).map(({ groups }) => {
    const line = symbols.slice(at, at + groups * GROUP_SYMBOLS).join('')
    at += groups * GROUP_SYMBOLS
    return line
  })
}

/** Of a code that begins like this; undefined while its first line is not right, or of a newer version. */
function symbolsFor(kind: TypedKind, symbols: readonly string[]): number | undefined {
  if (kind === 'request') return symbolsIn(kind)
  const { groups } = shapeOf(kind, 1)
  const first = symbols.slice(0, groups * GROUP_SYMBOLS).join('')
  if (problemOfLine(first, shapeOf(kind, 1)) !== undefined) return undefined
  const last = lastGroupsBy(first)
  return last === undefined ? undefined : (groupsBefore(kind) + last) * GROUP_SYMBOLS
}

function wrongLength(kind: TypedKind, text: string): TypedProblem {
  const problem = problemOfLine(text, shapeOf('request', 1))
  if (kind === 'license' && problem?.problem === 'activation-key') return problem
  const symbols = symbolsOf(text)
  const expected = symbolsFor(kind, symbols) ?? symbolsIn(kind)
  return named(kind, text, { problem: 'length', expected, got: symbols.length })
}

/** The first line that is not there, when all in front of it are right. */
function missingLine(kind: TypedKind, lines: readonly string[]): WrongLine | undefined {
  const line = lines.length + 1
  if (lines.length === 0 || line > LINES[kind]) return undefined
  if (lines.some((typed, i) => checkLine(kind, i + 1, typed) !== undefined)) return undefined
  const { groups } = shapeOf(kind, line, lastGroupsBy(lines[0] as string))
  return { line, problem: { problem: 'length', expected: groups * GROUP_SYMBOLS, got: 0 } }
}

/** Of the shortest whole code, checks and all. */
export function symbolsIn(kind: TypedKind): number {
  return (groupsBefore(kind) + (kind === 'license' ? LAST_GROUPS.least : 0)) * GROUP_SYMBOLS
}

/** Of the longest one. */
export function mostSymbolsIn(kind: TypedKind): number {
  return symbolsIn(kind) + (kind === 'license' ? LAST_GROUPS.most - LAST_GROUPS.least : 0) * GROUP_SYMBOLS
}

function tooLong(text: string): TypedProblem | undefined {
  return text.length > MOST_TEXT ? { problem: 'too-long', most: MOST_TEXT, got: text.length } : undefined
}

/** Says of a right line of another place which one it is: the last line is shorter, so its length says nothing yet. */
function named(kind: TypedKind, text: string, problem: TypedLineProblem, number?: number): TypedProblem {
  if (problem.problem !== 'other-mark' && problem.problem !== 'length') return problem
  if (kind === 'request' && lastGroupsIn(symbolsOf(text).length / GROUP_SYMBOLS) !== undefined)
    return { problem: 'license-code' }
  const isRight = (shape: LineShape) => problemOfLine(text, shape) === undefined
  if (WHOLE_LINES.request.some(isRight)) return { problem: 'request-code' }
  const found = linesOf('license', lastOf(groupsOf(text))).findIndex(isRight) + 1
  // right, and as long as in another code
  if (found === number && problem.problem === 'length') return problem
  if (found > 0) return kind === 'request' ? { problem: 'license-code' } : { problem: 'other-line', found }
  return problem.problem === 'length' ? problem : { problem: 'check' }
}

/** `groups`: of the line, where it is the last of a license. */
function shapeOf(kind: TypedKind, number: number, groups: number = LAST_GROUPS.least): LineShape {
  const shape = linesOf(kind, lastOf(groups))[number - 1]
  if (shape === undefined) throw new AirlatchError('bug', { problem: `a ${kind} code has no line ${number}` })
  return shape
}

/** A number of groups that a last line may have. */
function lastOf(groups: number): number {
  return groups > LAST_GROUPS.least && groups <= LAST_GROUPS.most ? groups : LAST_GROUPS.least
}

function malformed(kind: TypedKind, problem: TypedProblem, line?: number): AirlatchError {
  const several = LINES[kind] > 1 && line !== undefined
  return new AirlatchError('typed-code-malformed', { code: kind, ...(several ? { line } : {}), ...problem })
}
