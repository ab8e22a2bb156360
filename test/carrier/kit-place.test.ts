/** The place for a kit inside an executable, on made-up bytes: what is found, what is filled, and what is left alone. */
import { describe, expect, test } from 'vitest'
import {
  bakedInto,
  emptyPlace,
  MOST_BAKED_BYTES,
  messageInPlace,
  PLACE_BYTES,
  placeIn,
} from '../../src/carrier/kit-place.ts'
import { TEXT_LIMITS } from '../../src/core/message/claims.ts'
import { KIT_LIMITS } from '../../src/core/message/kit.ts'

const FRONT = new Uint8Array(1003).fill(7)
const BACK = new Uint8Array(501).fill(9)
const MESSAGE = Uint8Array.from({ length: 170 }, (_, i) => (i * 5 + 1) % 256)
const HEAD_BYTES = PLACE_BYTES - MOST_BAKED_BYTES

function joined(...pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.concat(pieces))
}

/** The place of an executable, as it looks from inside of it. */
function placeOf(executable: Uint8Array): Uint8Array {
  return executable.subarray(FRONT.length, FRONT.length + PLACE_BYTES)
}

describe('the place', () => {
  test('is found wherever it lies, filled or not', () => {
    const plain = joined(FRONT, emptyPlace(), BACK)
    expect(placeIn(plain)).toBe(FRONT.length)
    expect(placeIn(plain.subarray(3))).toBe(FRONT.length - 3)
    expect(placeIn(bakedInto(plain, MESSAGE))).toBe(FRONT.length)
  })

  test('is empty as it is shipped, and gives back what was baked in', () => {
    const plain = joined(FRONT, emptyPlace(), BACK)
    expect(messageInPlace(placeOf(plain))).toBeUndefined()
    const baked = bakedInto(plain, MESSAGE)
    expect(messageInPlace(placeOf(baked))).toEqual(MESSAGE)
  })

  test('is all that changes, and the executable that was given does not', () => {
    const plain = joined(FRONT, emptyPlace(), BACK)
    const baked = bakedInto(plain, MESSAGE)
    expect(plain).toEqual(joined(FRONT, emptyPlace(), BACK))
    expect(baked).toHaveLength(plain.length)
    expect(baked.subarray(0, FRONT.length)).toEqual(FRONT)
    expect(baked.subarray(-BACK.length)).toEqual(BACK)
  })

  test('has room for a kit with everything at its limit', () => {
    // each key and its end of use take less than 80 bytes, each path and text 3 bytes more than its length
    const largest = KIT_LIMITS.keys * 80 + KIT_LIMITS.paths * (TEXT_LIMITS.path + 3) + 1000
    expect(largest * 2).toBeLessThan(MOST_BAKED_BYTES)
  })

  test('takes a message to its last byte, and no larger one', () => {
    const plain = joined(FRONT, emptyPlace(), BACK)
    const full = new Uint8Array(MOST_BAKED_BYTES).fill(1)
    expect(messageInPlace(placeOf(bakedInto(plain, full)))).toEqual(full)
    const refused = expect.objectContaining({ code: 'cbor-over-limit' })
    expect(() => bakedInto(plain, new Uint8Array(MOST_BAKED_BYTES + 1))).toThrow(refused)
  })
})

describe('left alone', () => {
  const unknown = (places: number) =>
    expect.objectContaining({ code: 'executable-unknown', details: { places } })

  test.each([
    ['empty', new Uint8Array(), 0],
    ['without the place', joined(FRONT, BACK), 0],
    ['cut off in the place', joined(FRONT, emptyPlace()).subarray(0, -1), 0],
    ['cut off in the marker', joined(FRONT, emptyPlace().subarray(0, 31)), 0],
    ['with the marker changed', joined(FRONT, changed(emptyPlace(), 0)), 0],
    ['with two places', joined(FRONT, emptyPlace(), BACK, emptyPlace()), 2],
    ['with two, one of them filled', joined(bakedInto(emptyPlace(), MESSAGE), emptyPlace()), 2],
  ])('a file %s', (_what, bytes, places) => {
    expect(() => bakedInto(bytes, MESSAGE)).toThrow(unknown(places))
  })

  test.each([
    ['a kit', bakedInto(emptyPlace(), MESSAGE)],
    ['something behind its length', changed(emptyPlace(), PLACE_BYTES - 1)],
    ['a length and nothing else', changed(emptyPlace(), HEAD_BYTES - 1)],
  ])('an executable that has %s in its place', (_what, place) => {
    const refused = expect.objectContaining({ code: 'executable-has-kit' })
    expect(() => bakedInto(joined(FRONT, place, BACK), MESSAGE)).toThrow(refused)
  })
})

test.each([
  ['of another size', emptyPlace().subarray(1)],
  ['without its marker', changed(emptyPlace(), 31)],
  ['with a length beyond its end', changed(emptyPlace(), HEAD_BYTES - 4)],
  ['with a length that is one too small', changed(bakedInto(emptyPlace(), MESSAGE), HEAD_BYTES - 1, -1)],
  ['that was emptied by its length alone', changed(bakedInto(emptyPlace(), MESSAGE), HEAD_BYTES - 1, -170)],
])('a place %s is damaged, not empty', (_what, place) => {
  expect(() => messageInPlace(place)).toThrow(expect.objectContaining({ code: 'baked-kit-damaged' }))
})

function changed(bytes: Uint8Array, at: number, by = 1): Uint8Array {
  const copy = new Uint8Array(bytes)
  copy[at] = (copy[at] as number) + by
  return copy
}
