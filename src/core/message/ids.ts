/** Owns claims with several ids of 8 bytes, of activations or keys, each with a time or a sequence number, or bare. */
import type { CborMap, CborValue } from '../bytes/cbor.ts'
import { decodeHex, encodeHex } from '../bytes/hex.ts'
import { type ClaimReader, LATEST_TIME, safeInteger } from './claims.ts'
import type { OwnName } from './labels.ts'

const ID_BYTES = 8

/** Seconds since 1970, by id (16 hexadecimal digits). */
export type TimesById = ReadonlyMap<string, number>

/** The largest sequence number that a key has signed, 1 or more, by key id (16 hexadecimal digits). */
export type SequencesByKey = ReadonlyMap<string, number>

/** Returns the claim; undefined for an empty map, because that must be omitted. */
export function numbersClaim(numbers: TimesById | SequencesByKey): CborMap | undefined {
  return numbers.size > 0 ? numbers : undefined
}

export function readTimes(reader: ClaimReader, name: OwnName, most: number): TimesById {
  return readNumbers(reader, name, most, { what: 'times', least: 0, largest: LATEST_TIME })
}

export function readSequences(reader: ClaimReader, name: OwnName, most: number): SequencesByKey {
  const range: Range = { what: 'sequences', least: 1, largest: Number.MAX_SAFE_INTEGER }
  return readNumbers(reader, name, most, range)
}

interface Range {
  readonly what: 'times' | 'sequences'
  readonly least: number
  readonly largest: number
}

function readNumbers(
  reader: ClaimReader,
  name: OwnName,
  most: number,
  range: Range,
): ReadonlyMap<string, number> {
  const claim = reader.raw(name)
  if (claim === undefined) return new Map()
  const numbers = claim instanceof Map ? numbersIn(claim as CborMap, most, range) : undefined
  if (numbers === undefined) reader.problem(name, { expected: range.what, most })
  return numbers ?? new Map()
}

function numbersIn(
  claim: CborMap,
  most: number,
  { least, largest }: Range,
): ReadonlyMap<string, number> | undefined {
  if (claim.size === 0 || claim.size > most) return undefined
  const numbers = new Map<string, number>()
  for (const [id, value] of claim) {
    const number = safeInteger(value)
    if (typeof id !== 'string' || !/^[0-9a-f]{16}$/.test(id)) return undefined
    if (number === undefined || number < least || number > largest) return undefined
    numbers.set(id, number)
  }
  return numbers
}

/** Returns the ids, 8 bytes each, in ascending order without duplicates; undefined if there are none. */
export function idsClaim(ids: readonly string[]): Uint8Array | undefined {
  const sorted = [...new Set(ids)].sort()
  return sorted.length > 0 ? decodeHex(sorted.join('')) : undefined
}

export function readIds(reader: ClaimReader, name: OwnName, most: number): readonly string[] {
  const claim = reader.raw(name)
  if (claim === undefined) return []
  const ids = idsIn(claim, most)
  if (ids === undefined) reader.problem(name, { expected: 'ids', most })
  return ids ?? []
}

function idsIn(claim: CborValue, most: number): readonly string[] | undefined {
  if (!(claim instanceof Uint8Array) || claim.length === 0) return undefined
  if (claim.length % ID_BYTES !== 0 || claim.length / ID_BYTES > most) return undefined
  const digits = encodeHex(claim)
  const ids: string[] = []
  for (let at = 0; at < digits.length; at += 2 * ID_BYTES) {
    const id = digits.slice(at, at + 2 * ID_BYTES)
    const before = ids.at(-1)
    if (before !== undefined && id <= before) return undefined
    ids.push(id)
  }
  return ids
}
