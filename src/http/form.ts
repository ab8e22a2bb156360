/**
 * Owns what a form says: its fields by name, from either of the two ways in which browsers send one. Everything is
 * counted before it is decoded: at most 16 fields, names and texts of at most 64 KiB. Each step reads each byte once or
 * a fixed number of times, so that no body costs more than its size.
 *
 * A parser of our own, because the fields are few and whole in memory: `URLSearchParams` of Node 26 takes a time that
 * grows with the square of fields without "=", and `Response.formData` decodes any number of parts.
 */

/** Fields of a form, unless its page has more. */
export const MOST_FIELDS = 16
/** Bytes of a text: a request is at most 1,400 characters. */
export const MOST_TEXT_BYTES = 65_536
/** Bytes of the lines above a part; browsers write about 200. */
const MOST_PART_HEAD_BYTES = 4_096
/** Bytes of boundaries, heads and texts beside the file of a multipart form. */
const MOST_MULTIPART_REST = MOST_TEXT_BYTES + MOST_FIELDS * MOST_PART_HEAD_BYTES

export type FormKind = 'urlencoded' | 'multipart'

/** The kind of form that a Content-Type announces; undefined when it is not a form. */
export function formKind(type: string | undefined): FormKind | undefined {
  const name = (type ?? '').split(';', 1)[0]?.trim().toLowerCase()
  if (name === 'application/x-www-form-urlencoded') return 'urlencoded'
  return name === 'multipart/form-data' ? 'multipart' : undefined
}

/** How many bytes a body of this kind may have, where a file may have `mostFile` bytes. */
export function mostFormBytes(kind: FormKind, mostFile: number): number {
  return kind === 'urlencoded' || mostFile === 0 ? MOST_TEXT_BYTES : mostFile + MOST_MULTIPART_REST
}

/** The fields of one form. */
export class Form {
  readonly #texts: ReadonlyMap<string, string>
  readonly #files: ReadonlyMap<string, Uint8Array<ArrayBuffer>>

  constructor(texts: ReadonlyMap<string, string>, files: ReadonlyMap<string, Uint8Array<ArrayBuffer>>) {
    this.#texts = texts
    this.#files = files
  }

  /** The first text of that name; empty when there is none. */
  text(name: string): string {
    return this.#texts.get(name) ?? ''
  }

  /** The first file of that name; undefined when none was chosen. A view of the body's bytes. */
  file(name: string): Uint8Array<ArrayBuffer> | undefined {
    return this.#files.get(name)
  }
}

/** Undefined when it is not a form, has too many fields or a field that is too large. */
export function parseForm(
  type: string | undefined,
  bytes: Uint8Array<ArrayBuffer>,
  mostFields = MOST_FIELDS,
): Form | undefined {
  const kind = formKind(type)
  if (kind === undefined) return undefined
  return kind === 'urlencoded' ? urlencoded(bytes, mostFields) : multipart(type as string, bytes, mostFields)
}

const [AMPERSAND, EQUALS, PLUS, PERCENT, SPACE] = ['&', '=', '+', '%', ' '].map(one => one.charCodeAt(0)) as [
  number,
  number,
  number,
  number,
  number,
]

/** The first text of each name. */
function urlencoded(bytes: Uint8Array<ArrayBuffer>, mostFields: number): Form | undefined {
  if (bytes.length > MOST_TEXT_BYTES) return undefined
  const fields = urlencodedFields(bytes, mostFields)
  if (fields === undefined) return undefined
  const texts = new Map<string, string>()
  for (const [name, text] of fields) if (!texts.has(name)) texts.set(name, text)
  return new Form(texts, new Map())
}

/**
 * The fields of application/x-www-form-urlencoded (WHATWG URL section 5.1) in their order, also several of one name; the
 * query of an address is written so too. Undefined when there are too many: at most `mostFields`, counted by "&".
 */
export function urlencodedFields(
  bytes: Uint8Array,
  mostFields: number,
): readonly (readonly [name: string, text: string])[] | undefined {
  let count = 1
  for (const byte of bytes) if (byte === AMPERSAND && ++count > mostFields) return undefined
  const fields: (readonly [string, string])[] = []
  for (let at = 0; at <= bytes.length; ) {
    const next = bytes.indexOf(AMPERSAND, at)
    const field = bytes.subarray(at, next < 0 ? bytes.length : next)
    at = next < 0 ? bytes.length + 1 : next + 1
    if (field.length === 0) continue
    const equals = field.indexOf(EQUALS)
    const name = percentDecoded(equals < 0 ? field : field.subarray(0, equals))
    fields.push([name, equals < 0 ? '' : percentDecoded(field.subarray(equals + 1))])
  }
  return fields
}

