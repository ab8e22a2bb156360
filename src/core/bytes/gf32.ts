/**
 * Owns arithmetic in GF(32): symbols of base32 as numbers from 0 to 31, with the polynomial x^5 + x^2 + 1. Adding is
 * exclusive or. The powers of alpha = 2 are all numbers but 0, so each of them has a logarithm from 0 to 30.
 */

/** How many different powers alpha has. */
export const ORDER = 31

const POWERS: readonly number[] = powers()
const LOGARITHMS: readonly number[] = Array.from({ length: ORDER + 1 }, (_, value) => POWERS.indexOf(value))

function powers(): readonly number[] {
  const all: number[] = []
  for (let value = 1; all.length < ORDER; value = value & 16 ? ((value << 1) ^ 0b100101) & 31 : value << 1)
    all.push(value)
  return all
}

/** alpha to the power of `exponent`, which may be negative. */
export function power(exponent: number): number {
  return POWERS[((exponent % ORDER) + ORDER) % ORDER] as number
}

/** The exponent that `power` makes `value` of, 0 to 30. `value` is 1 to 31: 0 has none. */
export function logarithm(value: number): number {
  return LOGARITHMS[value] as number
}

/** `value` times alpha to the power of `exponent`. */
export function timesPower(value: number, exponent: number): number {
  return value === 0 ? 0 : power(logarithm(value) + exponent)
}
