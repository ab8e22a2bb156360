/**
 * Owns the place for a kit inside an executable: a stretch of fixed size that `airlatch` is made with, found again by
 * its marker and filled without a compiler, so that nothing else in the file moves. Bytes in, bytes out; what a kit
 * says is not known here. Refuses to guess: a file without the place, with two, or with a filled one is left alone.
 *
 *   32 bytes marker | 4 bytes length of the message, big-endian, 0 in an empty place | the message | zeros
 */
import { decodeHex } from '../core/bytes/hex.ts'
import { AirlatchError } from '../core/errors.ts'

/** In hexadecimal, so that this code, which is in the same executable, is not taken for the place. Random. */
const MARKER = decodeHex('0e9ee001ab70cd13e5789a2ef178bdf3319712afae4dd1cba5ba9f1e7c625b6f') as Uint8Array

/** Room for a kit with everything at its limit, and for what later kits may say. */
export const PLACE_BYTES = 65_536
const HEAD_BYTES = MARKER.length + 4
export const MOST_BAKED_BYTES = PLACE_BYTES - HEAD_BYTES

/** What an executable is made with. */
export function emptyPlace(): Uint8Array {
  return filledPlace(new Uint8Array())
}

/** The message in a place; undefined in an empty one. Error: baked-kit-damaged. */
export function messageInPlace(place: Uint8Array): Uint8Array<ArrayBuffer> | undefined {
  if (place.length !== PLACE_BYTES || !startsWithMarker(place)) throw new AirlatchError('baked-kit-damaged')
  const length = lengthIn(place)
  if (length > MOST_BAKED_BYTES) throw new AirlatchError('baked-kit-damaged')
  if (restOf(place, length).some(byte => byte !== 0)) throw new AirlatchError('baked-kit-damaged')
  // a copy: an executable's own bytes cannot be written to
  return length === 0 ? undefined : new Uint8Array(place.subarray(HEAD_BYTES, HEAD_BYTES + length))
}

/**
 * The same executable with the message in its place; the one that is given stays as it is.
 * Errors: executable-unknown {places}, executable-has-kit, cbor-over-limit.
 */
export function bakedInto(executable: Uint8Array, message: Uint8Array): Uint8Array<ArrayBuffer> {
  const at = placeIn(executable)
  const place = executable.subarray(at, at + PLACE_BYTES)
  if (restOf(place, 0).some(byte => byte !== 0) || lengthIn(place) !== 0)
    throw new AirlatchError('executable-has-kit')
  const baked = new Uint8Array(executable)
  baked.set(filledPlace(message), at)
  return baked
}

/** Where the one place begins, whether filled or not. Error: executable-unknown {places}. */
export function placeIn(executable: Uint8Array): number {
  const { buffer, byteOffset, byteLength } = executable
  // the same memory; a search for bytes is Node's own
  const bytes = Buffer.from(buffer, byteOffset, byteLength)
  const found: number[] = []
  for (let at = bytes.indexOf(MARKER); at >= 0; at = bytes.indexOf(MARKER, at + 1))
    if (at + PLACE_BYTES <= byteLength) found.push(at)
  const [at] = found
  if (at === undefined || found.length > 1)
    throw new AirlatchError('executable-unknown', { places: found.length })
  return at
}

function filledPlace(message: Uint8Array): Uint8Array {
  if (message.length > MOST_BAKED_BYTES)
    throw new AirlatchError('cbor-over-limit', {
      limit: 'bytes',
      most: MOST_BAKED_BYTES,
      got: message.length,
    })
  const place = new Uint8Array(PLACE_BYTES)
  place.set(MARKER)
  new DataView(place.buffer).setUint32(MARKER.length, message.length)
  place.set(message, HEAD_BYTES)
  return place
}

function startsWithMarker(place: Uint8Array): boolean {
  return MARKER.every((byte, i) => place[i] === byte)
}

function lengthIn(place: Uint8Array): number {
  return new DataView(place.buffer, place.byteOffset).getUint32(MARKER.length)
}

/** What is behind a message of this length. */
function restOf(place: Uint8Array, length: number): Uint8Array {
  return place.subarray(HEAD_BYTES + length)
}
