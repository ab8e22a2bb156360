import { describe, expect, test } from 'vitest'
import { joined, joinedSequences, joinedTimes } from '../../../src/client/state/join.ts'
import { coseKey } from '../../../src/core/cose/key.ts'
import { encodeState, type State } from '../../../src/core/message/state.ts'
import { DAY, NOW } from '../../world/nouns.ts'

const A = '00000000000000aa'
const B = '00000000000000bb'

function state(change: Partial<State> = {}): State {
  return {
    productId: 'scope',
    installationKey: coseKey(new Uint8Array(32)),
    writtenAt: NOW,
    sequence: 1,
    latestAt: NOW,
    firstRuns: new Map(),
    deactivated: new Map(),
    revoked: new Map(),
    returned: new Map(),
    reset: undefined,
    kitsSeen: new Map(),
    revocationsSeen: new Map(),
    copySeenAt: undefined,
    lookedAt: undefined,
    ...change,
  }
}

describe('two records of one installation', () => {
  test('say together what either of them says', () => {
    const one = state({
      sequence: 7,
      latestAt: NOW + DAY,
      firstRuns: new Map([[A, NOW]]),
      deactivated: new Map([[A, NOW + 5]]),
      kitsSeen: new Map([[A, 3]]),
      lookedAt: NOW,
    })
    const other = state({
      sequence: 5,
      writtenAt: NOW + 9,
      latestAt: NOW,
      firstRuns: new Map([
        [A, NOW + 5],
        [B, NOW],
      ]),
      revoked: new Map([[B, NOW]]),
      kitsSeen: new Map([
        [A, 2],
        [B, 9],
      ]),
      revocationsSeen: new Map([[A, 4]]),
      copySeenAt: NOW,
      lookedAt: NOW - 5,
    })
    expect(joined(one, other)).toEqual(
      state({
        sequence: 7,
        latestAt: NOW + DAY,
        firstRuns: new Map([
          [A, NOW],
          [B, NOW],
        ]),
        deactivated: new Map([[A, NOW + 5]]),
        revoked: new Map([[B, NOW]]),
        kitsSeen: new Map([
          [A, 3],
          [B, 9],
        ]),
        revocationsSeen: new Map([[A, 4]]),
        copySeenAt: NOW,
        lookedAt: NOW,
      }),
    )
  })

  test('E: a clock reset overrules the times that were believed before it, and nothing else', () => {
    const ahead = NOW + 9000 * DAY
    const before = state({
      sequence: 9,
      latestAt: ahead,
      copySeenAt: ahead,
      lookedAt: ahead,
      deactivated: new Map([[A, ahead]]),
    })
    const after = state({ sequence: 2, latestAt: NOW + 5, reset: { at: NOW, distrusted: ahead } })
    expect(joined(before, after)).toMatchObject({
      latestAt: NOW + 5,
      reset: after.reset,
      copySeenAt: undefined,
      lookedAt: undefined,
      deactivated: before.deactivated,
    })
    const again = state({ latestAt: NOW + 2, reset: { at: NOW + 1, distrusted: NOW + 1 } })
    expect(joined(after, again).latestAt).toBe(NOW + 2)
    // two processes that took the same one
    expect(joined(after, state({ reset: { at: NOW, distrusted: ahead + 1 } })).reset).toEqual({
      at: NOW,
      distrusted: ahead + 1,
    })
  })

  test('whatever their order and however often: the same bytes', () => {
    const random = numbers(17)
    for (let round = 0; round < 300; round++) {
      const [a, b, c] = [1, 2, 3].map(() => anyState(random)) as [State, State, State]
      const bytes = (joint: State) => Buffer.from(encodeState(joint)).toString('hex')
      const all = bytes(joined(joined(a, b), c))
      expect(bytes(joined(a, joined(b, c)))).toBe(all)
      expect(bytes(joined(joined(c, b), a))).toBe(all)
      expect(bytes(joined(joined(joined(a, b), c), b))).toBe(all)
      expect(bytes(joined(a, a))).toBe(bytes(a))
    }
  })

  test('too many ids: the earliest give way', () => {
    const times = (from: number, count: number) =>
      new Map(Array.from({ length: count }, (_, n) => [`${from + n}`.padStart(16, '0'), from + n]))
    const joint = joinedTimes([times(0, 5), times(3, 5)], 4)
    expect([...joint.values()].toSorted()).toEqual([4, 5, 6, 7])
  })
})

test('sequence numbers of too many keys: the smallest give way', () => {
  const seen = (from: number) =>
    new Map(Array.from({ length: 10 }, (_, n) => [`${from + n}`.padStart(16, '0'), from + n]))
  const joint = joinedSequences([seen(1), seen(11)])
  expect([...joint.values()].toSorted((a, b) => a - b)).toEqual(Array.from({ length: 16 }, (_, n) => n + 5))
})

function anyState(random: (below: number) => number): State {
  const times = () => {
    const ids = [A, B, '0'.repeat(16)].filter(() => random(2) === 1)
    return new Map(ids.map(id => [id, random(4)]))
  }
  return state({
    writtenAt: random(5),
    sequence: 1 + random(3),
    latestAt: random(9),
    firstRuns: times(),
    deactivated: times(),
    revoked: times(),
    reset: random(2) === 1 ? { at: random(3), distrusted: random(9) } : undefined,
    kitsSeen: new Map([...times()].map(([kid, number]) => [kid, number + 1])),
    copySeenAt: random(2) === 1 ? random(9) : undefined,
  })
}

/** The same numbers each time. */
function numbers(seed: number): (below: number) => number {
  let last = seed
  return below => {
    last = (Math.imul(last, 1_103_515_245) + 12_345) >>> 0
    return (last >>> 16) % below
  }
}
