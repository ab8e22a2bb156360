/** Owns sequences of forged requests against one key, as a property: the promise of SPEC.md (A seat is one computer). */
import fc from 'fast-check'
import { expect } from 'vitest'
import type { ShareRule } from '../../../src/core/message/fingerprint.ts'
import { type Act, type Computer, type Face, mostDifferent, Rules, SeatWorld } from './seat-world.ts'

/** Computer `c` has for each kind values that no other has: c * 100 + kind * 10 + n. */
export function computer(c: number, kinds: Readonly<Record<number, number>>, virtual = false): Computer {
  return {
    virtual,
    face: Object.fromEntries(
      Object.entries(kinds).map(([kind, count]) => [
        kind,
        Array.from({ length: count }, (_, n) => c * 100 + Number(kind) * 10 + n + 1),
      ]),
    ),
  }
}

/** Values of no computer begin here. */
export const JUNK = 9_000
export const FULL = { 1: 1, 2: 1, 3: 1, 4: 2, 5: 2 }

/** Different computers that run by what was granted. */
export function activeOn(world: SeatWorld, computers: readonly Computer[]): number {
  return mostDifferent(computers.filter(one => world.accepts(one)))
}

export const COMPUTERS = [
  computer(1, FULL),
  computer(2, FULL),
  computer(3, { 1: 1, 4: 1, 5: 1 }),
  computer(4, { 1: 1, 2: 1, 5: 1 }, true),
  computer(5, { 1: 1 }),
  // these are no different computers from all of those: a disk of the first and the dock of the second; a copy of the fourth
  { face: { 1: [611], 4: [641, 141], 5: [251] }, virtual: false },
  { face: { 1: [411], 2: [721], 5: [751] }, virtual: true },
]
const value = (kind: number) =>
  fc.oneof(
    ...COMPUTERS.flatMap(({ face }) => (face[kind] ?? []).map(one => fc.constant(one))),
    fc.integer({ min: JUNK + kind * 10, max: JUNK + kind * 10 + 1 }),
  )
/** Any values, of anybody. */
const anything = fc.record({
  1: fc.uniqueArray(value(1), { maxLength: 1 }),
  2: fc.uniqueArray(value(2), { maxLength: 1 }),
  3: fc.uniqueArray(value(3), { maxLength: 1 }),
  4: fc.uniqueArray(value(4), { maxLength: 8 }),
  5: fc.uniqueArray(value(5), { maxLength: 8 }),
  7: fc.uniqueArray(fc.constant(JUNK + 70), { maxLength: 1 }),
})
/** For each kind what one of two computers has, or both, or nothing: nearly what an honest request shows. */
const mixture = fc
  .tuple(
    fc.constantFrom(...COMPUTERS),
    fc.constantFrom(...COMPUTERS),
    fc.tuple(...[1, 2, 3, 4, 5].map(() => fc.subarray([0, 1]))),
  )
  .map(
    ([one, other, shown]): Face =>
      Object.fromEntries(
        shown.map((of, i) => {
          const kind = i + 1
          const values = of.flatMap(which => [one, other][which]?.face[kind] ?? [])
          // a request of a computer has one of these
          return [kind, kind < 4 ? values.slice(0, 1) : [...new Set(values)]]
        }),
      ),
  )
const face = fc.oneof(anything, mixture)
const counted = fc.subarray([1, 2, 3, 4, 5])
const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      act: fc.constant('ask' as const),
      face,
      counted,
      installation: fc.integer({ min: 1, max: 3 }),
      virtual: fc.boolean(),
      byDesk: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.record({ act: fc.constant('code' as const), face, counted }) },
  {
    weight: 1,
    arbitrary: fc.record({ act: fc.constant('release' as const), index: fc.integer({ min: 0, max: 1 }) }),
  },
)

/** What is done to a key of so many seats, one after the other. */
export const SEATS = fc.integer({ min: 1, max: 2 })
export const ACTS = fc.array(act, { maxLength: 8 })
/** The usual rule, and what a product may ask for instead: k of n, where 2k > n. */
export const MATCHES: readonly (ShareRule | undefined)[] = [
  undefined,
  { k: 2, n: 3 },
  { k: 3, n: 5 },
  { k: 1, n: 1 },
]
export const MATCH = fc.constantFrom(...MATCHES)

/** What comes of it in the model: computers that run, no two of which share a reading, and how many are allowed. */
export interface Played {
  readonly running: number
  /** Seats, and the moves and releases that are counted. */
  readonly allowed: number
  readonly granted: number
}

export function played(seats: number, match: ShareRule | undefined, acts: readonly Act[]): Played {
  const world = new SeatWorld(seats, new Rules(match))
  const granted = acts.filter(one => world.do(one) && one.act !== 'release').length
  return { running: activeOn(world, COMPUTERS), allowed: world.allowed, granted }
}

/** Never more different computers than seats, moves and releases. */
export const SEQUENCES = fc.property(SEATS, MATCH, ACTS, (seats, match, acts) => {
  const { running, allowed } = played(seats, match, acts)
  expect(running).toBeLessThanOrEqual(allowed)
})
