/**
 * Owns CBOR (RFC 8949): the small subset that Airlatch speaks, in core deterministic encoding (section 4.2.1).
 * cbor-x turns bytes into values and back; the walk in front of it decides what may come that far.
 * Refuses, never repairs: floats, null, undefined, tags, indefinite lengths, heads longer than needed, keys out of
 * order or twice, text that is not UTF-8 or starts with a byte order mark (decoders differ in whether they keep it),
 * bytes behind the item, and anything over the limits.
 */
// Not from 'cbor-x' itself: in Node that loads a native addon, which is slower for short texts and is not part of an
// executable or a page. This entry makes no code from text either, which a strict Content-Security-Policy reports.
import { Decoder, Encoder } from 'cbor-x/index-no-eval'
import { AirlatchError } from '../errors.ts'
import type { CborProblem } from '../problems.ts'

export type CborKey = number | string
export type CborMap = ReadonlyMap<CborKey, CborValue>
/** Integers run from -2^31 to 2^64 - 1; a decoded one is a `number` up to 2^32 - 1 and a `bigint` from there. */
export type CborValue = number | bigint | string | boolean | Uint8Array | readonly CborValue[] | CborMap

/** One message is at most 1 MiB, 8 levels deep, of 65,536 items (heads). SPEC.md states the same numbers. */
export const CBOR_LIMITS = { bytes: 1_048_576, depth: 8, items: 65_536 } as const

const MAJOR = { unsigned: 0, negative: 1, bytes: 2, text: 3, array: 4, map: 5 } as const
const FALSE = 0xf4
const TRUE = 0xf5

const codecOptions = {
  mapsAsObjects: false,
  useRecords: false,
  tagUint8Array: false,
  copyBuffers: true,
}
const decoder = new Decoder(codecOptions)
const encoder = new Encoder(codecOptions)
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/**
 * Decodes exactly one deterministic CBOR item.
 * Errors: cbor-malformed, cbor-not-deterministic, cbor-over-limit; each with `at`, the offset in bytes.
 */
export function decodeCbor(bytes: Uint8Array): CborValue {
  if (bytes.length > CBOR_LIMITS.bytes)
    throw new AirlatchError('cbor-over-limit', { limit: 'bytes', most: CBOR_LIMITS.bytes, got: bytes.length })
  const walk: Walk = { bytes, items: 0 }
  const end = walkItem(walk, 0, 1)
  if (end !== bytes.length) throw malformed(end, 'bytes-after-end')
  try {
    // a view of our own: cbor-x leaves a property on what it is given
    return decoder.decode(bytes.subarray()) as CborValue
  } catch (cause) {
    throw new AirlatchError('cbor-malformed', { at: 0, problem: 'undecodable' }, cause)
  }
}

/** Encodes in core deterministic form: shortest heads, map keys in the order of their encoded bytes. */
export function encodeCbor(value: CborValue): Uint8Array<ArrayBuffer> {
  return new Uint8Array(encoder.encode(ordered(value)))
}

/** The head of a byte string of so many bytes, in its shortest form (RFC 8949 section 3). */
export function byteStringHead(length: number): readonly number[] {
  const major = MAJOR.bytes << 5
  if (length < 24) return [major + length]
  if (length <= 0xff) return [major + 24, length]
  if (length <= 0xffff) return [major + 25, length >> 8, length & 0xff]
  return [major + 26, length >>> 24, (length >> 16) & 0xff, (length >> 8) & 0xff, length & 0xff]
}

/** Compares bytewise, as map keys are ordered (RFC 8949 section 4.2.1). Negative when `a` comes first. */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const shorter = Math.min(a.length, b.length)
  for (let i = 0; i < shorter; i++) {
    const difference = (a[i] as number) - (b[i] as number)
    if (difference !== 0) return difference
  }
  return a.length - b.length
}

interface Walk {
  readonly bytes: Uint8Array
  items: number
}

/** Walks over the item at `at` and returns the offset behind it. */
function walkItem(walk: Walk, at: number, depth: number): number {
  if (depth > CBOR_LIMITS.depth)
    throw new AirlatchError('cbor-over-limit', { limit: 'depth', most: CBOR_LIMITS.depth, at })
  if (++walk.items > CBOR_LIMITS.items)
    throw new AirlatchError('cbor-over-limit', { limit: 'items', most: CBOR_LIMITS.items, at })
  const { bytes } = walk
  const initial = byteAt(bytes, at)
  if (initial === FALSE || initial === TRUE) return at + 1
  const major = initial >> 5
  if (major > MAJOR.map) throw malformed(at, major === 6 ? 'tag' : 'simple-value')

  const info = initial & 31
  const body = at + 1 + (info < 24 ? 0 : headLength(info, at))
  const argument = info < 24 ? info : longArgument(bytes, at, info)
  if (major === MAJOR.unsigned) return body
  if (major === MAJOR.negative) {
    if (argument > 0x7fff_ffff) throw malformed(at, 'integer-too-low')
    return body
  }
  if (argument > bytes.length - body) throw malformed(at, 'truncated')
  if (major === MAJOR.bytes) return body + argument
  if (major === MAJOR.text) return walkText(bytes, body, body + argument)
  if (major === MAJOR.array) {
    let end = body
    for (let i = 0; i < argument; i++) end = walkItem(walk, end, depth + 1)
    return end
  }
  return walkMap(walk, body, argument, depth)
}

