/**
 * Owns the ledger as a file: JSON, one value a line. A header, then every entry exactly as it is kept, then a last line
 * with their number and the head, so that a file that was cut off is seen. What is null in an entry is left out of its
 * line. Strict both ways; whether the entries hold together is seen by whoever takes them over (adopt.ts).
 */
import { AirlatchError } from '../../core/errors.ts'
import { readPieces } from '../../disk/read.ts'
import type { RawEntry } from './ledger.ts'
import { integer, Misshapen, optional, parseJson, record, same, text, writeJson } from './shape.ts'

/** Of the file's form; one that is made by a newer program has a higher one. */
const VERSION = 1

/** In bytes. A license for 10,000 named users takes 1.5 MB, and quotes in their names a few times that. */
const LONGEST_LINE = 16_777_216

export interface ExportHeader {
  readonly vendor: string
  /** The signing key's public half, 64 hexadecimal digits. */
  readonly publicKey: string
  /** Such as `2026-11-22T12:00:00Z`. */
  readonly exportedAt: string
  /** How many there are to be, for whoever waits; the last line says how many there are. */
  readonly entries: number
}

/** The last line. */
export interface ExportEnd {
  readonly entries: number
  /** Hash of the last entry. */
  readonly head: string
}

const HEADER = record<ExportHeader & { readonly 'airlatch-ledger': number }>({
  'airlatch-ledger': same('the version of the form', (json): json is number => json === VERSION),
  vendor: text,
  publicKey: text,
  exportedAt: text,
  entries: integer,
})

interface EntryLine extends Omit<RawEntry, 'personal' | 'operator'> {
  readonly personal: string | undefined
  readonly operator: string | undefined
}

const ENTRY = record<EntryLine>({
  seq: integer,
  at: integer,
  kind: text,
  body: text,
  personal: optional(text),
  operator: optional(text),
  hash: text,
})

const END = record<ExportEnd>({ entries: integer, head: text })

export function headerLine(header: ExportHeader): string {
  return `${writeJson(HEADER, { 'airlatch-ledger': VERSION, ...header })}\n`
}

export function entryLine({ personal, operator, ...entry }: RawEntry): string {
  const line = { ...entry, personal: personal ?? undefined, operator: operator ?? undefined }
  return `${writeJson(ENTRY, line)}\n`
}

export function endLine(end: ExportEnd): string {
  return `${writeJson(END, end)}\n`
}

/** Where the lines of an export come from: a file as it is, or what is inside of one. */
export interface ExportSource {
  /** Of the file, for errors. */
  readonly path: string
  /** From the beginning. Each is good until the next one is asked for. */
  pieces(): Iterable<Uint8Array> | AsyncIterable<Uint8Array>
}

export function exportFile(path: string): ExportSource {
  return { path, pieces: () => readPieces(path) }
}

/** Errors: input-empty, input-not-recognised {path, expected}, ledger-newer {got, newest}, those of the source. */
export async function readHeader({ path, pieces }: ExportSource): Promise<ExportHeader> {
  for await (const line of linesIn(pieces())) return headerIn(line, path)
  throw new AirlatchError('input-empty', { path })
}

function headerIn({ text }: ExportLine, path: string): ExportHeader {
  const json = valueIn(text)
  const got = (json as { readonly 'airlatch-ledger'?: unknown } | null | undefined)?.['airlatch-ledger']
  if (typeof got === 'number' && got > VERSION)
    throw new AirlatchError('ledger-newer', { path, got, newest: VERSION })
  try {
    const { 'airlatch-ledger': _version, ...header } = HEADER.read(json)
    return header
  } catch (cause) {
    throw new AirlatchError('input-not-recognised', { path, expected: 'ledger-export' }, cause)
  }
}

function valueIn(line: string): unknown {
  try {
    return parseJson(line)
  } catch {
    return undefined
  }
}

/**
 * Every entry of the file, which is open while they are walked.
 * Errors: entry-malformed {entry, problem}, input-cut-off {path, entries}, those of readHeader.
 */
export async function* readEntries({ path, pieces }: ExportSource): AsyncGenerator<RawEntry> {
  let header: ExportHeader | undefined
  let last: RawEntry | undefined
  let end: ExportEnd | undefined
  let count = 0
  for await (const line of linesIn(pieces())) {
    if (header === undefined) {
      header = headerIn(line, path)
      continue
    }
    if (end !== undefined) throw malformed(count + 1, 'there is more after the last line')
    const read = lineIn(line, count + 1)
    if (read === undefined) break
    if ('entries' in read) {
      end = requireEnd(read, count, last)
      continue
    }
    yield read
    last = read
    count++
  }
  if (end === undefined) throw new AirlatchError('input-cut-off', { path, entries: count })
}

/** Undefined when the file was cut off in the midst of it. */
function lineIn({ text, whole }: ExportLine, entry: number): RawEntry | ExportEnd | undefined {
  try {
    const json = parseJson(text)
    if (typeof json === 'object' && json !== null && 'head' in json) return END.read(json)
    const { personal = null, operator = null, ...rest } = ENTRY.read(json)
    return { ...rest, personal, operator }
  } catch (error) {
    if (!(error instanceof Misshapen)) throw error
    if (!whole) return undefined
    throw malformed(entry, `its line cannot be read: ${error.message}`, error)
  }
}

function requireEnd(end: ExportEnd, count: number, last: RawEntry | undefined): ExportEnd {
  if (end.entries !== count)
    throw malformed(count + 1, `the file has ${count} entries, but its last line says ${end.entries}`)
  if (last !== undefined && end.head !== last.hash)
    throw malformed(count, 'the head in the last line is not the hash of the last entry')
  return end
}

function malformed(entry: number, problem: string, cause?: unknown): AirlatchError {
  return new AirlatchError('entry-malformed', { entry, problem }, cause)
}

export interface ExportLine {
  readonly text: string
  /** It ends in a line feed. */
  readonly whole: boolean
}

/** Nothing is read behind a line that is longer than one may be, which comes out empty. */
export async function* linesIn(
  pieces: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): AsyncGenerator<ExportLine> {
  let parts: Uint8Array[] = []
  let length = 0
  for await (const piece of pieces) {
    let start = 0
    for (let end = piece.indexOf(LINE_FEED); end >= 0; end = piece.indexOf(LINE_FEED, start)) {
      parts.push(piece.subarray(start, end))
      yield { text: Buffer.concat(parts).toString('utf8'), whole: true }
      parts = []
      length = 0
      start = end + 1
    }
    // a copy: the piece is filled again
    parts.push(piece.slice(start))
    length += piece.length - start
    if (length > LONGEST_LINE) {
      yield { text: '', whole: true }
      return
    }
  }
  if (length > 0) yield { text: Buffer.concat(parts).toString('utf8'), whole: false }
}

const LINE_FEED = 0x0a
