/**
 * Owns a typed code as a whole: its lines, bits in and out, and the error that says which line and which group is wrong.
 * Knows no message. Refuses text that is too long before it looks at it.
 */
import { GROUP_SYMBOLS, symbolsOf } from '../../core/bytes/base32.ts'
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
export const LINES: Readonly<Record<TypedKind, readonly LineShape[]>> = {
  request: [{ groups: 6, mark: 0 }],
  license: [
    { groups: 6, mark: 1 },
    { groups: 6, mark: 2 },
    { groups: 6, mark: 3 },
    { groups: 6, mark: 4 },
    { groups: 2, mark: 5 },
  ],
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

/** How many groups a line has; `number` counts from 1. */
export function groupsOfLine(kind: TypedKind, number: number): number {
  return shapeOf(kind, number).groups
}

/** What is wrong with one line, to be said while somebody types; undefined when it is right. `number` counts from 1. */
export function checkLine(kind: TypedKind, number: number, text: string): TypedProblem | undefined {
  const long = tooLong(text)
  if (long !== undefined) return long
  const problem = problemOfLine(text, shapeOf(kind, number))
  return problem && named(kind, text, problem)
}

/** Writes the lines of a code. The bits behind the last line's are zero. */
export function encodeLines(kind: TypedKind, bytes: Uint8Array): string {
  let bit = 0
  const lines = LINES[kind].map(shape => {
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
  const wrong = asTyped.length === LINES[kind].length ? decoded(kind, asTyped) : read
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
  const shapes = LINES[kind]
  const bytes = new Uint8Array(Math.ceil(shapes.reduce((sum, shape) => sum + bitsOfLine(shape), 0) / 8))
  let bit = 0
  for (const [i, shape] of shapes.entries()) {
    const line = lines[i] as string
    const problem = decodeLine(line, bytes, bit, shape)
    if (problem !== undefined) return { line: i + 1, problem: named(kind, line, problem) }
    bit += bitsOfLine(shape)
  }
  return bytes
}

/** As many symbols for each line as it has, wherever the text is broken; undefined when there are more or fewer. */
function inLines(kind: TypedKind, text: string): readonly string[] | undefined {
  const symbols = symbolsOf(text)
  if (symbols.length !== symbolsIn(kind)) return undefined
  let at = 0
  return LINES[kind].map(({ groups }) => {
    const line = symbols.slice(at, at + groups * GROUP_SYMBOLS).join('')
    at += groups * GROUP_SYMBOLS
    return line
  })
}

function wrongLength(kind: TypedKind, text: string): TypedProblem {
  const problem = problemOfLine(text, shapeOf('request', 1))
  if (kind === 'license' && problem?.problem === 'activation-key') return problem
  return named(kind, text, { problem: 'length', expected: symbolsIn(kind), got: symbolsOf(text).length })
}

/** The first line that is not there, when all in front of it are right. */
function missingLine(kind: TypedKind, lines: readonly string[]): WrongLine | undefined {
  const line = lines.length + 1
  if (lines.length === 0 || line > LINES[kind].length) return undefined
  if (lines.some((typed, i) => checkLine(kind, i + 1, typed) !== undefined)) return undefined
  const { groups } = shapeOf(kind, line)
  return { line, problem: { problem: 'length', expected: groups * GROUP_SYMBOLS, got: 0 } }
}

/** Of the whole code, checks and all. */
export function symbolsIn(kind: TypedKind): number {
  return LINES[kind].reduce((sum, { groups }) => sum + groups, 0) * GROUP_SYMBOLS
}

function tooLong(text: string): TypedProblem | undefined {
  return text.length > MOST_TEXT ? { problem: 'too-long', most: MOST_TEXT, got: text.length } : undefined
}

/** Says of a right line of another place which one it is: the last line is shorter, so its length says nothing yet. */
function named(kind: TypedKind, text: string, problem: TypedLineProblem): TypedProblem {
  if (problem.problem !== 'other-mark' && problem.problem !== 'length') return problem
  if (kind === 'request' && symbolsOf(text).length === symbolsIn('license'))
    return { problem: 'license-code' }
  const isRight = (shape: LineShape) => problemOfLine(text, shape) === undefined
  if (LINES.request.some(isRight)) return { problem: 'request-code' }
  const found = LINES.license.findIndex(isRight) + 1
  if (found > 0) return kind === 'request' ? { problem: 'license-code' } : { problem: 'other-line', found }
  return problem.problem === 'length' ? problem : { problem: 'check' }
}

function shapeOf(kind: TypedKind, number: number): LineShape {
  const shape = LINES[kind][number - 1]
  if (shape === undefined) throw new AirlatchError('bug', { problem: `a ${kind} code has no line ${number}` })
  return shape
}

function malformed(kind: TypedKind, problem: TypedProblem, line?: number): AirlatchError {
  const several = LINES[kind].length > 1 && line !== undefined
  return new AirlatchError('typed-code-malformed', { code: kind, ...(several ? { line } : {}), ...problem })
}
