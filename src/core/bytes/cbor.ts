/**
 * Owns CBOR (RFC 8949): the small subset that Airlatch uses, in core deterministic encoding (section 4.2.1). The
 * decoder is written here, so that bytes outside the subset never become values; cbor-x does the encoding. Refuses,
 * never repairs: floats, null, undefined, tags, indefinite lengths, heads longer than needed, map keys that are
 * unordered or repeated, text that is not UTF-8 or starts with a byte order mark (decoders differ in whether they keep
 * it), bytes after the item, and anything over the limits.
 */
// Not 'cbor-x' itself: in Node that loads a native addon, which is slower for short texts and which an executable or a
// page cannot contain. Nor does this entry compile code from text, which a strict Content-Security-Policy reports.
import { Encoder } from 'cbor-x/index-no-eval'
import { AirlatchError } from '../errors.ts'
import type { CborProblem } from '../problems.ts'

export type CborKey = number | string
export type CborMap = ReadonlyMap<CborKey, CborValue>
/** Integers range from -2^31 to 2^64 - 1. A decoded integer is a `number` up to 2^32 - 1, and a `bigint` above. */
export type CborValue = number | bigint | string | boolean | Uint8Array | readonly CborValue[] | CborMap

/** Limits of one message: 1 MiB, 8 levels of nesting, 65,536 items (heads). SPEC.md has the same numbers. */
export const CBOR_LIMITS = { bytes: 1_048_576, depth: 8, items: 65_536 } as const

const MAJOR = { unsigned: 0, negative: 1, bytes: 2, text: 3, array: 4, map: 5 } as const
const FALSE = 0xf4
const TRUE = 0xf5

const encoder = new Encoder({ mapsAsObjects: false, useRecords: false, tagUint8Array: false })
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/**
 * Decodes exactly one deterministic CBOR item.
 * Errors: cbor-malformed, cbor-not-deterministic, cbor-over-limit; each with `at`, the offset in bytes.
 */
export function decodeCbor(bytes: Uint8Array): CborValue {
  if (bytes.length > CBOR_LIMITS.bytes)
    throw new AirlatchError('cbor-over-limit', { limit: 'bytes', most: CBOR_LIMITS.bytes, got: bytes.length })
  const reader = new ItemReader(bytes)
  const value = reader.item(1)
  if (reader.at !== bytes.length) throw malformed(reader.at, 'bytes-after-end')
  return value
}

/** Encodes in core deterministic form: shortest heads, map keys in the order of their encoded bytes. */
export function encodeCbor(value: CborValue): Uint8Array<ArrayBuffer> {
  return new Uint8Array(encoder.encode(ordered(value)))
}

/** Returns the head of a byte string of `length` bytes, in its shortest form (RFC 8949 section 3). */
export function byteStringHead(length: number): readonly number[] {
  const major = MAJOR.bytes << 5
  if (length < 24) return [major + length]
  if (length <= 0xff) return [major + 24, length]
  if (length <= 0xffff) return [major + 25, length >> 8, length & 0xff]
  return [major + 26, length >>> 24, (length >> 16) & 0xff, (length >> 8) & 0xff, length & 0xff]
}

/** Compares the bytes from `at` to `end` with as many from `other`, bytewise. Negative if those at `at` sort first. */
export function compareWithin(bytes: Uint8Array, at: number, end: number, other: number): number {
  for (let i = 0; at + i < end; i++) {
    const difference = (bytes[at + i] as number) - (bytes[other + i] as number)
    if (difference !== 0) return difference
  }
  return 0
}

/** Compares bytewise, the order of map keys (RFC 8949 section 4.2.1). Negative if `a` sorts first. */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const shorter = Math.min(a.length, b.length)
  for (let i = 0; i < shorter; i++) {
    const difference = (a[i] as number) - (b[i] as number)
    if (difference !== 0) return difference
  }
  return a.length - b.length
}

/** ASCII text up to this many bytes is decoded faster by a loop than by a TextDecoder. */
const SHORT_TEXT = 24

/** Reads items one after the other, each from where the previous one ended. */
class ItemReader {
  readonly #bytes: Uint8Array
  #items = 0
  /** The offset of the next byte to read. */
  at = 0

  constructor(bytes: Uint8Array) {
    // a slice of a Buffer would share memory with the message
    this.#bytes = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length)
  }

