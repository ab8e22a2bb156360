/**
 * Every sequence of two requests in small worlds: any mixture of what the computers show, with a known or a fresh
 * installation key, moved by the desk or not, by request or by code, and a receipt in between of a client that goes on
 * running. seat-sequences.slow.test.ts tries longer ones, at random.
 */
import { describe, expect, test } from 'vitest'
import type { ShareRule } from '../../../src/core/message/fingerprint.ts'
import { activeOn, computer, JUNK, MATCHES } from './seat-sequences.ts'
import {
  type Act,
  type Asked,
  type Computer,
  type Face,
  mostDifferent,
  Rules,
  SeatWorld,
} from './seat-world.ts'
import { subsets } from './subsets.ts'

interface SmallWorld {
  readonly computers: readonly Computer[]
  /** Kinds of which a request may show a value that no computer has. */
  readonly junk?: readonly number[]
  /** Requests say that they come from a virtual machine. */
  readonly virtual?: boolean
  readonly matches?: readonly (ShareRule | undefined)[]
  /** The computers 1 to n have the same kinds, and share nothing: one first act stands for all that only swap them. */
  readonly alike?: boolean
}

/** Kinds of which a computer has one value at the most. */
const SINGLE = [1, 2, 3]
/** Kinds that a request may show without counting them. */
const ASIDE = [2, 3]

/** Every face that can be made of what the computers show, and every list of what counts in it. */
function shown({ computers, junk = [] }: SmallWorld): readonly Pick<Asked, 'face' | 'counted'>[] {
  const kinds = [...new Set(computers.flatMap(({ face }) => Object.keys(face)))].map(Number)
  const faces = kinds.reduce<readonly Face[]>(
    (all, kind) => {
      const values = new Set(computers.flatMap(({ face }) => face[kind] ?? []))
      if (junk.includes(kind)) values.add(JUNK + kind)
      const choices = SINGLE.includes(kind) ? [[], ...[...values].map(one => [one])] : subsets([...values])
      return all.flatMap(face => choices.map(choice => ({ ...face, [kind]: choice })))
    },
    [{}],
  )
  return faces.flatMap(face => {
    const shownKinds = kinds.filter(kind => (face[kind] ?? []).length > 0)
    const asides = subsets(ASIDE.filter(kind => shownKinds.includes(kind)))
    return asides
      .map(aside => ({ face, counted: shownKinds.filter(kind => !aside.includes(kind)) }))
      .filter(({ counted }) => counted.length > 0)
  })
}

/** Whether swapping computers 1 and 2, or 2 and 3, gives no face that comes before this one. */
function isFirstOfAlike({ face }: Pick<Asked, 'face'>): boolean {
  const text = textOf(face, value => value)
  return [1, 2].every(one => text <= textOf(face, value => swapped(value, one, one + 1)))
}

function textOf(face: Face, of: (value: number) => number): string {
  return JSON.stringify(Object.values(face).map(values => values.map(of).toSorted((a, b) => a - b)))
}

/** Computer `c` has the values c * 100 and up, as seat-sequences.ts makes them. */
function swapped(value: number, one: number, other: number): number {
  const of = Math.floor(value / 100)
  return value + 100 * (of === one ? other - one : of === other ? one - other : 0)
}

/** The first act and the second, each in every way that it can be asked. */
function asked(world: SmallWorld): { readonly firsts: readonly Asked[]; readonly seconds: readonly Asked[] } {
  const { virtual = false, alike = false } = world
  const all = shown(world)
  const first = alike ? all.filter(isFirstOfAlike) : all
  const by = (faces: typeof all, installation: number, byDesk = false): readonly Asked[] =>
    faces.map(one => ({ act: 'ask', ...one, installation, virtual, byDesk }))
  const codes = (faces: typeof all) => faces.map((one): Asked => ({ act: 'code', ...one }))
  return {
    firsts: [...by(first, 1), ...codes(first)],
    seconds: [...by(all, 1), ...by(all, 1, true), ...by(all, 2), ...codes(all)],
  }
}

/** One seat or two, and whether a receipt comes between the requests, where that leaves a promise to be broken. */
function courses(most: number): readonly { readonly seats: number; readonly between: readonly Act[] }[] {
  const receipt: Act = { act: 'release', index: 0 }
  return [
    { seats: 1, between: [] },
    { seats: 1, between: [receipt] },
    { seats: 2, between: [] },
  ].filter(({ seats, between }) => seats + between.length < most)
}

/** Tries all; throws with the first sequence that runs on more different computers than are counted. */
function search(world: SmallWorld): { readonly tried: number; readonly reached: number } {
  const { computers, matches = [undefined] } = world
  const { firsts, seconds } = asked(world)
  let tried = 0
  let reached = 0
  for (const match of matches) {
    const rules = new Rules(match)
    for (const { seats, between } of courses(mostDifferent(computers)))
      for (const first of firsts)
        for (const second of seconds) {
          const key = new SeatWorld(seats, rules)
          const acts = [first, ...between, second]
          for (const act of acts) key.do(act)
          const running = activeOn(key, computers)
          if (running > key.allowed)
            throw new Error(`${running} run: ${JSON.stringify({ seats, match, acts })}`)
          tried++
          if (running === key.allowed) reached++
        }
  }
  return { tried, reached }
}

const DOCKED: Computer = { face: { 1: [311], 4: [141], 5: [251] }, virtual: false }
const SINGLES = { 1: 1, 4: 1, 5: 1 }

describe('no two requests run on more different computers than are counted (QC-07, QC-08)', () => {
  test.each<[string, number, SmallWorld]>([
    [
      'two computers, four kinds, values of nobody',
      100_000,
      { computers: [1, 2].map(one => computer(one, { 1: 1, 2: 1, 4: 1, 5: 1 })), junk: [1], alike: true },
    ],
    ['three computers', 100_000, { computers: [1, 2, 3].map(one => computer(one, SINGLES)), alike: true }],
    [
      'three computers, one of which has the disk of the first and the dock of the second',
      100_000,
      { computers: [computer(1, SINGLES), computer(2, SINGLES), DOCKED], junk: [1], matches: MATCHES },
    ],
    [
      'two virtual machines and a copy, of which the UUID counts or not',
      100_000,
      {
        computers: [
          computer(1, { 1: 1, 2: 1, 5: 1 }, true),
          computer(2, { 1: 1, 2: 1, 5: 1 }, true),
          { face: { 1: [111], 2: [321], 5: [351] }, virtual: true },
        ],
        virtual: true,
        matches: [undefined, { k: 2, n: 3 }],
      },
    ],
  ])('%s', (_what, least, world) => {
    const { tried, reached } = search(world)
    expect(tried).toBeGreaterThan(least)
    // the bound is tight: what is tried does run
    expect(reached).toBeGreaterThan(0)
  })
})
