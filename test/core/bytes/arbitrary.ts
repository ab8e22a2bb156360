/** Owns fast-check's arbitrary CBOR values of the subset (SPEC.md section 3), for all tests that need some. */
import fc from 'fast-check'
import type { CborValue } from '../../../src/core/bytes/cbor.ts'

const text = (maxLength: number) =>
  fc.string({ unit: 'grapheme', maxLength }).filter(one => one.isWellFormed() && !one.startsWith('\ufeff'))

/** Integers in the one form that decoding gives: numbers up to 2^32 - 1, big integers from there. */
export const integer: fc.Arbitrary<number | bigint> = fc.oneof(
  fc.integer({ min: -0x8000_0000, max: 0xffff_ffff }),
  fc.integer({ min: -30, max: 300 }),
  fc.bigInt({ min: 0x1_0000_0000n, max: 0xffff_ffff_ffff_ffffn }),
  fc.constantFrom<number | bigint>(
    23,
    24,
    255,
    256,
    65_535,
    65_536,
    0xffff_ffff,
    0x1_0000_0000n,
    -0x8000_0000,
  ),
)

const leaf: fc.Arbitrary<CborValue> = fc.oneof(
  integer,
  fc.boolean(),
  text(80),
  fc.uint8Array({ maxLength: 300 }),
)
const key = fc.oneof(fc.integer({ min: -0x8000_0000, max: 0xffff_ffff }), text(20))

export const cborValue: fc.Arbitrary<CborValue> = fc.letrec<{ value: CborValue }>(tie => ({
  value: fc.oneof(
    { maxDepth: 5, depthSize: 'small' },
    leaf,
    fc.array(tie('value'), { maxLength: 6 }),
    fc
      .uniqueArray(fc.tuple(key, tie('value')), { maxLength: 6, selector: ([one]) => one })
      .map(pairs => new Map(pairs)),
  ),
})).value