function walkMap(walk: Walk, body: number, pairs: number, depth: number): number {
  const { bytes } = walk
  let end = body
  let previous = body
  for (let i = 0; i < pairs; i++) {
    const key = end
    const keyMajor = byteAt(bytes, key) >> 5
    if (keyMajor > MAJOR.negative && keyMajor !== MAJOR.text) throw malformed(key, 'map-key')
    const keyEnd = walkItem(walk, key, depth + 1)
    const order = i === 0 ? 1 : compareItems(bytes, key, keyEnd, previous)
    if (order <= 0)
      throw new AirlatchError('cbor-not-deterministic', {
        at: key,
        problem: order === 0 ? 'map-key-twice' : 'map-keys-unordered',
      })
    previous = key
    end = walkItem(walk, keyEnd, depth + 1)
  }
  return end
}

/** Compares the item from `at` to `end` with the one at `other`, bytewise. No item is the beginning of another. */
function compareItems(bytes: Uint8Array, at: number, end: number, other: number): number {
  for (let i = 0; at + i < end; i++) {
    const difference = (bytes[at + i] as number) - (bytes[other + i] as number)
    if (difference !== 0) return difference
  }
  return 0
}

function walkText(bytes: Uint8Array, start: number, end: number): number {
  // cbor-x drops the mark of a long text, and would keep the one of a short text
  if (end - start >= 3 && bytes[start] === 0xef && bytes[start + 1] === 0xbb && bytes[start + 2] === 0xbf)
    throw malformed(start, 'byte-order-mark')
  for (let i = start; i < end; i++) {
    if ((bytes[i] as number) < 0x80) continue
    try {
      utf8.decode(bytes.subarray(i, end))
    } catch (cause) {
      throw new AirlatchError('cbor-malformed', { at: start, problem: 'not-utf-8' }, cause)
    }
    break
  }
  return end
}

function byteAt(bytes: Uint8Array, at: number): number {
  const byte = bytes[at]
  if (byte === undefined) throw malformed(at, 'truncated')
  return byte
}

/** Bytes of argument behind the initial byte: 1, 2, 4 or 8 (RFC 8949 section 3). */
function headLength(info: number, at: number): number {
  if (info > 27) throw malformed(at, info === 31 ? 'indefinite-length' : 'reserved-head')
  return 1 << (info - 24)
}

function longArgument(bytes: Uint8Array, at: number, info: number): number {
  const length = headLength(info, at)
  if (at + 1 + length > bytes.length) throw malformed(at, 'truncated')
  let argument = 0
  for (let i = 1; i <= length; i++) argument = argument * 256 + (bytes[at + i] as number)
  const smallest = length === 1 ? 24 : 2 ** (length * 4)
  if (argument < smallest) throw new AirlatchError('cbor-not-deterministic', { at, problem: 'head-too-long' })
  return argument
}

function malformed(at: number, problem: CborProblem): AirlatchError {
  return new AirlatchError('cbor-malformed', { at, problem })
}

/** The value as cbor-x must see it to write it deterministically. Throws a plain TypeError: a bug of the caller. */
function ordered(value: CborValue): unknown {
  if (typeof value === 'number' || typeof value === 'bigint') return orderedInteger(value)
  if (typeof value === 'string') {
    if (!value.isWellFormed() || value.startsWith('\ufeff'))
      throw new TypeError('text with a lone surrogate, or a byte order mark in front')
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
  throw new TypeError(`not a CBOR value of ours: ${typeof value}`)
}

/** As their encoded bytes compare: integers from 0 up, then those from -1 down, then text, the shorter one first. */
function compareKeys(a: CborKey, b: CborKey): number {
  if (typeof a === 'number' && typeof b === 'number') {
    if (a >= 0 && b >= 0) return a - b
    return a < 0 && b < 0 ? b - a : b - a < 0 ? -1 : 1
  }
  return compareBytes(encodeCbor(a), encodeCbor(b))
}

/** cbor-x writes numbers beyond 32 bits as floats, and big integers always with the 64-bit head. */
function orderedInteger(value: number | bigint): number | bigint {
  if (typeof value === 'number' && !Number.isSafeInteger(value))
    throw new TypeError(`not an integer: ${value}`)
  if (value < -0x8000_0000 || value > 0xffff_ffff_ffff_ffffn)
    throw new TypeError(`beyond our integers: ${value}`)
  return value > 0xffff_ffff ? BigInt(value) : Number(value)
}
