/** Ids of 8 bytes, several in one claim: what is written is read again, and every other way to write it is refused. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { CborValue } from '../../../src/core/bytes/cbor.ts'
import { encodeClaims, LATEST_TIME, readClaims } from '../../../src/core/message/claims.ts'
import { idsClaim, numbersClaim, readIds, readTimes } from '../../../src/core/message/ids.ts'
import { runs } from '../../effort.ts'

const id = fc.uint8Array({ minLength: 8, maxLength: 8 }).map(bytes => Buffer.from(bytes).toString('hex'))
const ID = '6ea86ceb2ecb978f'
const MOST = 5

/** What a reader sees in a claim, and what it has to say about it. */
function read<T>(claim: CborValue | undefined, by: (reader: ReturnType<typeof readClaims>) => T) {
  const reader = readClaims('license', encodeClaims({ 'revoked-activations': claim, iat: 0 }))
  const value = by(reader)
  reader.time('iat')
  return { value, finish: () => reader.finish() }
}
const idsIn = (claim: CborValue | undefined, most = MOST) =>
  read(claim, reader => readIds(reader, 'revoked-activations', most))
const timesIn = (claim: CborValue | undefined) =>
  read(claim, reader => readTimes(reader, 'revoked-activations', MOST))
const malformed = expect.objectContaining({ code: 'claims-malformed' })

describe('ids alone', () => {
  test('come out ascending, each once, whatever order they had', () => {
    fc.assert(
      fc.property(fc.array(id, { maxLength: 40 }), ids => {
        const { value, finish } = idsIn(idsClaim(ids), 100)
        finish()
        expect(value).toEqual([...new Set(ids)].sort())
        expect(idsClaim(value)).toEqual(idsClaim([...ids, ...ids].reverse()))
      }),
    )
  })

  test('none are said by no claim', () => {
    expect(idsClaim([])).toBeUndefined()
    expect(idsIn(undefined).value).toEqual([])
  })

  test('any bytes are refused, or are the one way to write what they say', () => {
    const few = fc.uint8Array({ maxLength: 8 * (MOST + 2) })
    const small = fc
      .array(fc.constantFrom(0, 1), { maxLength: 8 * (MOST + 1) })
      .map(all => Uint8Array.from(all))
    fc.assert(
      fc.property(fc.oneof(few, small), bytes => {
        const { value, finish } = idsIn(bytes)
        if (value.length > 0) {
          finish()
          expect(idsClaim(value)).toEqual(bytes)
        } else expect(finish).toThrow(malformed)
      }),
      { numRuns: runs(500) },
    )
  })

  test.each([
    ['an id twice', ID + ID],
    ['ids out of order', `${ID}${'0'.repeat(16)}`],
    ['half an id more', ID + ID.slice(8)],
    ['no bytes', ''],
  ])('%s is refused', (_name, digits) => {
    expect(() => idsIn(Uint8Array.from(Buffer.from(digits, 'hex'))).finish()).toThrow(malformed)
  })

  test('as many as the limit, and not one more', () => {
    const many = (count: number) =>
      idsClaim(Array.from({ length: count }, (_, i) => `${i}`.padStart(16, '0')))
    expect(() => idsIn(many(MOST)).finish()).not.toThrow()
    expect(() => idsIn(many(MOST + 1)).finish()).toThrow(
      expect.objectContaining({
        details: {
          message: 'license',
          problems: [{ claim: 'revoked-activations', expected: 'ids', most: 5 }],
        },
      }),
    )
  })

  test.each([
    ['a text', ID],
    ['an array', [ID]],
    ['a map', new Map([[ID, 1]])],
    ['a number', 1],
    ['true', true],
  ])('%s is refused', (_name, claim) => expect(() => idsIn(claim).finish()).toThrow(malformed))
})

describe('ids with times', () => {
  test('come out as they went in', () => {
    const times = fc.uniqueArray(fc.tuple(id, fc.integer({ min: 0, max: LATEST_TIME })), {
      maxLength: MOST,
      selector: ([one]) => one,
    })
    fc.assert(
      fc.property(times, entries => {
        const { value, finish } = timesIn(numbersClaim(new Map(entries)))
        finish()
        expect(value).toEqual(new Map(entries))
      }),
    )
  })

  test('none are said by no claim', () => {
    expect(numbersClaim(new Map())).toBeUndefined()
    expect(timesIn(undefined).value).toEqual(new Map())
  })

  test.each([
    ['a map of none', new Map()],
    ['an id of 15 digits', new Map([[ID.slice(1), 1]])],
    ['an id of 17 digits', new Map([[`${ID}0`, 1]])],
    ['an id with a line end', new Map([[`${ID}\n`, 1]])],
    ['an id in upper case', new Map([[ID.toUpperCase(), 1]])],
    ['an integer as id', new Map([[1, 1]])],
    ['a time before 1970', new Map([[ID, -1]])],
    ['a time behind the year 9999', new Map([[ID, LATEST_TIME + 1]])],
    ['a time as text', new Map([[ID, '1']])],
    [
      'one more than the limit',
      new Map(Array.from({ length: MOST + 1 }, (_, i) => [`${i}`.padStart(16, '0'), i])),
    ],
    ['bytes', new Uint8Array(8)],
    ['an array', [ID, 1]],
  ] as const)('%s is refused', (_name, claim) => {
    const { value, finish } = timesIn(claim as CborValue)
    expect(value.size).toBe(0)
    expect(finish).toThrow(malformed)
  })
})
