/** Owns ids of 8 bytes, of activations and of keys, where several stand in one claim: each with a time, or bare. */
import type { CborMap, CborValue } from '../bytes/cbor.ts'
import { decodeHex, encodeHex } from '../bytes/hex.ts'
import { type ClaimReader, LATEST_TIME, safeInteger } from './claims.ts'
import type { OwnName } from './labels.ts'

const ID_BYTES = 8

/** An id, 16 hexadecimal digits, to seconds since 1970. */
export type TimesById = ReadonlyMap<string, number>

/** A map of none is said by leaving the claim out. */
export function timesClaim(times: TimesById): CborMap | undefined {
  return times.size > 0 ? times : undefined
}

export function readTimes(reader: ClaimReader, name: OwnName, most: number): TimesById {
  const claim = reader.raw(name)
  if (claim === undefined) return new Map()
  const times = claim instanceof Map ? timesIn(claim as CborMap, most) : undefined
  if (times === undefined) reader.problem(name, `a map of 1 to ${most} ids of 16 hexadecimal digits to times`)
  return times ?? new Map()
}

function timesIn(claim: CborMap, most: number): TimesById | undefined {
  if (claim.size === 0 || claim.size > most) return undefined
  const times = new Map<string, number>()
  for (const [id, value] of claim) {
    const at = safeInteger(value)
    if (typeof id !== 'string' || !/^[0-9a-f]{16}$/.test(id)) return undefined
    if (at === undefined || at < 0 || at > LATEST_TIME) return undefined
    times.set(id, at)
  }
  return times
}

/** The ids, 8 bytes each, in ascending order and each once; undefined for none. */
export function idsClaim(ids: readonly string[]): Uint8Array | undefined {
  const sorted = [...new Set(ids)].sort()
  return sorted.length > 0 ? decodeHex(sorted.join('')) : undefined
}

export function readIds(reader: ClaimReader, name: OwnName, most: number): readonly string[] {
  const claim = reader.raw(name)
  if (claim === undefined) return []
  const ids = idsIn(claim, most)
  if (ids === undefined) reader.problem(name, `1 to ${most} ids of ${ID_BYTES} bytes, ascending`)
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
