/** Owns sequences of forged requests against one key, as a property: the promise of SPEC.md (A seat is one computer). */
import fc from 'fast-check'
import { expect } from 'vitest'
import { type Bound, boundOf } from '../../../src/core/computer/binding.ts'
import { type Act, type Computer, fingerprintOfFace, mostDifferent, SeatWorld } from './seat-world.ts'

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

/** Different computers that run by what was granted; `codes`: bindings that clients have kept of their own requests. */
export function activeOn(
  world: SeatWorld,
  computers: readonly Computer[],
  codes: readonly Bound[] = [],
): number {
  return mostDifferent(computers.filter(one => world.accepts(one) || world.acceptsByCode(one, codes)))
}

const COMPUTERS = [
  computer(1, FULL),
  computer(2, FULL),
  computer(3, { 1: 1, 4: 1, 5: 1 }),
  computer(4, { 1: 1, 2: 1, 5: 1 }, true),
  computer(5, { 1: 1 }),
]
const value = (kind: number) =>
  fc.oneof(
    ...COMPUTERS.flatMap(({ face }) => (face[kind] ?? []).map(one => fc.constant(one))),
    fc.integer({ min: JUNK + kind * 10, max: JUNK + kind * 10 + 1 }),
  )
const face = fc.record({
  1: fc.uniqueArray(value(1), { maxLength: 1 }),
  2: fc.uniqueArray(value(2), { maxLength: 1 }),
  3: fc.uniqueArray(value(3), { maxLength: 1 }),
  4: fc.uniqueArray(value(4), { maxLength: 8 }),
  5: fc.uniqueArray(value(5), { maxLength: 8 }),
  7: fc.uniqueArray(fc.constant(JUNK + 70), { maxLength: 1 }),
})
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
    }),
  },
  { weight: 2, arbitrary: fc.record({ act: fc.constant('code' as const), face, counted }) },
  {
    weight: 1,
    arbitrary: fc.record({ act: fc.constant('release' as const), index: fc.integer({ min: 0, max: 1 }) }),
  },
)

/** Never more different computers than seats, moves and releases. */
export const SEQUENCES = fc.property(
  fc.integer({ min: 1, max: 2 }),
  fc.array(act, { maxLength: 8 }),
  (seats, acts) => {
    const world = new SeatWorld(seats)
    const codes: Bound[] = []
    for (const one of acts) {
      world.do(one)
      if (one.act !== 'release') codes.push(boundOf(fingerprintOfFace(one.face), one.counted))
    }
    expect(activeOn(world, COMPUTERS, codes)).toBeLessThanOrEqual(world.allowed)
  },
)
