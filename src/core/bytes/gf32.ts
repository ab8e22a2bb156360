/**
 * Owns arithmetic in GF(32): base32 symbols as numbers from 0 to 31, modulo the polynomial x^5 + x^2 + 1. Addition is
 * exclusive or. The powers of alpha = 2 are all numbers except 0, so each of these has a logarithm from 0 to 30.
 */

/** The number of distinct powers of alpha. */
export const ORDER = 31

const POWERS: readonly number[] = powers()
const LOGARITHMS: readonly number[] = Array.from({ length: ORDER + 1 }, (_, value) => POWERS.indexOf(value))

function powers(): readonly number[] {
  const all: number[] = []
  for (let value = 1; all.length < ORDER; value = value & 16 ? ((value << 1) ^ 0b100101) & 31 : value << 1)
    all.push(value)
  return all
}

/** Returns alpha to the power of `exponent`, which may be negative. */
export function power(exponent: number): number {
  return POWERS[((exponent % ORDER) + ORDER) % ORDER] as number
}

/** Returns the exponent, 0 to 30, for which `power` gives `value`. `value` is 1 to 31; 0 has no logarithm. */
export function logarithm(value: number): number {
  return LOGARITHMS[value] as number
}

/** Returns `value` times alpha to the power of `exponent`. */
export function timesPower(value: number, exponent: number): number {
  return value === 0 ? 0 : power(logarithm(value) + exponent)
}
