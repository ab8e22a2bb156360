/**
 * Owns reading a list that another program exported as CSV: RFC 4180, with or without a byte order mark, lines that end
 * in CRLF or LF, cells separated by commas, semicolons or tabs. Strict: what another reader could take for something
 * else is refused with the number of its line, because each line is a key that somebody paid for.
 */
import { AirlatchError } from '../../../core/errors.ts'
import type { CsvProblem } from '../../../core/problems.ts'

export const CSV_LIMITS = { bytes: 100_000_000, rows: 100_000 } as const

export const SEPARATORS = [',', ';', '\t'] as const

export type Separator = (typeof SEPARATORS)[number]

export interface CsvRow {
  /** Number of the line in the file that the row begins in, from 1. */
  readonly line: number
  /** As many as there are headings. */
  readonly cells: readonly string[]
}

export interface Csv {
  /** Without the space around them. */
  readonly headings: readonly string[]
  readonly rows: readonly CsvRow[]
}

/**
 * The first line has the headings; lines without anything in them are left out. Without a separator, the one that the
 * first line has most of. Errors: input-empty, input-too-large {most}, csv-malformed {line, problem}.
 */
export function parseCsv(bytes: Uint8Array, separator?: Separator): Csv {
  if (bytes.length > CSV_LIMITS.bytes)
    throw new AirlatchError('input-too-large', { most: CSV_LIMITS.bytes, expected: 'key-list' })
  const text = textOf(bytes)
  if (text.trim() === '') throw new AirlatchError('input-empty', {})
  let headings: readonly string[] | undefined
  const rows: CsvRow[] = []
  for (const row of rowsIn(text, separator ?? separatorOf(text))) {
    if (row.cells.every(cell => cell.trim() === '')) continue
    if (headings === undefined) {
      headings = row.cells.map(cell => cell.trim())
      continue
    }
    if (row.cells.length !== headings.length)
      throw malformed(row.line, { problem: 'cells', expected: headings.length, got: row.cells.length })
    if (rows.push(row) > CSV_LIMITS.rows)
      throw malformed(row.line, { problem: 'too-many-lines', most: CSV_LIMITS.rows })
  }
  if (rows.length === 0) throw malformed(1, { problem: 'no-lines' })
  return { headings: headings ?? [], rows }
}

function textOf(bytes: Uint8Array): string {
  const [first, second] = bytes
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff))
    throw malformed(1, { problem: 'utf-16' })
  const decoder = new TextDecoder('utf-8', { fatal: true })
  try {
    return decoder.decode(bytes)
  } catch {
    throw malformed(lineNotUtf8(bytes), { problem: 'not-utf-8' })
  }
}

/** The first one; a line feed is never part of another character. */
function lineNotUtf8(bytes: Uint8Array): number {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let line = 1
  for (let start = 0; start < bytes.length; line++) {
    const end = bytes.indexOf(LINE_FEED, start)
    try {
      decoder.decode(bytes.subarray(start, end < 0 ? bytes.length : end))
    } catch {
      return line
    }
    if (end < 0) break
    start = end + 1
  }
  return line
}

const LINE_FEED = 0x0a

/** Characters of the first line that are looked at. */
const MOST_HEADINGS = 65_536

function separatorOf(text: string): Separator {
  const line =
    text
      .slice(0, MOST_HEADINGS)
      .replace(/"[^"]*"/g, '')
      .trimStart()
      .split(/[\r\n]/, 1)[0] ?? ''
  const counts = SEPARATORS.map(separator => line.split(separator).length)
  return SEPARATORS[counts.indexOf(Math.max(...counts))] ?? ','
}

/** Cells without quotes, up to what ends them. */
const PLAIN: Readonly<Record<Separator, RegExp>> = {
  ',': /[^,"\r\n]*/y,
  ';': /[^;"\r\n]*/y,
  '\t': /[^\t"\r\n]*/y,
}

function* rowsIn(text: string, separator: Separator): Generator<CsvRow> {
  const plain = PLAIN[separator]
  let at = 0
  let line = 1
  while (at < text.length) {
    const begun = line
    const cells: string[] = []
    for (;;) {
      const cell = text[at] === '"' ? quoted(text, at, line) : unquoted(text, at, plain)
      cells.push(cell.value)
      at = cell.end
      line += cell.value.split('\n').length - 1
      if (text[at] !== separator) break
      at++
    }
    at = endOfLine(text, at, line)
    line++
    yield { line: begun, cells }
  }
}

interface Cell {
  readonly value: string
  /** Index of the character behind it. */
  readonly end: number
}

function unquoted(text: string, at: number, plain: RegExp): Cell {
  plain.lastIndex = at
  const value = plain.exec(text)?.[0] ?? ''
  return { value, end: at + value.length }
}

/** Two quotes are one of the text. */
function quoted(text: string, at: number, line: number): Cell {
  let value = ''
  for (let start = at + 1; ; ) {
    const end = text.indexOf('"', start)
    if (end < 0) throw malformed(line, { problem: 'quote-not-closed' })
    value += text.slice(start, end)
    if (text[end + 1] !== '"') return { value, end: end + 1 }
    value += '"'
    start = end + 2
  }
}

function endOfLine(text: string, at: number, line: number): number {
  if (at === text.length || text[at] === '\n') return at + 1
  if (text.startsWith('\r\n', at)) return at + 2
  if (text[at] === '"') throw malformed(line, { problem: 'quote-within-cell' })
  if (text[at] === '\r') throw malformed(line, { problem: 'carriage-return' })
  throw malformed(line, { problem: 'text-after-quote' })
}

function malformed(line: number, problem: CsvProblem): AirlatchError {
  return new AirlatchError('csv-malformed', { line, ...problem })
}