function percentDecoded(encoded: Uint8Array): string {
  const bytes = new Uint8Array(encoded.length)
  let length = 0
  for (let i = 0; i < encoded.length; i++) {
    const byte = encoded[i] as number
    const value = byte === PERCENT ? hexPair(encoded[i + 1], encoded[i + 2]) : undefined
    bytes[length++] = value ?? (byte === PLUS ? SPACE : byte)
    if (value !== undefined) i += 2
  }
  return new TextDecoder().decode(bytes.subarray(0, length))
}

function hexPair(high: number | undefined, low: number | undefined): number | undefined {
  const [first, second] = [hexDigit(high), hexDigit(low)]
  return first === undefined || second === undefined ? undefined : first * 16 + second
}

function hexDigit(byte = 0): number | undefined {
  const value = Number.parseInt(String.fromCharCode(byte), 16)
  return Number.isNaN(value) ? undefined : value
}

/** multipart/form-data (RFC 7578, RFC 2046 section 5.1). */
function multipart(type: string, body: Uint8Array<ArrayBuffer>, mostFields: number): Form | undefined {
  const boundary = boundaryOf(type)
  if (boundary === undefined) return undefined
  const parts = partsOf(Buffer.from(body.buffer, body.byteOffset, body.length), boundary, mostFields)
  if (parts === undefined) return undefined
  const texts = new Map<string, string>()
  const files = new Map<string, Uint8Array<ArrayBuffer>>()
  for (const [from, to] of parts) {
    const part = body.subarray(from, to)
    const head = headOf(part)
    if (head === undefined) return undefined
    const { name, isFile, length } = head
    const content = part.subarray(length)
    if (isFile) {
      if (content.length > 0 && !files.has(name)) files.set(name, content)
    } else {
      if (content.length > MOST_TEXT_BYTES) return undefined
      if (!texts.has(name)) texts.set(name, new TextDecoder().decode(content))
    }
  }
  return new Form(texts, files)
}

/** Up to 70 characters (RFC 2046 section 5.1.1), once. */
const BOUNDARY = /;[ \t]*boundary=(?:"([^"]{1,70})"|([^\s";,]{1,70}))[ \t]*(?:;|$)/i

function boundaryOf(type: string): string | undefined {
  const [, quoted, plain] = BOUNDARY.exec(type) ?? []
  const boundary = quoted ?? plain
  // a second one would be another reading of the same body
  const isOne = type.toLowerCase().split('boundary=').length === 2
  return isOne && boundary !== undefined && /^[ -~]*[!-~]$/.test(boundary) ? boundary : undefined
}

/** Where each part begins and ends; undefined when there are too many, or the last boundary is missing. */
function partsOf(
  body: Buffer,
  boundary: string,
  mostFields: number,
): readonly (readonly [from: number, to: number])[] | undefined {
  const first = Buffer.from(`--${boundary}`, 'latin1')
  const later = Buffer.from(`\r\n--${boundary}`, 'latin1')
  // browsers write nothing above the first boundary
  if (!body.subarray(0, first.length).equals(first)) return undefined
  const parts: [number, number][] = []
  for (let at = first.length; ; ) {
    const end = body.toString('latin1', at, at + 2)
    if (end === '--') return parts
    if (end !== '\r\n' || parts.length === mostFields) return undefined
    const to = body.indexOf(later, at)
    if (to < 0) return undefined
    parts.push([Math.min(at + 2, to), to])
    at = to + later.length
  }
}

/** Which field a part is of; undefined when its head is too long or names none. */
function headOf(
  part: Uint8Array,
): { readonly name: string; readonly isFile: boolean; readonly length: number } | undefined {
  const head = Buffer.from(part.buffer, part.byteOffset, Math.min(part.length, MOST_PART_HEAD_BYTES))
  const end = head.indexOf('\r\n\r\n')
  if (end < 0) return undefined
  const lines = head.toString('utf8', 0, end).split('\r\n')
  const disposition = lines.find(line => /^content-disposition:/i.test(line)) ?? ''
  // browsers write a quotation mark in a name as %22
  const [, name] = /;[ \t]*name="([^"]*)"/i.exec(disposition) ?? []
  if (name === undefined || !/^content-disposition:[ \t]*form-data[ \t]*;/i.test(disposition))
    return undefined
  return { name, isFile: /;[ \t]*filename\*?=/i.test(disposition), length: end + 4 }
}
