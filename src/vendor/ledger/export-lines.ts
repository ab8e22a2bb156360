/**
 * Owns the file format of an exported ledger: JSON, one value a line. It has a header, then every entry exactly as it
 * is stored, without fields that are null, then a last line with the number of entries and the head, which shows
 * whether the file was cut off. Writing and reading are strict, but only an import checks the hash chain (adopt.ts).
 */
import { AirlatchError } from '../../core/errors.ts'
import { readPieces } from '../../disk/read.ts'
import type { RawEntry } from './ledger.ts'
import { integer, Misshapen, optional, parseJson, record, same, text, writeJson } from './shape.ts'

/** Version of the file format. Files of newer programs may have a higher one. */
const VERSION = 1

/** In bytes. The entry of a license for 10,000 named users has 1.5 MB, or a few times that with quotes in the names. */
const LONGEST_LINE = 16_777_216

export interface ExportHeader {
  readonly vendor: string
  /** The public key of the vendor's first signing key, 64 hexadecimal digits. */
  readonly publicKey: string
  /** Such as `2026-11-22T12:00:00Z`. */
  readonly exportedAt: string
  /** The expected number of entries, for progress. The last line has the actual number. */
  readonly entries: number
}

/** The last line of the file. */
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

/** The source of an export's lines: a file, or data inside a file. */
export interface ExportSource {
  /** The path of the file, for errors. */
  readonly path: string
  /** Reads the bytes from the beginning. Each piece is valid until the next one is requested. */
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
 * Iterates over the entries of the file, which stays open meanwhile.
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

/** Parses one line. Undefined if the file was cut off within the line. */
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
  /** Whether the line ends with a line feed. */
  readonly whole: boolean
}

/** Splits bytes into lines. Reading stops at a line above the longest allowed length, which is returned as empty. */
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
    // a copy, because the buffer of the piece is reused
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
