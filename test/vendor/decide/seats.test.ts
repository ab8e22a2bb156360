/** Whose seat it is: the computer's that holds its binding; else it moves with its installation or its hardware, and is counted. */
import { describe, expect, test } from 'vitest'
import type { Product, SeatRelease } from '../../../src/core/terms/entitlement.ts'
import { decide } from '../../../src/vendor/decide/decide.ts'
import {
  activation,
  bound,
  computer,
  fingerprint,
  issueCase,
  keyRecord,
  NOW,
  product,
} from '../../world/nouns.ts'

const mine = 'aa'.repeat(32)
const foreign = 'bb'.repeat(32)
const seat = activation('a', { installations: [mine] })

/** Computer a of which only these kinds are left; all the others are z's. */
function left(...kinds: readonly number[]): ReadonlyMap<number, Uint8Array> {
  const own = fingerprint('a')
  return new Map(
    [...fingerprint('z')].map(([kind, hashes]) => [
      kind,
      kinds.includes(kind) ? (own.get(kind) as Uint8Array) : hashes,
    ]),
  )
}

const asked = (kinds: readonly number[], installation = mine) =>
  decide(
    issueCase({
      applicant: computer('a', { bound: bound(left(...kinds)), installation }),
      activations: [seat],
    }),
  )

describe('the same installation on other hardware', () => {
  test.each<[part: string, kind: number]>([
    ['system', 2],
    ['board', 3],
    ['disk', 4],
    ['adapter', 5],
  ])('with its %s left moves its seat, and the trace says why', (_part, kind) => {
    expect(asked([kind])).toMatchObject({
      kind: 'grant',
      seat: 'moved',
      place: { because: 'key', from: { activation: seat } },
      deactivations: { used: 1, moves: 1 },
    })
    expect(asked([kind]).trace.find(({ rule }) => rule === 'seats')).toMatchObject({
      found: 'seat-moves',
      figures: { from: 'a', because: 'key' },
    })
  })

  test('with nothing left but what is copied with a disk, or is every model’s, has none', () => {
    for (const kinds of [[], [1], [6], [1, 6]])
      expect(asked(kinds)).toMatchObject({
        kind: 'refusal',
        code: 'no-seats-left',
        details: { stranded: seat.id },
      })
  })

  test('another installation moves it with two kinds of the hardware, and not with one', () => {
    expect(asked([4], foreign)).toMatchObject({ kind: 'refusal', code: 'no-seats-left' })
    expect(asked([4, 5], foreign)).toMatchObject({ seat: 'moved', place: { because: 'hardware' } })
  })

  test('the vendor moves it with nothing left, and that is counted as well', () => {
    const applicant = computer('a', { bound: bound('z'), installation: mine })
    const byDesk = (limit: bigint) =>
      decide(
        issueCase({
          applicant,
          activations: [seat],
          byDesk: true,
          product: product({ deactivationLimit: limit }),
        }),
      )
    expect(byDesk(1n)).toMatchObject({
      seat: 'moved',
      place: { because: 'desk' },
      deactivations: { used: 1 },
    })
    expect(byDesk(0n)).toMatchObject({ code: 'no-deactivations-left' })
  })
})

test('within the tolerance the seat stays with the computer as it was, whichever installation asks', () => {
  for (const installation of [mine, foreign])
    expect(asked([1, 2, 3, 4], installation)).toMatchObject({
      kind: 'grant',
      seat: 'renewed',
      terms: { binding: bound('a') },
    })
})

describe('moves and receipts count against one limit, and releases by hand do not', () => {
  const ended = (released: SeatRelease, n: number) =>
    activation(`was ${n}`, { id: `${n}`, seat: 1, installations: [], seen: new Map(), released })
  const move = { at: NOW, by: 'move', to: 'x' } as const
  const receipt = { at: NOW, by: 'receipt', receipt: '0'.repeat(64), deactivatedAt: NOW } as const
  const byHand = { at: NOW, by: 'hand', reason: 'dead' } as const
  const moving = (former: readonly SeatRelease[], deactivationLimit: Product['deactivationLimit']) =>
    decide(
      issueCase({
        applicant: computer('a', { bound: bound(left(4)), installation: mine }),
        activations: [seat],
        former: former.map(ended),
        product: product({ deactivationLimit }),
      }),
    )

  test('over it the move is refused, before anything is recorded', () => {
    expect(moving([move, receipt, byHand, byHand], 3n)).toMatchObject({
      seat: 'moved',
      deactivations: { used: 3, moves: 2, byHand: 2, limit: 3n },
    })
    expect(moving([move, receipt, receipt], 3n)).toMatchObject({
      code: 'no-deactivations-left',
      details: { limit: 3, used: 3, move: true, activation: seat.id },
    })
    expect(moving([move, move, move], 'unlimited')).toMatchObject({ seat: 'moved' })
  })

  test('three per seat are three times the seats of the key', () => {
    expect(moving([move, move], '3 per seat')).toMatchObject({ seat: 'moved', deactivations: { limit: 3n } })
    expect(moving([move, move, move], '3 per seat')).toMatchObject({ code: 'no-deactivations-left' })
  })
})

test('the computer’s own seat comes before one that its installation left on another', () => {
  const own = activation('b', { seat: 2, installations: [foreign] })
  const applicant = computer('b', { installation: mine })
  expect(decide(issueCase({ applicant, activations: [seat, own] }))).toMatchObject({
    place: { kind: 'renewal', held: { activation: own } },
  })
})

test('a released seat is known by its installation as well: its days do not begin anew', () => {
  const released = { at: NOW, by: 'hand', reason: 'board broke' } as const
  const key = keyRecord({ duration: { days: 10, from: 'activation' } })
  const applicant = computer('a', { bound: bound(left(4)), installation: mine })
  expect(decide(issueCase({ key, applicant, former: [{ ...seat, released }] }))).toMatchObject({
    seat: 'new',
    terms: { expiresAt: seat.firstAt + 10 * 86_400 },
  })
})

test('a seat that the vendor took on behalf of somebody is no installation’s', () => {
  const behalf = activation('x', { bound: undefined, installations: [] })
  const applicant = computer('a', { installation: mine })
  expect(decide(issueCase({ applicant, activations: [behalf] }))).toMatchObject({ code: 'no-seats-left' })
})
