import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bitReader, bitWriter, MOST_GROUPED } from '../../../src/core/bytes/bits.ts'

/** What is written, and read in the same order. */
const item = fc.oneof(
  fc
    .integer({ min: 1, max: 32 })
    .chain(width =>
      fc.record({ width: fc.constant(width), value: fc.integer({ min: 0, max: 2 ** width - 1 }) }),
    ),
  fc.record({ width: fc.constant(0), value: fc.integer({ min: 0, max: MOST_GROUPED }) }),
)

describe('bits', () => {
  test('come out as they went in, and what is behind them is zero', () => {
    fc.assert(
      fc.property(fc.array(item, { maxLength: 20 }), items => {
        const writer = bitWriter()
        for (const { width, value } of items)
          if (width === 0) writer.grouped(value)
          else writer.put(value, width)
        const bytes = writer.finish(Math.ceil(writer.length / 8) + 1)
        const reader = bitReader(bytes)
        for (const { width, value } of items)
          expect(width === 0 ? reader.grouped() : reader.take(width)).toBe(value)
        expect(reader.take(8)).toBe(0)
      }),
    )
  })

  test('stand from the front, the highest first', () => {
    const writer = bitWriter()
    writer.put(0b101, 3)
    writer.flag(true)
    writer.bytes(Uint8Array.of(0xff))
    writer.grouped(0x12)
    expect(writer.length).toBe(22)
    expect([...writer.finish(4)]).toEqual([0b1011_1111, 0b1111_1000, 0b1000_1000, 0])
  })

  test('a number that goes on and on ends all the same', () => {
    expect(bitReader(new Uint8Array(9).fill(0xff)).grouped()).toBe(MOST_GROUPED)
  })
})
