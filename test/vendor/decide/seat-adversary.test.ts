/**
 * Searches for a way around the promise of SPEC.md (A seat is one computer): whatever requests the owner of a key forges,
 * the different computers on which an unmodified client accepts a license are at most seats, moves and releases.
 */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { boundOf, holds } from '../../../src/core/computer/binding.ts'
import { runs } from '../../effort.ts'
import { activeOn, computer, FULL, JUNK, SEQUENCES } from './seat-sequences.ts'
import { type Act, type Face, fingerprintOfFace, SeatWorld } from './seat-world.ts'
import { subsets } from './subsets.ts'

function mixed(...faces: readonly Face[]): Face {
  const kinds = [...new Set(faces.flatMap(face => Object.keys(face)))].map(Number)
  return Object.fromEntries(kinds.map(kind => [kind, [...new Set(faces.flatMap(face => face[kind] ?? []))]]))
}

function only(face: Face, ...kinds: readonly number[]): Face {
  return Object.fromEntries(Object.entries(face).filter(([kind]) => kinds.includes(Number(kind))))
}

describe('attacks that were met', () => {
  const A = computer(1, FULL)
  const B = computer(2, FULL)
  const C = computer(3, FULL)
  const ALL = [1, 2, 3, 4, 5]
  const ask = (face: Face, installation = 1, counted: readonly number[] = ALL): Act => ({
    act: 'ask',
    face,
    counted,
    installation,
    virtual: false,
  })

  test.each<[string, readonly Act[]]>([
    [
      'invented kinds take the seat, and every computer shows them beside its own readings (QC-07)',
      [
        ask({ 7: [JUNK], 8: [JUNK + 1] }),
        ...[A, B, C].map((one, i) => ask(mixed({ 7: [JUNK], 8: [JUNK + 1] }, one.face), i + 2)),
      ],
    ],
    [
      'the disks and adapters of the first computer beside those of each other one',
      [
        ask(only(A.face, 1, 2, 4, 5)),
        ...[B, C].map((one, i) => ask(mixed(only(one.face, 1, 4, 5), only(A.face, 2, 4, 5)), i + 2)),
      ],
    ],
    [
      'invented values of known kinds first',
      [
        ask({ 3: [JUNK], 4: [JUNK + 1] }),
        ...[A, B, C].map((one, i) => ask(mixed({ 3: [JUNK], 4: [JUNK + 1] }, one.face), i + 2)),
      ],
    ],
    [
      'one request for eight computers: their disks and adapters in one list',
      [ask(mixed(only(A.face, 4, 5), only(B.face, 4, 5), only(C.face, 4, 5)))],
    ],
    [
      'one computer for each account: A as a user, B as root',
      [ask({ ...only(A.face, 1, 4), ...only(B.face, 2, 3, 5) })],
    ],
    [
      'a renewal that fills in the kinds that were left out',
      [ask(only(A.face, 4, 5)), ask(mixed(only(A.face, 4, 5), only(B.face, 1, 2, 3)))],
    ],
    [
      'two requests of halves',
      [
        ask({ ...only(A.face, 1, 4), ...only(B.face, 5) }),
        ask({ ...only(A.face, 1), ...only(B.face, 4, 5) }),
      ],
    ],
    [
      'another list of what counts',
      [
        ask({ ...only(A.face, 1), ...only(B.face, 5) }, 1, [1]),
        ask({ ...only(A.face, 1), ...only(B.face, 5) }, 1, [5]),
      ],
    ],
  ])('%s', (_what, acts) => {
    const world = new SeatWorld(1)
    for (const act of acts) world.do(act)
    expect(activeOn(world, [A, B, C])).toBeLessThanOrEqual(world.allowed)
  })

  test('the installation key copied to another computer moves nothing', () => {
    const world = new SeatWorld(1)
    expect(world.do(ask(A.face, 1))).toBe(true)
    expect(world.do(ask(B.face, 1))).toBe(false)
  })

  test('a seat that goes from computer to computer is counted each time', () => {
    const world = new SeatWorld(1)
    for (const one of [A, B, C]) {
      expect(world.do(ask(one.face))).toBe(true)
      world.do({ act: 'release', index: 0 })
    }
    expect(activeOn(world, [A, B, C])).toBe(3)
    expect(world.allowed).toBe(4)
  })
})

test('no binding that can be forged is held by two computers that share nothing, exhaustively', () => {
  // per kind: nothing, either computer's first values, both, one more of either, and values of nobody
  const A = computer(1, { 1: 1, 2: 1, 3: 1, 4: 2, 5: 2 })
  const B = computer(2, { 1: 1, 2: 1, 3: 1, 4: 2, 5: 2 })
  const here = [A, B].map(({ face }) => ({ fingerprint: fingerprintOfFace(face), virtual: false }))
  const single = (kind: number) => [[], A.face[kind], B.face[kind], [JUNK + kind]].map(values => values ?? [])
  const several = (kind: number) => subsets([...(A.face[kind] ?? []), ...(B.face[kind] ?? []), JUNK + kind])
  // in `npm test` every tenth of them
  const step = 10 / runs(10)
  let made = 0
  let tried = 0
  for (const one of single(1))
    for (const two of single(2))
      for (const three of single(3))
        for (const four of several(4))
          for (const five of several(5)) {
            if (made++ % step > 0) continue
            const shown = fingerprintOfFace({ 1: one, 2: two, 3: three, 4: four, 5: five })
            for (const aside of [[], [2], [3], [2, 3]]) {
              const bound = boundOf(
                shown,
                [1, 2, 3, 4, 5].filter(kind => !aside.includes(kind)),
              )
              if (bound.counted.length === 0) continue
              tried++
              if (here.every(shownHere => holds(bound, shownHere)))
                throw new Error(`held by both: ${JSON.stringify({ one, two, three, four, five, aside })}`)
            }
          }
  expect(tried).toBeGreaterThan(200_000 / step)
})

test('sequences of forged requests never run on more different computers (QC-07, QC-08)', () => {
  fc.assert(SEQUENCES, { numRuns: runs(20_000) })
})