  /** `depth` is 1 for the outermost item. */
  item(depth: number): CborValue {
    const { at } = this
    if (depth > CBOR_LIMITS.depth)
      throw new AirlatchError('cbor-over-limit', { limit: 'depth', most: CBOR_LIMITS.depth, at })
    if (++this.#items > CBOR_LIMITS.items)
      throw new AirlatchError('cbor-over-limit', { limit: 'items', most: CBOR_LIMITS.items, at })
    const initial = this.#peek()
    this.at++
    if (initial === FALSE || initial === TRUE) return initial === TRUE
    const major = initial >> 5
    if (major > MAJOR.map) throw malformed(at, major === 6 ? 'tag' : 'simple-value')
    const info = initial & 31
    const argument = info < 24 ? info : this.#longArgument(info, at)
    if (major === MAJOR.unsigned) return argument
    if (major === MAJOR.negative) {
      if (argument > 0x7fff_ffff) throw malformed(at, 'integer-too-low')
      return -1 - Number(argument)
    }
    if (argument > this.#bytes.length - this.at) throw malformed(at, 'truncated')
    const length = Number(argument)
    if (major === MAJOR.bytes) return this.#byteString(length)
    if (major === MAJOR.text) return this.#text(length)
    return major === MAJOR.array ? this.#array(length, depth) : this.#map(length, depth)
  }

  #array(length: number, depth: number): readonly CborValue[] {
    const values: CborValue[] = []
    for (let i = 0; i < length; i++) values.push(this.item(depth + 1))
    return values
  }

  #map(pairs: number, depth: number): CborMap {
    const map = new Map<CborKey, CborValue>()
    let previous = this.at
    for (let i = 0; i < pairs; i++) {
      const { at } = this
      const major = this.#peek() >> 5
      if (major > MAJOR.negative && major !== MAJOR.text) throw malformed(at, 'map-key')
      const key = this.item(depth + 1) as CborKey
      // bytes up to the end of this key suffice: no encoded item is a prefix of another
      const order = i === 0 ? 1 : compareWithin(this.#bytes, at, this.at, previous)
      if (order <= 0)
        throw new AirlatchError('cbor-not-deterministic', {
          at,
          problem: order === 0 ? 'map-key-twice' : 'map-keys-unordered',
        })
      previous = at
      map.set(key, this.item(depth + 1))
    }
    return map
  }

  #byteString(length: number): Uint8Array {
    const start = this.at
    this.at += length
    return this.#bytes.slice(start, this.at)
  }

  #text(length: number): string {
    const start = this.at
    const end = start + length
    this.at = end
    if (length > SHORT_TEXT) return decodeUtf8(this.#bytes.subarray(start, end), start)
    let text = ''
    for (let i = start; i < end; i++) {
      const byte = this.#bytes[i] as number
      if (byte >= 0x80) return decodeUtf8(this.#bytes.subarray(start, end), start)
      text += String.fromCharCode(byte)
    }
    return text
  }

  #peek(): number {
    const byte = this.#bytes[this.at]
    if (byte === undefined) throw malformed(this.at, 'truncated')
    return byte
  }

  /** Reads an argument of 1, 2, 4 or 8 bytes (RFC 8949 section 3); `head` is the offset of its item, for errors. */
  #longArgument(info: number, head: number): number | bigint {
    if (info > 27) throw malformed(head, info === 31 ? 'indefinite-length' : 'reserved-head')
    const length = 1 << (info - 24)
    if (this.at + length > this.#bytes.length) throw malformed(head, 'truncated')
    const argument = length < 8 ? this.#unsigned(length) : this.#unsigned64()
    const smallest = length === 1 ? 24 : 2 ** (length * 4)
    if (argument < smallest)
      throw new AirlatchError('cbor-not-deterministic', { at: head, problem: 'head-too-long' })
    return argument
  }

  #unsigned(length: number): number {
    let value = 0
    for (let i = 0; i < length; i++) value = value * 256 + (this.#bytes[this.at++] as number)
    return value
  }

  #unsigned64(): bigint {
    const high = this.#unsigned(4)
    return (BigInt(high) << 32n) | BigInt(this.#unsigned(4))
  }
}

/** `at` is the offset of the text in its message, for errors. */
function decodeUtf8(bytes: Uint8Array, at: number): string {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) throw malformed(at, 'byte-order-mark')
  try {
    return utf8.decode(bytes)
  } catch (cause) {
    throw new AirlatchError('cbor-malformed', { at, problem: 'not-utf-8' }, cause)
  }
}

function malformed(at: number, problem: CborProblem): AirlatchError {
  return new AirlatchError('cbor-malformed', { at, problem })
}

/** Returns the value in the form that cbor-x encodes deterministically. TypeError: a bug of the caller. */
function ordered(value: CborValue): unknown {
  if (typeof value === 'number' || typeof value === 'bigint') return orderedInteger(value)
  if (typeof value === 'string') {
    if (!value.isWellFormed() || value.startsWith('\ufeff'))
      throw new TypeError('text with a lone surrogate, or a byte order mark at its start')
    return value
  }
  if (typeof value === 'boolean' || value instanceof Uint8Array) return value
  if (value instanceof Map) {
    const pairs = [...(value as CborMap)].sort(([a], [b]) => compareKeys(a, b))
    for (const pair of pairs) {
      pair[0] = ordered(pair[0]) as CborKey
      pair[1] = ordered(pair[1]) as CborValue
    }
    return new Map(pairs)
  }
  if (Array.isArray(value)) return value.map(ordered)
  throw new TypeError(`not in the CBOR subset: ${typeof value}`)
}

/** Orders keys as their encoded bytes: integers from 0 up, then those from -1 down, then text, shorter texts first. */
function compareKeys(a: CborKey, b: CborKey): number {
  if (typeof a === 'number' && typeof b === 'number') {
    if (a >= 0 && b >= 0) return a - b
    return a < 0 && b < 0 ? b - a : b - a < 0 ? -1 : 1
  }
  return compareBytes(encodeCbor(a), encodeCbor(b))
}

/** cbor-x writes `number`s beyond 32 bits as floats, and `bigint`s always with the 64-bit head. */
function orderedInteger(value: number | bigint): number | bigint {
  if (typeof value === 'number' && !Number.isSafeInteger(value))
    throw new TypeError(`not an integer: ${value}`)
  if (value < -0x8000_0000 || value > 0xffff_ffff_ffff_ffffn)
    throw new TypeError(`integer out of range: ${value}`)
  return value > 0xffff_ffff ? BigInt(value) : Number(value)
}
