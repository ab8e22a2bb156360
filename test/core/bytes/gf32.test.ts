import { expect, test } from 'vitest'
import { logarithm, ORDER, power, timesPower } from '../../../src/core/bytes/gf32.ts'

/** Schoolbook: shift and add, reduced by x^5 + x^2 + 1. */
function product(a: number, b: number): number {
  let sum = 0
  for (let bit = 0; bit < 5; bit++) if (b & (1 << bit)) sum ^= a << bit
  for (let bit = 8; bit >= 5; bit--) if (sum & (1 << bit)) sum ^= 0b100101 << (bit - 5)
  return sum
}

test('alpha makes every number but 0, each once', () => {
  const all = Array.from({ length: ORDER }, (_, i) => power(i))
  expect(all.toSorted((a, b) => a - b)).toEqual(Array.from({ length: ORDER }, (_, i) => i + 1))
  expect(all.slice(0, 6)).toEqual([1, 2, 4, 8, 16, 5])
  expect(all.map(logarithm)).toEqual(Array.from({ length: ORDER }, (_, i) => i))
})

test('exponents go round, also below 0', () => {
  expect(power(ORDER)).toBe(1)
  expect(power(-1)).toBe(power(ORDER - 1))
  expect(product(power(-7), power(7))).toBe(1)
})

test('every value times every power is what shifting and adding gives', () => {
  for (let value = 0; value < 32; value++)
    for (let exponent = 0; exponent < ORDER; exponent++)
      expect(timesPower(value, exponent)).toBe(product(value, power(exponent)))
})
